import type { Catalog } from '../core/catalog.ts';
import type { Digest } from '../core/digest.ts';
import type {
  SiteFile,
  SiteImage,
  SiteManifest,
  SiteOutput,
  SitePlaceholder,
  SiteSource,
} from '../core/site-manifest.ts';
import type { LockEntry } from '../lockfile/index.ts';
import type { OutputProfile, SiteSettings } from '../manifest/index.ts';
import { RenditionTable, type ResolvedRendition, type Target } from '../targets/index.ts';
import type { FileFacts, OutputIndex } from './output-index.ts';

/** What the site shows for one target: the lock's entry, or a stand-in that the lock does not know. */
export type PublishedTarget = Pick<LockEntry, 'master' | 'outputs'>;

/** What a site manifest is made from, beside the targets. */
export interface SiteWorld {
  readonly index: Pick<OutputIndex, 'facts' | 'placeholder'>;
  readonly site: SiteSettings;
  readonly catalog: Catalog;
}

interface World extends SiteWorld {
  readonly renditions: RenditionTable;
}

/** Targets, what the last build made of them, and what is known of the files → the site manifest. */
export function siteManifest(
  targets: Iterable<Target>,
  published: (id: string) => PublishedTarget | undefined,
  around: SiteWorld,
): SiteManifest {
  const world = { ...around, renditions: new RenditionTable(around.catalog, () => undefined) };
  const images: { [id: string]: SiteImage } = {};
  const sorted = [...targets].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const target of sorted) {
    const made = published(target.id);
    if (made !== undefined) images[target.id] = siteImage(target, made, world);
  }
  const webmanifest = webmanifestAddress(around.site);
  return { schemaVersion: 1, images, ...(webmanifest === undefined ? {} : { webmanifest }) };
}

function siteImage(target: Target, { master, outputs: made }: PublishedTarget, world: World): SiteImage {
  const outputs: { [name: string]: SiteOutput } = {};
  for (const profile of target.outputs) {
    const paths = Object.hasOwn(made, profile.name) ? made[profile.name]?.files : undefined;
    const output = paths && siteOutput(profile, master, paths, world);
    if (output) outputs[profile.name] = output;
  }
  return {
    alt: target.alt ?? '',
    title: target.title,
    description: target.description,
    tags: target.tags.length > 0 ? target.tags : undefined,
    width: master.width,
    height: master.height,
    placeholder: placeholderOf(target, master.digest, world),
    outputs,
  };
}

/** The stand-ins that the target's outputs ask for, of those that were made. */
function placeholderOf(target: Target, master: Digest, { index }: SiteWorld): SitePlaceholder | undefined {
  const known = index.placeholder(master);
  const wanted = new Set(target.outputs.flatMap(({ placeholders }) => placeholders));
  const told = Object.entries(known ?? {}).filter(([kind]) => wanted.has(kind as keyof SitePlaceholder));
  return told.length > 0 ? Object.fromEntries(told) : undefined;
}

function siteOutput(
  profile: OutputProfile,
  master: PublishedTarget['master'],
  paths: readonly string[],
  world: World,
): SiteOutput | undefined {
  const { renditions } = world.renditions.resolve(profile, master, {});
  // What was made under an earlier form of the profile no longer fits it file by file.
  const uses = renditions.length === paths.length ? renditions : [];
  const files = paths.flatMap((path, at) => {
    const known = world.index.facts(path);
    return known ? [siteFile(path, known, uses[at], world)] : [];
  });
  // Named sizes are different pictures; where nobody names one, the first is meant.
  const first = files.find(({ size }) => size !== undefined)?.size;
  const plain = pickFormats(
    files.filter(({ media, size }) => media === undefined && size === first),
    profile,
  );
  const formats = formatsOf(plain);
  const fallback = widest(plain.filter(({ format }) => format === formats.at(-1)));
  if (fallback === undefined) return undefined;
  const srcset = Object.fromEntries(
    formats.map((format) => [format, candidates(plain.filter((file) => file.format === format))]),
  );
  const queries = [...new Set(files.flatMap(({ media }) => media ?? []))];
  const directed = queries.flatMap((query) => {
    const group = pickFormats(
      files.filter(({ media }) => media === query),
      profile,
    );
    return sourcesOf(group, formatsOf(group), query);
  });
  return {
    src: fallback.src,
    width: fallback.width,
    height: fallback.height,
    srcset,
    sources: [...directed, ...sourcesOf(plain, formats.slice(0, -1))],
    sizes: profile.sizesAttribute,
    files,
  };
}

function formatsOf(files: readonly SiteFile[]): string[] {
  return [...new Set(files.map(({ format }) => format))];
}

/** One source for each format, best first. */
function sourcesOf(files: readonly SiteFile[], formats: readonly string[], media?: string): SiteSource[] {
  return formats.flatMap((format) => {
    const group = files.filter((file) => file.format === format);
    const largest = widest(group);
    if (largest === undefined) return [];
    const { type, width, height } = largest;
    return [{ media, type, srcset: candidates(group), width, height }];
  });
}

/** The value of a srcset attribute. */
function candidates(files: readonly SiteFile[]): string {
  return files
    .map(({ src, width, density }) => `${src} ${density === undefined ? `${width}w` : `${density}x`}`)
    .join(', ');
}

function widest(files: readonly SiteFile[]): SiteFile | undefined {
  return files.reduce<SiteFile | undefined>(
    (best, file) => (best === undefined || file.width >= best.width ? file : best),
    undefined,
  );
}

/** With `keep: smallest`, a better format is offered only where its files together are smaller than the next one's. */
function pickFormats(all: readonly SiteFile[], { keep }: OutputProfile): readonly SiteFile[] {
  const files = withoutStills(all);
  if (keep === 'all') return files;
  const kept: string[] = [];
  for (const format of formatsOf(files).reverse()) {
    const next = kept[0];
    if (next === undefined || total(files, format) < total(files, next)) kept.unshift(format);
  }
  return files.filter(({ format }) => kept.includes(format));
}

/** A browser that is offered a still format beside an animation takes it, and nothing moves. */
function withoutStills(files: readonly SiteFile[]): readonly SiteFile[] {
  const moving = files.filter(({ animated }) => animated);
  return moving.length > 0 ? moving : files;
}

function total(files: readonly SiteFile[], wanted: string): number {
  return files.reduce((sum, { format, bytes }) => (format === wanted ? sum + bytes : sum), 0);
}

function siteFile(
  path: string,
  known: FileFacts,
  use: ResolvedRendition | undefined,
  { site, catalog }: SiteWorld,
): SiteFile {
  return {
    src: siteAddress(path, site),
    path,
    format: known.format,
    type: catalog.formats.get(known.format)?.mediaType ?? 'application/octet-stream',
    width: known.width,
    height: known.height,
    bytes: known.bytes,
    digest: known.digest,
    key: known.key,
    media: use?.profile.media?.query,
    size: use?.profile.size,
    density: use?.density,
    animated: known.animated,
  };
}

/** What a browser asks for to get a file of the output folder. */
export function siteAddress(path: string, site: Pick<SiteSettings, 'outDir' | 'basePath'>): string {
  const below = path.startsWith(`${site.outDir}/`) ? path.slice(site.outDir.length + 1) : path;
  return `${site.basePath}${below.split('/').map(encodePart).join('/')}`;
}

/**
 * What a browser asks for to get the web app manifest. The output folder and the base path end alike from the public
 * folder on, which tells where that is and what its address is.
 */
export function webmanifestAddress({ manifests, outDir, basePath }: SiteSettings): string | undefined {
  const path = manifests.find((path) => path.endsWith('.webmanifest'));
  if (path === undefined) return undefined;
  const folder = outDir === '.' ? [] : outDir.split('/');
  const base = basePath.replace(/\/$/, '').split('/');
  while (folder.length > 0 && base.length > 1 && folder.at(-1) === base.at(-1)) {
    folder.pop();
    base.pop();
  }
  const published = folder.map((name) => `${name}/`).join('');
  return path.startsWith(published)
    ? siteAddress(path.slice(published.length), { outDir: '', basePath: basePath && `${base.join('/')}/` })
    : undefined;
}

/** `@` is allowed in paths, and a srcset without it is harder to read; a comma or space would end the candidate. */
function encodePart(part: string): string {
  return encodeURIComponent(part).replaceAll('%40', '@');
}
