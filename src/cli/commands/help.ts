import { Help } from 'commander';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { closest } from '../../core/suggest.ts';
import { type CodePage, codeIn, codePages } from '../code-pages.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

const WIDEST = 100;

export const help: Command = {
  name: 'help',
  summary: 'explain a command, or the code of an error or a warning',
  group: 'Look around',
  arguments: [{ name: '[name]', description: 'a command, or a code as it stands after a message' }],
  /** Explains a code; commands are explained by the parser, which knows them. */
  async run(call) {
    const { flags, terminal, args } = call;
    const pages = codePages();
    const name = args[0] ?? '';
    const page = pages.find(({ code }) => code === codeIn(name));
    if (page === undefined) return finish(call, await nothingCalled(name, pages));
    if (flags.json) terminal.data(jsonText(dataDocument('help', page, EXIT.ok)));
    else terminal.data(pageText(page, Math.min(terminal.columns, WIDEST)));
    return EXIT.ok;
  },
};

function pageText({ code, severity, section, means, next, page }: CodePage, columns: number): string {
  const indented = (text: string) => new Help().boxWrap(text, columns - 4).replace(/^/gm, '    ');
  return [
    `${code} (${severity}): ${section}`,
    ['  What it means', indented(means)].join('\n'),
    ['  What to do', indented(next)].join('\n'),
    `  More: ${page}, in the folder of the package`,
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

async function nothingCalled(name: string, pages: readonly CodePage[]) {
  // The list holds this very command, so it cannot be imported above.
  const { COMMANDS } = await import('./index.ts');
  const known = [...COMMANDS.map((command) => command.name), ...pages.map(({ code }) => code)];
  const meant = closest(codeIn(name), known);
  const hint =
    meant === undefined
      ? '`imagebuild help` lists the commands, docs/errors.md the codes'
      : `did you mean \`imagebuild help ${meant}\`?`;
  const message = `there is no command, error or warning that is called "${name}"`;
  return failure('invalid-input', problem('usage', message, { hint }));
}
