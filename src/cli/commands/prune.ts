import { openProject, pruneProject } from '../../build/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { byteSize, counted } from '../views/words.ts';

export const prune: Command = {
  name: 'prune',
  summary: 'delete masters and cached renditions that nothing uses; only looks without --yes',
  group: 'Keep',
  async run(call) {
    const { terminal, flags } = call;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const pruned = await pruneProject(opened.value, (flags.yes ?? false) && !flags.dryRun);
    if ('kind' in pruned) return finish(call, pruned);
    const { masters, renditions, removed } = pruned;
    const bytes = masters.reduce((sum, master) => sum + master.bytes, 0);
    if (flags.json) {
      terminal.data(
        jsonText(
          dataDocument(
            'prune',
            { removed, masters: masters.map(({ digest, bytes }) => ({ digest, bytes })), renditions },
            EXIT.ok,
          ),
        ),
      );
      return EXIT.ok;
    }
    if (masters.length === 0 && renditions.files === 0)
      terminal.say('Nothing to prune: the lock uses every master.');
    else if (removed)
      terminal.say(
        `Deleted ${counted(masters.length, 'master')} (${byteSize(bytes)}) and ${counted(renditions.files, 'cached rendition')} (${byteSize(renditions.bytes)}).`,
      );
    else
      terminal.say(
        `The lock does not use ${counted(masters.length, 'master')} (${byteSize(bytes)}). \`imagebuild prune --yes\` deletes them; other branches may still want them.`,
      );
    return EXIT.ok;
  },
};
