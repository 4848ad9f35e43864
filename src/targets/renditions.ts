import type { Digest } from '../core/digest.ts';
import type { Size } from '../core/picture.ts';
import type { PictureRights } from '../core/rights.ts';
import type { OutputProfile, Point, RenditionProfile } from '../manifest/index.ts';
import type { RenditionSpec, SpecStep } from './rendition-spec.ts';

/** A rendition and its place in the profile, which decides about its name and its use, not its pixels. */
export interface ResolvedRendition {
  readonly spec: RenditionSpec;
  readonly profile: RenditionProfile;
  /** Pixels of the file for a pixel of the layout, where the profile counts in densities. */
  readonly density?: number;
}

export interface ResolvedRenditions {
  readonly renditions: readonly ResolvedRendition[];
  /** Widths that were asked for and the master cannot supply, and what it can. */
  readonly shortfalls: readonly { readonly width: number; readonly available: number }[];
}

/** What is known of a master; `format` once it is there. */
export interface KnownMaster extends Size {
  readonly format?: string;
}

/** What a target adds to its profiles. */
export interface Surroundings {
  readonly focalPoint?: Point;
  readonly rights?: PictureRights;
  /** Digest of a file of the project. */
  readonly digestOf: (path: string) => Digest | undefined;
  /** True for a format that passes vectors on as they are. */
  readonly isVector: (format: string) => boolean;
}

/** A master whose size nobody knows yet: only what the profile says of sizes can be told. */
const UNKNOWN_SIZE: Size = { width: 16_384, height: 16_384 };

/** An output profile for a master → sizes × formats. Nothing is enlarged unless the profile allows it. */
export function resolveRenditions(
  output: OutputProfile,
  master: KnownMaster | undefined,
  around: Surroundings,
): ResolvedRenditions {
  const resolved = output.renditions
    .filter(({ widths, width }) => master !== undefined || widths !== undefined || width !== undefined)
    .map((profile) => resolveProfile(profile, master ?? UNKNOWN_SIZE, around));
  return {
    renditions: resolved.flatMap(({ renditions }) => renditions),
    shortfalls: resolved.flatMap(({ shortfalls }) => shortfalls),
  };
}

function resolveProfile(
  profile: RenditionProfile,
  master: KnownMaster,
  around: Surroundings,
): ResolvedRenditions {
  const shape = shapeOf(profile, master);
  const available = Math.max(1, Math.floor(availableWidth(profile, shape, master)));
  const wanted = wantedWidths(profile, shape) ?? [ownWidth(profile, shape, master, available)];
  const sizeOf = (width: number) => ({ width, height: heightOf(profile, width, shape) });
  const supplied = (width: number) => width <= available || supplies(profile, master, sizeOf(width));
  const sizes = new Map<number, Size>();
  for (const width of wanted) {
    const made = profile.enlarge || supplied(width) ? width : available;
    sizes.set(made, sizeOf(made));
  }
  const formats = profile.formats.filter((format) => master.format === 'svg' || !around.isVector(format));
  const all = [...sizes.values()];
  const renditions = all.flatMap((size, index) =>
    formats.flatMap((format): readonly ResolvedRendition[] => {
      const vector = around.isVector(format);
      // A vector is as large as it is wanted: one file does for all sizes.
      if (vector && index > 0) return [];
      const made = vector ? (all.at(-1) ?? size) : size;
      const spec = specOf(profile, made, format, around);
      return [{ spec, profile, ...densityOf(profile, made.width, shape) }];
    }),
  );
  const short = profile.enlarge || profile.offered ? [] : wanted.filter((width) => !supplied(width));
  return { renditions, shortfalls: short.map((width) => ({ width, available })) };
}

function specOf(
  profile: RenditionProfile,
  size: Size,
  format: string,
  { focalPoint, rights, digestOf }: Surroundings,
): RenditionSpec {
  const { background, effort, maxBytes } = profile;
  const steps = profile.steps.map(
    ({ step, value, file }): SpecStep => ({
      name: step.name,
      version: step.version,
      value,
      ...(file?.path === undefined ? {} : { file: { path: file.path, digest: digestOf(file.path) } }),
      ...(step.code ? { code: true } : {}),
    }),
  );
  const told = rights && rightsFor(rights, profile);
  return {
    ...size,
    format,
    fit: fitOf(profile),
    position: focalPoint ?? profile.position,
    ...(background === undefined ? {} : { background }),
    ...(profile.flatten ? { flatten: true } : {}),
    ...(profile.quality[format] === undefined ? {} : { quality: profile.quality[format] }),
    ...(effort === 'balanced' ? {} : { effort }),
    options: profile.options[format] ?? {},
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(profile.enlarge ? { enlarge: true } : {}),
    ...(profile.color === 'srgb' ? {} : { color: profile.color }),
    ...(steps.length === 0 ? {} : { steps }),
    ...(told === undefined ? {} : { rights: told }),
  };
}

/** Published files carry no prompt unless asked. */
function rightsFor(
  { prompt, ...rights }: PictureRights,
  profile: RenditionProfile,
): PictureRights | undefined {
  const told = profile.publishPrompt && prompt !== undefined ? { ...rights, prompt } : rights;
  return Object.values(told).some((value) => value !== undefined) ? told : undefined;
}

/**
 * The size of a picture that is kept whole has its own shape already, unless a step takes some of it. What trimming
 * leaves has a shape that only its pixels tell: where nobody asked for another, nothing of it is cropped.
 */
function fitOf({ fit, steps, aspect, width, height }: RenditionProfile): RenditionSpec['fit'] {
  const free = aspect === undefined && (width === undefined || height === undefined);
  if (fit === 'cover' && free && steps.some(({ step }) => step.trims)) return 'contain';
  if (fit !== 'inside') return fit;
  return steps.some(({ step }) => step.reshapes) ? 'contain' : 'fill';
}

/** Width divided by height of the renditions. */
function shapeOf(profile: RenditionProfile, master: Size): number {
  if (profile.fit === 'inside') return master.width / master.height;
  if (profile.width !== undefined && profile.height !== undefined) return profile.width / profile.height;
  return profile.aspect ?? master.width / master.height;
}

function availableWidth(profile: RenditionProfile, shape: number, master: KnownMaster): number {
  if (master.format === 'svg') return 16_384 * Math.min(1, shape);
  if (profile.fit === 'contain') return Math.max(master.width, master.height * shape);
  // Rounding must not cost a pixel: a height times a fraction may come out a hair below a whole number.
  return Math.min(master.width, master.height * shape + 1e-6);
}

/** A vector could be drawn at any size: where nobody names one, it keeps its own. */
function ownWidth(profile: RenditionProfile, shape: number, master: KnownMaster, available: number): number {
  if (master.format !== 'svg') return available;
  const own = availableWidth(profile, shape, { width: master.width, height: master.height });
  return Math.min(available, atLeastOne(own));
}

/** Undefined when the profile leaves the size to the master. */
function wantedWidths(profile: RenditionProfile, shape: number): readonly number[] | undefined {
  if (profile.widths !== undefined) return profile.widths;
  const base = baseWidth(profile, shape);
  if (base === undefined) return undefined;
  return profile.densities?.map((density) => atLeastOne(base * density)) ?? [base];
}

/** The width at density 1. */
function baseWidth({ width, height, fit }: RenditionProfile, shape: number): number | undefined {
  if (height === undefined) return width;
  const fromHeight = atLeastOne(height * shape);
  if (width === undefined) return fromHeight;
  return fit === 'inside' ? Math.min(width, fromHeight) : width;
}

/** A height that somebody asked for is not moved by the rounding of its width. */
function heightOf(profile: RenditionProfile, made: number, shape: number): number {
  const { height, densities = [1], fit } = profile;
  const base = baseWidth(profile, shape);
  const density = densities.find((density) => base !== undefined && atLeastOne(base * density) === made);
  if (height === undefined || density === undefined || fit === 'inside') return atLeastOne(made / shape);
  return atLeastOne(height * density);
}

/** Whether a size whose width was rounded up a little can be had all the same. */
function supplies({ fit }: RenditionProfile, master: KnownMaster, { width, height }: Size): boolean {
  return fit === 'cover' && width <= master.width && height <= master.height;
}

/**
 * What was really made, since a master that is too small for 2x may do for 1.667x: the shortest number that leads from
 * the layout's width to the file's and back. So no two files of a layout have the same.
 */
function densityOf(profile: RenditionProfile, made: number, shape: number): { density?: number } {
  if (profile.densities === undefined) return {};
  const base = baseWidth(profile, shape) ?? made;
  const exact = made / base;
  for (let digits = 0; digits < 12; digits++) {
    const density = Number(exact.toFixed(digits));
    if (Math.round(base * density) === made && Math.round(made / density) === base) return { density };
  }
  return { density: exact };
}

function atLeastOne(pixels: number): number {
  return Math.max(1, Math.round(pixels));
}
