/** Where in a text file something stands. Lines and columns count from 1, columns in UTF-16 units. */
export interface SourceLocation {
  /** Relative to the project root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many columns to underline, at least 1. */
  readonly length: number;
  /** The text of that line, when it may be shown. Left out where it could hold a secret. */
  readonly excerpt?: string;
}

/** One thing worth telling the user, made where the knowledge is and printed at the rim. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable kebab-case name, documented in docs/errors.md. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly location?: SourceLocation;
  /** The target id it is about. */
  readonly target?: string;
}

export type DiagnosticDetails = Partial<Pick<Diagnostic, 'hint' | 'location' | 'target'>>;

export function problem(code: string, message: string, details: DiagnosticDetails = {}): Diagnostic {
  return { severity: 'error', code, message, ...details };
}

export function warning(code: string, message: string, details: DiagnosticDetails = {}): Diagnostic {
  return { severity: 'warning', code, message, ...details };
}
