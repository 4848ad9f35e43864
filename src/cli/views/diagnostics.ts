import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Terminal } from '../terminal.ts';

/** So many are shown whole; hundreds of errors help nobody. */
const SHOWN = 30;

/** Diagnostics for people: what, where with the text underlined, and what to do. */
export function sayDiagnostics(diagnostics: readonly Diagnostic[], terminal: Terminal): void {
  for (const [index, diagnostic] of diagnostics.slice(0, SHOWN).entries()) {
    const { hint, ...rest } = diagnostic;
    // Advice that the next one repeats is given once.
    const repeated = hint !== undefined && index + 1 < SHOWN && diagnostics[index + 1]?.hint === hint;
    for (const line of diagnosticLines(repeated ? rest : diagnostic, terminal)) terminal.say(line);
  }
  if (diagnostics.length > SHOWN) terminal.say(`… and ${diagnostics.length - SHOWN} more`);
}

function diagnosticLines(
  { severity, code, message, location, hint }: Diagnostic,
  { style }: Pick<Terminal, 'style'>,
): string[] {
  const label = severity === 'error' ? style(['red', 'bold'], 'error') : style(['yellow', 'bold'], 'warning');
  const lines = [`${label}: ${message} ${style('dim', `[${code}]`)}`];
  if (location) {
    const { file, line, column, length, excerpt } = location;
    lines.push(`  ${style('cyan', `${file}:${line}:${column}`)}`);
    if (excerpt !== undefined) {
      const number = String(line).padStart(5);
      const margin = ' '.repeat(number.length);
      // Tabs and wide characters before the column must not shift the marks.
      const before = excerpt.slice(0, column - 1).replace(/[^\t]/g, ' ');
      lines.push(
        `${style('dim', `${number} │`)} ${excerpt}`,
        `${style('dim', `${margin} │`)} ${before}${style('red', '^'.repeat(Math.max(1, Math.min(length, excerpt.length - column + 1))))}`,
      );
    }
  }
  if (hint !== undefined) lines.push(`  ${style('green', 'hint')}: ${hint}`);
  return lines;
}
