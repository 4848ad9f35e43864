import type { PictureFacts, Size } from '../core/picture.ts';
import type { RenditionSpec } from '../targets/index.ts';
import type { ColourSpace } from './colour-space.ts';
import { type Encoded, encodeRendition, type RenditionWarning } from './encode.ts';
import { FORMATS } from './formats/index.ts';
import { keepFrames } from './kept-frames.ts';
import { type Opened, openPicture } from './open.ts';
import { readHeader } from './raster.ts';
import { type Decoded, decodeMaster } from './raw-picture.ts';
import { type Enlarged, type ReadFile, type Shape, shaping } from './shape.ts';
import { withSourcePixels } from './source-pixels.ts';
import { drawable } from './vector-parts.ts';

/** Bytes of one rendition, and what its author should know of it. */
export interface Rendition extends Encoded {
  readonly spec: RenditionSpec;
}

/** Limits how many encodes run at once; p-limit's shape. */
export type EncodeQueue = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A master's bytes → its renditions. Files that begin with the same pixels share decoding and shaping; the bytes of
 * each follow from master and spec alone, whatever else is rendered. Metadata is left behind; what files say comes
 * from the spec.
 */
export async function renderMaster(
  master: Uint8Array,
  specs: readonly RenditionSpec[],
  queue: EncodeQueue,
  readFile: ReadFile,
): Promise<Rendition[]> {
  const [passedOn, drawn] = partition(specs, ({ format }) => FORMATS.get(format)?.vector === true);
  const decode = decoder(master, queue);
  const made = await Promise.all(
    [...groupBy(drawn, (spec) => colourOf(spec) + animates(spec) + shapeKey(spec)).values()].map((group) =>
      renderSize(group, decode, queue, readFile),
    ),
  );
  const bySpec = new Map(made.flat().map((rendition) => [rendition.spec, rendition]));
  for (const spec of passedOn) bySpec.set(spec, { spec, bytes: master, warnings: [] });
  const compared = await compareWithMaster([...bySpec.values()], master);
  return specs.flatMap((spec) => compared.get(spec) ?? []);
}

type Decode = (spec: RenditionSpec) => Promise<Decoded & { readonly doubts: readonly RenditionWarning[] }>;

function decoder(master: Uint8Array, queue: EncodeQueue): Decode {
  let header: Promise<Opened> | undefined;
  const decoded = new Map<string, Promise<Decoded>>();
  return async (spec) => {
    header ??= openPicture(master);
    const opened = await header;
    const options = {
      drawn: opened.vector && drawnSize(opened.size, spec),
      animated: animates(spec) && opened.frames > 1,
      color: colourOf(spec),
    };
    const key = JSON.stringify(options);
    const decoding = decoded.get(key) ?? queue(() => decodeMaster(master, opened, options));
    decoded.set(key, decoding);
    return { ...(await decoding), doubts: await doubtsOf(opened) };
  };
}

/** What its author should know of a master, whatever is made of it. */
async function doubtsOf({ meaning, vector }: Opened): Promise<RenditionWarning[]> {
  const holes = vector ? (await drawable(vector)).doubts : [];
  return [
    ...(meaning === 'unknown' ? [NOT_UNDERSTOOD] : []),
    ...holes.map((text) => ({ code: 'not-drawn', text: `its drawing, ${text}` }) as const),
  ];
}

const NOT_UNDERSTOOD: RenditionWarning = {
  code: 'colors-not-understood',
  text: 'its master says, by CICP, that its colors are none of sRGB, Display P3 and BT.2020 of usual range (PQ and HLG are not): they were taken for sRGB and look wrong; export the master as sRGB or Display P3',
};

/** Vectors are drawn as large as they are needed; where only rounding makes another shape of it, exactly so. */
function drawnSize({ width, height }: Size, spec: RenditionSpec): Size {
  const larger = Math.max(spec.width / width, spec.height / height);
  const scaled = [spec.width / width, spec.height / height].map((scale) => ({
    width: width * scale,
    height: height * scale,
  }));
  const same = scaled.some(
    (size) => Math.abs(size.width - spec.width) <= 1 && Math.abs(size.height - spec.height) <= 1,
  );
  if (same) return { width: spec.width, height: spec.height };
  const scale = Math.min(larger, 16_384 / Math.max(width, height));
  return { width: atLeastOne(width * scale), height: atLeastOne(height * scale) };
}

function atLeastOne(pixels: number): number {
  return Math.max(1, Math.round(pixels));
}

function animates({ format }: RenditionSpec): boolean {
  return FORMATS.get(format)?.animation === true;
}

/** All formats of one size. */
async function renderSize(
  specs: readonly RenditionSpec[],
  decode: Decode,
  queue: EncodeQueue,
  readFile: ReadFile,
): Promise<Rendition[]> {
  const [first] = specs;
  if (first === undefined) return [];
  const { frames, timing, color, doubts } = await decode(first);
  const shaped = await queue(async () => {
    const { change, enlarged, doubts } = await shaping(frames, inColour(first, color), readFile);
    return { kept: await keepFrames(frames, change), enlarged, doubts };
  });
  const undrawn = shaped.doubts.map((text): RenditionWarning => ({ code: 'not-drawn', text }));
  const warnings = [...doubts, ...undrawn, ...(shaped.enlarged ? [enlarged(shaped.enlarged, first)] : [])];
  const encoding = specs.map((spec) =>
    queue(async () => {
      const encoded = await encodeRendition(shaped.kept, timing, inColour(spec, color));
      return { spec, bytes: encoded.bytes, warnings: [...warnings, ...encoded.warnings] };
    }),
  );
  try {
    return await Promise.all(encoding);
  } finally {
    // One that fails must not take the frames from under the others.
    await Promise.allSettled(encoding);
    await shaped.kept.discard();
  }
}

function enlarged(what: Enlarged, { width, height }: RenditionSpec): RenditionWarning {
  const small =
    what === 'trimmed' ? 'what trimming leaves of it' : 'its master, drawn with at most 16384 px a side,';
  const text = `${small} is smaller than ${width} × ${height} px, and was enlarged`;
  return { code: 'enlarged', text };
}

/** Files of the master's size that are larger than it. */
async function compareWithMaster(
  renditions: readonly Rendition[],
  master: Uint8Array,
): Promise<Map<RenditionSpec, Rendition>> {
  const larger = renditions.filter(({ bytes }) => bytes.length > master.length);
  const header = larger.length > 0 ? await readHeader(master) : undefined;
  const compared = renditions.map(async (rendition) => {
    const { spec } = rendition;
    const alike = spec.width === header?.width && spec.height === header.height;
    const settled =
      alike && larger.includes(rendition) ? await noLarger(rendition, master, header) : rendition;
    return [spec, settled] as const;
  });
  return new Map(await Promise.all(compared));
}

/** Formats that lose nothing. */
const LOSSLESS = new Set(['png', 'gif']);

/** A PNG takes the pixels of its master as they were compressed; else the author is told where bytes were lost. */
async function noLarger(
  rendition: Rendition,
  master: Uint8Array,
  { format }: PictureFacts,
): Promise<Rendition> {
  const { spec, bytes, warnings } = rendition;
  const taken = format === 'png' && spec.format === 'png' ? await withSourcePixels(bytes, master) : undefined;
  if (taken !== undefined) return { ...rendition, bytes: taken };
  const comparable = format === spec.format || (LOSSLESS.has(format) && losesNothing(spec));
  if (!comparable || spec.format === 'svg') return rendition;
  const text = `${spec.format} at ${spec.width} px has ${bytes.length} bytes, more than its master with ${master.length}`;
  return { ...rendition, warnings: [...warnings, { code: 'larger-than-master', text }] };
}

function losesNothing({ format, options }: RenditionSpec): boolean {
  return format === 'png' || options.lossless === true;
}

/** What the numbers of a file's pixels mean: wide colours only where the file can say so. */
function colourOf({ color, format }: RenditionSpec): ColourSpace {
  return FORMATS.get(format)?.untagged === true ? 'srgb' : (color ?? 'srgb');
}

function inColour({ color: _, ...spec }: RenditionSpec, color: ColourSpace): RenditionSpec {
  return color === 'srgb' ? spec : { ...spec, color };
}

/** What decides about pixels before an encoder sees them. */
function shapeKey({ format, quality, effort, options, maxBytes, rights, ...shape }: RenditionSpec): string {
  return JSON.stringify(shape satisfies Shape);
}

function partition<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
