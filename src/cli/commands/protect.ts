import { Option } from 'commander';
import { openProject } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { protect as protectTarget } from '../../design/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const protect: Command = {
  name: 'protect',
  summary: 'write into the manifest that no build may replace the picture of a target',
  group: 'Build',
  arguments: [{ name: '<id>', description: 'a target' }],
  options: () => [new Option('--off', 'it may be replaced again')],
  async run(call) {
    const [target = ''] = call.args;
    const { flags, terminal } = call;
    if (flags.dryRun)
      return finish(
        call,
        failure('invalid-input', problem('usage', 'protect changes one line, and has no --dry-run')),
      );
    const on = call.own.off !== true;
    // A profile goes before the manifest's own words, and would hide them.
    const request = { ...call.project, profile: undefined };
    const opened = await openProject(request);
    if (!opened.ok) return finish(call, opened.failure);
    const changed = await protectTarget(opened.value, request, { target, on }, flags.yes ?? false, flags);
    if (!changed.ok) return finish(call, changed.failure);
    const { written } = changed.value;
    if (flags.json) {
      const { file, line, others } = written ?? { file: null, line: null, others: [] };
      const own = { target, protect: on, changed: written !== undefined, file, line, others };
      terminal.data(jsonText(dataDocument(call.name, own, EXIT.ok)));
    } else if (!flags.quiet) {
      const state = on ? 'protected' : 'not protected';
      if (written === undefined) terminal.say(`${target} is ${state} already.`);
      else terminal.say(`${target} is ${state} now: ${written.file}:${written.line}.`);
      if (written && written.others.length > 0) terminal.say(`So are: ${written.others.join(', ')}.`);
    }
    return EXIT.ok;
  },
};
