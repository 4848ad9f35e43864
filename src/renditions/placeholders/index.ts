import type { PlaceholderKind, SitePlaceholder } from '../../core/site-manifest.ts';
import { thumbhash } from '../placeholder.ts';

export async function placeholdersOf(
  master: Uint8Array,
  kinds: readonly PlaceholderKind[],
): Promise<SitePlaceholder> {
  return kinds.includes('thumbhash') ? { thumbhash: await thumbhash(master) } : {};
}
