import { Option } from 'commander';
import { openProject } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { counted } from '../../core/words.ts';
import { type Approved, approve as approveTargets, revokeApproval } from '../../design/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { PATTERNS } from '../patterns.ts';
import { jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const approve: Command = {
  name: 'approve',
  summary: 'record that pictures may go out as they are; void as soon as one is replaced',
  group: 'Build',
  arguments: PATTERNS,
  options: () => [
    new Option('--by <name>', 'who approves'),
    new Option('--note <text>', 'what is to be said about it'),
    new Option('--revoke', 'take the approval back').conflicts(['by', 'note']),
  ],
  async run(call) {
    const patterns = call.args;
    if (patterns.length === 0) {
      const hint = "for example: imagebuild approve fox/running, or everything with '**'";
      return finish(call, failure('invalid-input', problem('usage', 'say which targets', { hint })));
    }
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const revoke = call.own.revoke === true;
    const options = { ...buildOptions(call), dryRun: call.flags.dryRun };
    const by = call.own.by as string | undefined;
    const note = call.own.note as string | undefined;
    const changed = revoke
      ? await revokeApproval(opened.value, { patterns }, options)
      : await approveTargets(opened.value, { patterns, by, note }, options);
    if (!changed.ok) return finish(call, changed.failure);
    if (call.flags.json) {
      const { report, ...own } = changed.value;
      const document = reportDocument(call.name, report, EXIT.ok, Date.now() - call.startedAt);
      call.terminal.data(jsonText({ ...document, revoked: revoke, ...own }));
    } else if (!call.flags.quiet) say(changed.value, revoke, call);
    return EXIT.ok;
  },
};

/** So many names are said. */
const NAMED = 10;

function say({ changed, already }: Approved, revoke: boolean, { terminal, flags }: Call): void {
  const would = flags.dryRun ? 'would be ' : '';
  const done = revoke ? `${would}no longer approved` : `${would}approved`;
  if (changed.length > 0) {
    const names = changed.slice(0, NAMED).join(', ') + (changed.length > NAMED ? ', …' : '');
    terminal.say(`${counted(changed.length, 'target')} ${done}: ${names}.`);
  }
  if (already.length > 0)
    terminal.say(
      `${counted(already.length, 'target was', 'targets were')} ${revoke ? 'not approved' : 'approved'} already.`,
    );
  if (changed.length > 0 && !flags.dryRun) terminal.say('Commit the lockfile: it holds the approvals.');
}
