import type { Diagnostic } from '../core/diagnostic.ts';

/** Diagnostics as the error pages and logs of other tools show them: plain lines. */
export function explain(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(explainOne).join('\n');
}

function explainOne({ code, message, hint, location }: Diagnostic): string {
  const place = location ? `\n  ${location.file}:${location.line}:${location.column}` : '';
  return `${message} [${code}]${place}${hint === undefined ? '' : `\n  hint: ${hint}`}`;
}
