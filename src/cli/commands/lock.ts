import { mergeLock, mergeLockFiles } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { counted } from '../../core/words.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const lock: Command = {
  name: 'lock',
  summary: 'lock merge: resolve conflict markers in the lockfile, keeping what both sides paid for',
  group: 'Keep',
  arguments: [
    { name: '<action>', description: 'merge' },
    { name: '[files...]', description: 'as a git merge driver: base, ours and theirs (%O %A %B)' },
  ],
  async run(call) {
    const [action, ...files] = call.args;
    if (action !== 'merge' || (files.length !== 0 && files.length !== 3)) {
      return finish(
        call,
        failure(
          'invalid-input',
          problem('usage', '`imagebuild lock merge` takes no files, or base, ours and theirs'),
        ),
      );
    }
    const [base = '', ours = '', theirs = ''] = files;
    const merged =
      files.length === 3
        ? await mergeLockFiles({ base, ours, theirs }, call.project.cwd ?? '.')
        : await mergeLock(call.project);
    if (!merged.ok) return finish(call, merged.failure);
    const { targets, changed } = merged.value;
    if (call.flags.json) call.terminal.data(jsonText(dataDocument('lock', { targets, changed }, EXIT.ok)));
    else if (!call.flags.quiet)
      call.terminal.say(
        changed
          ? `Merged: ${counted(targets, 'target')} in the lockfile.`
          : 'There is no conflict in the lockfile.',
      );
    return EXIT.ok;
  },
};
