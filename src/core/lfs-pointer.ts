import { type Diagnostic, type DiagnosticDetails, problem } from './diagnostic.ts';
import type { FailureKind } from './failure.ts';

/** Pointers of Git LFS are smaller than this, by its specification. */
export const POINTER_LIMIT = 1024;

/** What is said of a pointer. */
export const POINTER_WORDS = 'only a pointer of Git LFS';

/** What brings the file that a pointer stands for. */
export const POINTER_HINT = `it is ${POINTER_WORDS}: \`git lfs pull\` brings the file`;

/** Says that a file is only a pointer, and what brings the file itself. */
export function pointerProblem(file: string, details: Omit<DiagnosticDetails, 'hint'> = {}): Diagnostic {
  return problem('lfs-pointer', `${file} is ${POINTER_WORDS}`, { ...details, hint: POINTER_HINT });
}

/** How trouble ends a command: what hides behind a pointer may be the cause of all the rest. */
export function kindOfTrouble(diagnostics: readonly Diagnostic[]): FailureKind {
  return diagnostics.some(({ code }) => code === 'lfs-pointer') ? 'damage-found' : 'invalid-input';
}

/** Whether these bytes only stand for a file that Git LFS keeps elsewhere. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return (
    bytes.length < POINTER_LIMIT && Buffer.from(bytes).toString('utf8').startsWith('version https://git-lfs')
  );
}
