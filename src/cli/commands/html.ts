import { fillSite, openProject } from '../../build/index.ts';
import { counted } from '../../core/words.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const html: Command = {
  name: 'html',
  summary: 'put pictures in place of every <img data-imagebuild="ID"> in the pages of a built site',
  group: 'Site',
  arguments: [{ name: '<folder>', description: 'where the built pages are' }],
  async run(call) {
    const { terminal, flags, args, project } = call;
    const opened = await openProject(project);
    if (!opened.ok) return finish(call, opened.failure);
    const dryRun = flags.dryRun ?? false;
    const request = { folder: args[0] ?? '', cwd: project.cwd ?? '.', dryRun };
    const filled = await fillSite(opened.value, request);
    if (!filled.ok) return finish(call, filled.failure);
    const { pages, changed } = filled.value;
    if (flags.json) {
      const data = { config: opened.value.manifest.file, pages, changed, written: !dryRun };
      terminal.data(jsonText(dataDocument('html', data, EXIT.ok)));
      return EXIT.ok;
    }
    if (flags.quiet) return EXIT.ok;
    for (const { file, pictures } of changed) terminal.say(`  ${file}: ${counted(pictures, 'picture')}`);
    const what = `${counted(changed.length, 'page')} of ${pages}`;
    if (changed.length === 0)
      terminal.say(`Nothing to do: none of ${counted(pages, 'page')} asks for a picture.`);
    else terminal.say(dryRun ? `Would fill ${what}.` : `${terminal.style('green', '✓')} Filled ${what}.`);
    return EXIT.ok;
  },
};
