import type { Diagnostic } from './diagnostic.ts';
import type { Failure } from './failure.ts';

/** The outcome of a step that can fail for reasons a user can do something about. Bugs are thrown instead. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly failure: Failure };

export function succeed<T>(value: T, warnings: readonly Diagnostic[] = []): Result<T> {
  return { ok: true, value, warnings };
}

export function fail(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}
