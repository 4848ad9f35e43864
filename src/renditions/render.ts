import type { Size } from '../core/picture.ts';
import type { RenditionSpec } from '../targets/index.ts';
import type { ColourSpace } from './colour-space.ts';
import { type Encoded, encodeRendition, type RenditionWarning } from './encode.ts';
import { FORMATS } from './formats/index.ts';
import { type Opened, openPicture } from './open.ts';
import { readHeader } from './raster.ts';
import { type Decoded, decodeMaster } from './raw-picture.ts';
import { type ReadFile, type Shape, shapeFrames } from './shape.ts';

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

type Decode = (spec: RenditionSpec) => Promise<Decoded>;

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
    return decoding;
  };
}

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
  const { frames, timing, color } = await decode(first);
  const shaped = await queue(() => shapeFrames(frames, inColour(first, color), readFile));
  const warnings = shaped.enlarged ? [enlarged(first)] : [];
  return Promise.all(
    specs.map((spec) =>
      queue(async () => {
        const encoded = await encodeRendition(shaped.frames, timing, inColour(spec, color));
        return { spec, bytes: encoded.bytes, warnings: [...warnings, ...encoded.warnings] };
      }),
    ),
  );
}

function enlarged({ width, height }: RenditionSpec): RenditionWarning {
  const text = `what trimming leaves of it is smaller than ${width} × ${height} px, and was enlarged`;
  return { code: 'enlarged', text };
}

/** A file of the master's own format and size that is larger than the master says that its quality is too high. */
async function compareWithMaster(
  renditions: readonly Rendition[],
  master: Uint8Array,
): Promise<Map<RenditionSpec, Rendition>> {
  const larger = renditions.filter(({ bytes }) => bytes.length > master.length);
  const header = larger.length > 0 ? await readHeader(master) : undefined;
  return new Map(
    renditions.map((rendition) => {
      const { spec, bytes } = rendition;
      const alike =
        larger.includes(rendition) &&
        FORMATS.get(spec.format)?.defaultQuality !== undefined &&
        spec.format === header?.format &&
        spec.width === header.width &&
        spec.height === header.height;
      if (!alike) return [spec, rendition];
      const text = `${spec.format} at ${spec.width} px has ${bytes.length} bytes, more than its master with ${master.length}`;
      return [
        spec,
        { ...rendition, warnings: [...rendition.warnings, { code: 'larger-than-master', text }] },
      ];
    }),
  );
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
