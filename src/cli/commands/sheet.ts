import { join, resolve } from 'node:path';
import { openProject } from '../../build/index.ts';
import { counted } from '../../core/words.ts';
import { drawSheetOf, USUAL_SHEET } from '../../review/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { PATTERNS } from '../patterns.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, diagnosticDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const sheet: Command = {
  name: 'sheet',
  summary: 'draw a storyboard by asset and scene, as PNG or PDF',
  group: 'Look around',
  arguments: PATTERNS,
  outIsMade: true,
  async run(call) {
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const { root } = opened.value.paths;
    const { out, cwd } = call.flags;
    const place = (name: string) => (out === undefined ? join(root, name) : resolve(cwd ?? '.', name));
    const drawn = await drawSheetOf(opened.value, call.args, out ?? USUAL_SHEET, place);
    if (!drawn.ok) return finish(call, drawn.failure);
    const { files, pages, pictures } = drawn.value;
    sayDiagnostics(drawn.warnings, call.terminal);
    if (call.flags.json) {
      const data = { files, pages, pictures, warnings: drawn.warnings.map(diagnosticDocument) };
      call.terminal.data(jsonText(dataDocument(call.name, data, EXIT.ok)));
    } else if (!call.flags.quiet) {
      const several = pages > 1 ? ` on ${counted(pages, 'page')}` : '';
      call.terminal.say(`${counted(pictures, 'picture')}${several}: ${files.join(', ')}`);
    }
    return EXIT.ok;
  },
};
