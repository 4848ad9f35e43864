import { initProject } from '../../build/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, diagnosticDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const init: Command = {
  name: 'init',
  summary: 'write a first manifest and the git entries it needs; never overwrites',
  group: 'Begin',
  async run(call) {
    const made = await initProject(call.project.cwd ?? '.');
    if (!made.ok) return finish(call, made.failure);
    if (call.flags.json)
      call.terminal.data(
        jsonText(
          dataDocument(
            'init',
            { written: made.value, warnings: made.warnings.map(diagnosticDocument) },
            EXIT.ok,
          ),
        ),
      );
    else if (!call.flags.quiet) {
      for (const file of made.value) call.terminal.say(`  wrote ${file}`);
      sayDiagnostics(made.warnings, call.terminal);
      call.terminal.say('Next: `imagebuild plan` says what would be made, `imagebuild` makes it.');
    }
    return EXIT.ok;
  },
};
