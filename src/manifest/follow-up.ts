import type { Diagnostic } from '../core/diagnostic.ts';
import type { Path } from './yaml.ts';

/** What a problem may be missing, when it is only there because something with a mistake was left out. */
const MISSED: { readonly [code: string]: readonly string[] } = {
  'unknown-style': ['styles'],
  'unknown-output': ['outputs'],
  'unknown-provider': ['providers'],
  'unknown-model': ['providers', 'provider', 'operation'],
  'unknown-operation': ['providers', 'provider', 'model'],
  'unknown-param': ['provider', 'operation', 'model'],
  'unknown-input': ['provider', 'operation', 'model'],
  'unknown-placeholder': ['scenes', 'matrix', 'each', 'assets'],
  'unknown-axis': ['matrix'],
  'unknown-value': ['matrix'],
  'unknown-target': ['assets'],
  'include-empty': ['include'],
};

/** True for a problem that may go away by itself once the mistakes at these paths are mended. */
export function mayFollow({ code }: Diagnostic, removed: readonly Path[]): boolean {
  if (removed.length === 0) return false;
  if (code.startsWith('missing-')) return true;
  const missed = Object.hasOwn(MISSED, code) ? MISSED[code] : undefined;
  return missed?.some((step) => removed.some((path) => path.includes(step))) ?? false;
}
