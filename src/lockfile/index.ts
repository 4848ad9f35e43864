/** Room 3: what the last build made: parse, format and merge (pure), load and save (thin). */
import { z } from 'zod';
import type { JsonObject } from '../core/json.ts';
import { lockfileSchema } from './lockfile.ts';

export { formatMerge, mergeConflict, parseSides, type SideTexts } from './conflict-text.ts';
export { type LockfileState, loadLockfile, lockfileText, type SeenLockfile, saveLockfile } from './file.ts';
export {
  EMPTY_LOCKFILE,
  type LockEntry,
  type Lockfile,
  validApproval,
} from './lockfile.ts';
export { mergeAndSettle, mergeLockfiles, type Wanted } from './merge.ts';
export { entryPlace } from './place.ts';
export { entryIn } from './single-entry.ts';
export { formatLockfile, isConflicted, parseLockfile } from './text.ts';
export { mergeThreeWay, type Sides } from './three-way.ts';

export function lockfileJsonSchema(): JsonObject {
  // Its own type knows the keywords, and not that it is JSON.
  return z.toJSONSchema(lockfileSchema, { target: 'draft-2020-12' }) as unknown as JsonObject;
}
