import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Terminal } from '../terminal.ts';
import { visibleLine } from '../visible.ts';

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
  const lines = [`${label}: ${folded(message)} ${style('dim', `[${code}]`)}`];
  if (location) {
    const { file, line, column, length, excerpt } = location;
    lines.push(`  ${style('cyan', `${visibleLine(file)}:${line}:${column}`)}`);
    if (excerpt !== undefined) {
      const number = String(line).padStart(5);
      const margin = ' '.repeat(number.length);
      const [left, marked, right] = [
        excerpt.slice(0, column - 1),
        excerpt.slice(column - 1, column - 1 + length),
        excerpt.slice(column - 1 + length),
      ].map(visibleLine) as [string, string, string];
      // Tabs and what had to be made visible before the column must not shift the marks.
      const before = left.replace(/[^\t]/g, ' ');
      lines.push(
        `${style('dim', `${number} │`)} ${left}${marked}${right}`,
        `${style('dim', `${margin} │`)} ${before}${style('red', '^'.repeat(Math.max(1, marked.length)))}`,
      );
    }
  }
  if (hint !== undefined) lines.push(`  ${style('green', 'hint')}: ${folded(hint)}`);
  return lines;
}

/** Further lines of a text are marked as such: a line that begins with `::` is a command to GitHub's runner. */
function folded(text: string): string {
  return text.replaceAll('\n', '\n  │ ');
}
