import type { Diagnostic } from './diagnostic.ts';

/**
 * Every way a command can end other than well. The command line maps each to an exit code in one exhaustive
 * table, so that a new kind does not compile until somebody has decided what the user sees.
 */
export type FailureKind =
  /** Manifest, flag or argument is wrong. */
  | 'invalid-input'
  /** The budget does not allow it, or a price is not known. */
  | 'budget-refused'
  /** A provider could not do what was asked, or its outcome is unknown. */
  | 'provider-failed'
  /** A provider declined the content. */
  | 'content-refused'
  /** Stored or published bytes are not what was recorded. */
  | 'damage-found'
  /** The lockfile is missing, stale, conflicted or unreadable where it must not be. */
  | 'lock-unusable'
  /** Another process works in the project. */
  | 'project-held'
  /** The user asked us to stop. */
  | 'interrupted'
  /** Something we did not foresee. */
  | 'unexpected';

export interface Failure {
  readonly kind: FailureKind;
  /** At least one, the most important first. */
  readonly diagnostics: readonly Diagnostic[];
}

export function failure(kind: FailureKind, ...diagnostics: readonly Diagnostic[]): Failure {
  return { kind, diagnostics };
}

/** A {@link Failure} for callers of the library, who expect an exception. */
export class ImagebuildError extends Error {
  override readonly name = 'ImagebuildError';
  readonly kind: FailureKind;
  readonly diagnostics: readonly Diagnostic[];

  constructor(failed: Failure) {
    super(failed.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
    this.kind = failed.kind;
    this.diagnostics = failed.diagnostics;
  }
}
