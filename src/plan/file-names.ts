import { posix } from 'node:path';
import type { Catalog } from '../core/catalog.ts';
import { hexOf } from '../core/digest.ts';
import type { OutputProfile, RenditionProfile, SiteSettings } from '../manifest/index.ts';
import type { RenderKey, ResolvedRendition, Target, TargetGraph } from '../targets/index.ts';

/** Words a file name pattern may use. */
export const FILE_NAME_WORDS = [
  'id',
  'asset',
  'scene',
  'variant',
  'output',
  'size',
  'media',
  'width',
  'height',
  'hash',
  'format',
  'ext',
] as const;

/** Where a rendition is written, relative to the project root. Its key, once it is known, gives the `[hash]`. */
export function filePath(
  target: Target,
  output: OutputProfile,
  { spec, profile }: ResolvedRendition,
  key: RenderKey | undefined,
  site: SiteSettings,
  catalog: Catalog,
): string {
  const words: { readonly [word in (typeof FILE_NAME_WORDS)[number]]: string | undefined } = {
    id: target.id,
    asset: target.asset,
    scene: target.scene ?? '',
    variant: target.variant ?? '',
    output: output.name,
    size: profile.size ?? '',
    media: profile.media === undefined ? '' : `m${profile.media.number}`,
    width: String(spec.width),
    height: String(spec.height),
    hash: key && hexOf(key).slice(0, HASH_DIGITS),
    format: spec.format,
    ext: catalog.formats.get(spec.format)?.extension ?? spec.format,
  };
  const name = patternOf(profile, site).replace(
    /\[(\w+)\]/g,
    (found, word: string) => words[word as keyof typeof words] ?? found,
  );
  return posix.join(site.outDir, name);
}

/** Enough to tell apart all that a site ever published. */
const HASH_DIGITS = 10;

/** Named sizes and art directions would overwrite each other under the usual pattern. */
function patternOf(
  { fileName, size, media, widths, densities }: RenditionProfile,
  site: SiteSettings,
): string {
  const isOne = Math.max(widths?.length ?? 1, densities?.length ?? 1) === 1;
  if (fileName !== undefined) return fileName;
  if (site.fileName !== undefined) return site.fileName;
  if (size !== undefined) return isOne ? '[id]-[size].[ext]' : '[id]-[size]-[width].[ext]';
  return media === undefined ? '[id]-[width].[ext]' : '[id]-[media]-[width].[ext]';
}

/** Outputs whose pictures are gathered on a sheet, and where it is, relative to the root. */
export function spriteSheets(graph: TargetGraph, site: SiteSettings): ReadonlyMap<string, string> {
  const names = new Set<string>();
  for (const { outputs } of graph.targets.values())
    for (const { name, sprite } of outputs) if (sprite) names.add(name);
  return new Map([...names].sort().map((name) => [name, posix.join(site.outDir, `${name}.png`)]));
}

/** Words of a pattern that mean nothing. */
export function unknownWords(pattern: string): string[] {
  return [...pattern.matchAll(/\[(\w+)\]/g)]
    .map((match) => match[1] ?? '')
    .filter((word) => !(FILE_NAME_WORDS as readonly string[]).includes(word));
}
