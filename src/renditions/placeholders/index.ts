import type { Pixels } from '../../core/picture.ts';
import type { PlaceholderKind, SitePlaceholder } from '../../core/site-manifest.ts';
import { readHeader, sharpRaster } from '../raster.ts';
import { blurhash } from './blurhash.ts';
import { color } from './color.ts';
import { lqip } from './lqip.ts';
import { palette } from './palette.ts';
import { type Placeholder, SEEN } from './placeholder.ts';
import { within } from './shrink.ts';
import { thumbhash } from './thumbhash.ts';

/** Every kind of stand-in. */
export const PLACEHOLDERS: ReadonlyMap<PlaceholderKind, Placeholder> = new Map(
  [thumbhash, blurhash, lqip, color, palette].map((placeholder) => [placeholder.kind, placeholder]),
);

/** A master's bytes → the stand-ins asked for. The master is decoded once for all of them. */
export async function placeholdersOf(
  master: Uint8Array,
  kinds: readonly PlaceholderKind[],
): Promise<SitePlaceholder> {
  const picture = await seen(master);
  const drawn = await Promise.all(kinds.map((kind) => PLACEHOLDERS.get(kind)?.draw(picture)));
  return Object.assign({}, ...drawn);
}

async function seen(master: Uint8Array): Promise<Pixels> {
  return sharpRaster.decode(master, within(await readHeader(master), SEEN));
}
