import { Option } from 'commander';
import { openProject, type Pruned, pruneProject } from '../../build/index.ts';
import { byteSize, counted } from '../../core/words.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const prune: Command = {
  name: 'prune',
  summary: 'delete masters and cached renditions that nothing uses; only looks without --yes',
  group: 'Keep',
  options: () => [
    new Option('--siblings', 'also pictures that were bought together with one in use (several samples)'),
  ],
  async run(call) {
    const { terminal, flags, own } = call;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const remove = (flags.yes ?? false) && !flags.dryRun;
    const pruned = await pruneProject(opened.value, { remove, siblings: own.siblings === true });
    if ('kind' in pruned) return finish(call, pruned);
    const { masters, siblings, renditions, removed } = pruned;
    if (flags.json) {
      terminal.data(
        jsonText(
          dataDocument(
            'prune',
            { removed, masters: masters.map(facts), siblings: siblings.map(facts), renditions },
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
        `Deleted ${counted(masters.length, 'master')} (${size(masters)}) and ${counted(renditions.files, 'cached rendition')} (${byteSize(renditions.bytes)}).`,
      );
    else
      terminal.say(
        `The lock does not use ${counted(masters.length, 'master')} (${size(masters)}). \`imagebuild prune --yes\` deletes them; other branches may still want them.`,
      );
    if (siblings.length > 0)
      terminal.say(
        `Kept: ${counted(siblings.length, 'picture that was', 'pictures that were')} bought together with one in use (${size(siblings)}). \`imagebuild why ID\` names their seeds; \`imagebuild prune --yes --siblings\` deletes them too.`,
      );
    return EXIT.ok;
  },
};

type Masters = Pruned['masters'];

function facts({ digest, bytes }: Masters[number]) {
  return { digest, bytes };
}

function size(masters: Masters): string {
  return byteSize(masters.reduce((sum, { bytes }) => sum + bytes, 0));
}
