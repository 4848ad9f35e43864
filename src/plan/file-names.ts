import { posix } from 'node:path';
import type { Catalog } from '../core/catalog.ts';
import type { OutputProfile, SiteSettings } from '../manifest/index.ts';
import type { RenditionSpec, Target } from '../targets/index.ts';

/** Words a file name pattern may use. */
export const FILE_NAME_WORDS = [
  'id',
  'asset',
  'scene',
  'variant',
  'output',
  'width',
  'height',
  'format',
  'ext',
] as const;

/** Where a rendition is written, relative to the project root. */
export function filePath(
  target: Target,
  output: OutputProfile,
  spec: RenditionSpec,
  site: SiteSettings,
  catalog: Catalog,
): string {
  const words: { readonly [word in (typeof FILE_NAME_WORDS)[number]]: string } = {
    id: target.id,
    asset: target.asset,
    scene: target.scene ?? '',
    variant: target.variant ?? '',
    output: output.name,
    width: String(spec.width),
    height: String(spec.height),
    format: spec.format,
    ext: catalog.formats.get(spec.format)?.extension ?? spec.format,
  };
  const pattern = output.fileName ?? site.fileName;
  const name = pattern.replace(
    /\[(\w+)\]/g,
    (found, word: string) => words[word as keyof typeof words] ?? found,
  );
  return posix.join(site.outDir, name);
}

/** Words of a pattern that mean nothing. */
export function unknownWords(pattern: string): string[] {
  return [...pattern.matchAll(/\[(\w+)\]/g)]
    .map((match) => match[1] ?? '')
    .filter((word) => !(FILE_NAME_WORDS as readonly string[]).includes(word));
}
