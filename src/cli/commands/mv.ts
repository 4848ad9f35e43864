import { openProject } from '../../build/index.ts';
import { counted } from '../../core/words.ts';
import { move } from '../../design/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const mv: Command = {
  name: 'mv',
  summary: 'rename an asset or a scene, in the manifest and the lockfile; pictures go along at no cost',
  group: 'Build',
  arguments: [
    { name: '<old>', description: 'an asset, or ASSET/SCENE' },
    { name: '<new>', description: 'its new name; of a scene with the asset before it' },
  ],
  async run(call) {
    const [from = '', to = ''] = call.args;
    const { flags, terminal } = call;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const options = { ...buildOptions(call), dryRun: flags.dryRun };
    const moved = await move(opened.value, call.project, { from, to }, options);
    if (!moved.ok) return finish(call, moved.failure);
    const { report, targets, files } = moved.value;
    const exitCode = exitCodeOf(report.failure);
    if (flags.json) {
      const document = reportDocument(call.name, report, exitCode, Date.now() - call.startedAt);
      terminal.data(jsonText({ ...document, moved: targets, files }));
      return exitCode;
    }
    sayDiagnostics(report.errors, terminal);
    if (flags.quiet) return exitCode;
    sayDiagnostics(report.warnings, terminal);
    const is = flags.dryRun ? 'would be' : 'is';
    terminal.say(`${from} ${is} ${to} now, in ${files.join(', ')} and ${counted(targets.length, 'target')}.`);
    if (!flags.dryRun && opened.value.site.manifests.length > 0)
      terminal.say(
        'Pages that ask for the old name have to ask for the new one: `imagebuild check --site FOLDER` finds them.',
      );
    return exitCode;
  },
};
