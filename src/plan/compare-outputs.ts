import { digestOf } from '../core/digest.ts';
import type { LockEntry } from '../lockfile/index.ts';
import type { PlannedFile, PlannedOutput, Reason } from './plan.ts';

/** The one hash that the lock keeps for an output. */
export function lockedOutputKey(files: readonly Pick<PlannedFile, 'renderKey'>[]): string {
  return digestOf(files.map(({ renderKey }) => renderKey).join('\n'));
}

/** Where the lock and the manifest disagree about renditions. */
export function compareOutputs(outputs: readonly PlannedOutput[], entry: LockEntry): Reason[] {
  const reasons: Reason[] = [];
  for (const { name, files } of outputs) {
    const locked = Object.hasOwn(entry.outputs, name) ? entry.outputs[name] : undefined;
    const sameFiles =
      locked !== undefined &&
      locked.files.length === files.length &&
      locked.files.every((path, index) => path === files[index]?.path);
    if (!sameFiles || locked.key !== lockedOutputKey(files))
      reasons.push({ code: 'rendition-changed', field: name });
  }
  for (const name of Object.keys(entry.outputs)) {
    if (!outputs.some((output) => output.name === name))
      reasons.push({ code: 'rendition-changed', field: name });
  }
  return reasons;
}

/** Files that are not what they should be, in outputs that have not changed anyway. */
export function fileReasons(outputs: readonly PlannedOutput[], changed: readonly Reason[]): Reason[] {
  return outputs
    .filter(({ name }) => !changed.some(({ field }) => field === name))
    .flatMap(({ files }) => files)
    .filter(({ state }) => state !== 'fresh')
    .map(({ path, state }) => ({
      code: state === 'missing' ? 'output-missing' : 'output-modified',
      field: path,
      // Nobody has touched these: it is what is wanted of them that has changed, or is not known.
      ...(state === 'unverified' || state === 'stale' ? { to: state } : {}),
    }));
}
