import type { Catalog } from '../core/catalog.ts';
import type { SiteFile, SiteImage, SiteManifest, SiteOutput } from '../core/site-manifest.ts';
import type { LockEntry } from '../lockfile/index.ts';
import type { SiteSettings } from '../manifest/index.ts';
import type { Target } from '../targets/index.ts';
import type { IndexedFile, OutputIndex } from './output-index.ts';

type FileFacts = Omit<IndexedFile, 'renderKey' | 'modified'>;

/** What the site shows for one target: the lock's entry, or a stand-in that the lock does not know. */
export type PublishedTarget = Pick<LockEntry, 'master' | 'outputs'>;

/** Targets, what the last build made of them, and what is known of the files → the site manifest. */
export function siteManifest(
  targets: Iterable<Target>,
  published: (id: string) => PublishedTarget | undefined,
  index: Pick<OutputIndex, 'facts' | 'placeholder'>,
  site: SiteSettings,
  catalog: Catalog,
): SiteManifest {
  const images: { [id: string]: SiteImage } = {};
  const sorted = [...targets].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const target of sorted) {
    const made = published(target.id);
    if (made === undefined) continue;
    const outputs: { [name: string]: SiteOutput } = {};
    for (const [name, { files }] of Object.entries(made.outputs)) {
      const output = siteOutput(files, index, site, catalog);
      if (output) outputs[name] = output;
    }
    const placeholder = target.outputs.some((output) => output.placeholder === 'thumbhash')
      ? { thumbhash: index.placeholder(made.master.digest) }
      : undefined;
    images[target.id] = {
      alt: target.alt ?? '',
      title: target.title,
      description: target.description,
      tags: target.tags.length > 0 ? target.tags : undefined,
      width: made.master.width,
      height: made.master.height,
      placeholder,
      outputs,
    };
  }
  return { schemaVersion: 1, images };
}

function siteOutput(
  paths: readonly string[],
  index: Pick<OutputIndex, 'facts'>,
  site: SiteSettings,
  catalog: Catalog,
): SiteOutput | undefined {
  const files = paths.flatMap((path) => {
    const known = index.facts(path);
    return known ? [siteFile(path, known, site, catalog)] : [];
  });
  const formats = [...new Set(files.map(({ format }) => format))];
  const fallback = files.filter(({ format }) => format === formats.at(-1)).at(-1);
  if (fallback === undefined) return undefined;
  const candidates = (format: string) => files.filter((file) => file.format === format);
  const srcset = Object.fromEntries(
    formats.map((format) => [
      format,
      candidates(format)
        .map(({ src, width }) => `${src} ${width}w`)
        .join(', '),
    ]),
  );
  const sources = formats.slice(0, -1).flatMap((format) => {
    const widest = candidates(format).at(-1);
    if (widest === undefined) return [];
    const { type, width, height } = widest;
    return [{ type, srcset: srcset[format] ?? '', width, height }];
  });
  return { src: fallback.src, width: fallback.width, height: fallback.height, srcset, sources, files };
}

function siteFile(path: string, known: FileFacts, site: SiteSettings, catalog: Catalog): SiteFile {
  const below = path.startsWith(`${site.outDir}/`) ? path.slice(site.outDir.length + 1) : path;
  return {
    src: `${site.basePath}${below.split('/').map(encodePart).join('/')}`,
    path,
    format: known.format,
    type: catalog.formats.get(known.format)?.mediaType ?? 'application/octet-stream',
    width: known.width,
    height: known.height,
    bytes: known.bytes,
    digest: known.digest,
  };
}

/** `@` is allowed in paths, and a srcset without it is harder to read; a comma or space would end the candidate. */
function encodePart(part: string): string {
  return encodeURIComponent(part).replaceAll('%40', '@');
}
