import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { isSystemError, systemProblem } from '../core/system-trouble.ts';
import { writeWhole } from '../store/index.ts';
import { textOf } from './write-manifest.ts';

/** A text file that is to hold something else. */
export interface TextChange {
  /** Absolute. */
  readonly path: string;
  /** For messages: relative to the root. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** Writes all files or none: what was written before one fails is put back. A file that was saved meanwhile is left alone. */
export async function writeAllOrNone(changes: readonly TextChange[]): Promise<Failure | undefined> {
  const pending = changes.filter(({ before, after }) => before !== after);
  for (const { path, name, before } of pending)
    if ((await textOf(path)) !== before)
      return failure(
        'invalid-input',
        problem('manifest-changed', `${name} was saved meanwhile; nothing was written`, {
          hint: 'try again',
        }),
      );
  const written: TextChange[] = [];
  for (const change of pending) {
    try {
      await writeWhole(change.path, change.after, true);
      written.push(change);
    } catch (error) {
      const lost = await putBack(written);
      const state = lost.length === 0 ? 'nothing was changed' : `${lost.join(' and ')} could not be put back`;
      const known = isSystemError(error) ? systemProblem(error) : undefined;
      const why = known?.message ?? (error as Error).message;
      const message = `${change.name} could not be written, and ${state}: ${why}`;
      const hint = lost.length === 0 ? known?.hint : 'bring those files back from version control';
      return failure('unexpected', problem(known?.code ?? 'system', message, { hint }));
    }
  }
  return undefined;
}

/** The names of those that could not be put back. */
async function putBack(written: readonly TextChange[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { path, name, before } of written)
    await writeWhole(path, before, true).catch(() => lost.push(name));
  return lost;
}
