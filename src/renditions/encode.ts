import type { Sharp } from 'sharp';
import type { RenditionSpec } from '../targets/index.ts';
import type { Format } from './formats/format.ts';
import { FORMATS } from './formats/index.ts';
import type { KeptFrames } from './kept-frames.ts';
import { xmpPacket } from './metadata.ts';
import { LEAST_QUALITY, MOST_QUALITY, searchLargest, searchLeast } from './quality-search.ts';
import { pipelineOf, type RawPicture, type Timing } from './raw-picture.ts';
import { flatten } from './shape.ts';
import { loadSharp } from './sharp.ts';
import { withoutOpaqueAlpha } from './simpler-pixels.ts';
import { structuralSimilarity } from './structural-similarity.ts';

/** Something an author should know about a file that was made all the same. */
export interface RenditionWarning {
  readonly code: 'over-max-bytes' | 'enlarged' | 'larger-than-master' | 'colors-not-understood' | 'not-drawn';
  readonly text: string;
}

export interface Encoded {
  readonly bytes: Uint8Array;
  readonly warnings: readonly RenditionWarning[];
}

/** How like its original `quality: auto` keeps a picture: structural similarity of lightness, 1 being equal. */
const AUTO_SIMILARITY = 0.985;

/** Pixels of their final size → a file in the spec's format, tagged with its colours and with what it says of itself. */
export async function encodeRendition(
  frames: KeptFrames,
  timing: Timing,
  spec: RenditionSpec,
): Promise<Encoded> {
  const format = formatOf(spec);
  const { first } = frames;
  const pixels = withoutOpaqueAlpha(format.alpha ? first : await flatten(first, spec.background, spec.color));
  const moves = format.animation && frames.count > 1;
  const encode = async (quality: number | undefined) =>
    format.encode(
      {
        pipeline: await tagged(pixels, moves ? await frames.pipeline() : undefined, spec),
        pixels,
        timing,
        color: spec.color ?? 'srgb',
      },
      { quality, effort: spec.effort ?? 'balanced', options: spec.options },
    );
  const wanted = spec.quality === 'auto' ? await similarQuality(pixels, format, encode) : spec.quality;
  const quality = wanted ?? format.defaultQuality;
  const bytes = await encode(quality);
  if (spec.maxBytes === undefined || bytes.length <= spec.maxBytes) return { bytes, warnings: [] };
  return withinBytes(bytes, spec.maxBytes, quality, encode, spec, format);
}

type Encode = (quality: number | undefined) => Promise<Uint8Array>;

/** The best quality whose file is small enough; the smallest try when none is. */
async function withinBytes(
  bytes: Uint8Array,
  maxBytes: number,
  quality: number | undefined,
  encode: Encode,
  spec: RenditionSpec,
  format: Format,
): Promise<Encoded> {
  const searched = !losesNothing(format, quality, spec);
  const least = Math.min(LEAST_QUALITY, quality ?? LEAST_QUALITY);
  const found =
    !searched || quality === least
      ? { result: bytes, reached: searched ? quality : undefined }
      : await searchLargest(least, (quality ?? MOST_QUALITY) - 1, encode, ({ length }) => length <= maxBytes);
  if (found.result.length <= maxBytes) return { bytes: found.result, warnings: [] };
  const at = found.reached === undefined ? '' : ` at quality ${found.reached}`;
  const text = `${spec.format} at ${spec.width} px has ${found.result.length} bytes${at}; max_bytes is ${maxBytes}`;
  return { bytes: found.result, warnings: [{ code: 'over-max-bytes', text }] };
}

/** True where a lower quality changes nothing. */
function losesNothing(format: Format, quality: number | undefined, { options }: RenditionSpec): boolean {
  if (options.lossless === true) return true;
  return format.defaultQuality === undefined && quality === undefined && format.name !== 'png';
}

/** The least quality whose file still looks like the pixels it was made from; undefined where there is no choice. */
async function similarQuality(
  pixels: RawPicture,
  format: Format,
  encode: Encode,
): Promise<number | undefined> {
  if (format.defaultQuality === undefined) return undefined;
  const original = await lightness(await pipelineOf(pixels));
  const sharp = await loadSharp();
  const isAlike = async (quality: number) => {
    const seen = await lightness(sharp(await encode(quality)));
    return structuralSimilarity(original, seen) >= AUTO_SIMILARITY;
  };
  return searchLeast(LEAST_QUALITY, MOST_QUALITY, isAlike);
}

/** What is hidden under transparent parts must not count. */
async function lightness(picture: Sharp) {
  const { data, info } = await picture
    .flatten({ background: '#808080' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/**
 * The pixels as a pipeline that says what its colours mean and where the picture comes from. sRGB needs no profile: PNG
 * and AVIF say it in a few bits of their own, and it is what readers of JPEG and WebP go by.
 */
async function tagged(pixels: RawPicture, animation: Sharp | undefined, spec: RenditionSpec): Promise<Sharp> {
  const still = () => (spec.color === 'p3' ? displayP3(pixels) : pipelineOf(pixels));
  const coloured = animation ?? (await still());
  const packet = spec.rights && xmpPacket(spec.rights);
  return packet === undefined ? coloured : coloured.withXmp(packet);
}

/**
 * A profile cannot be put on pixels without converting them, but pixels can be laid on a picture that has the profile
 * already: the numbers stay, and now they mean Display P3.
 */
async function displayP3({ data, width, height, channels }: RawPicture): Promise<Sharp> {
  const sharp = await loadSharp();
  const create = { width: 1, height: 1, channels, background: { r: 0, g: 0, b: 0, alpha: 0 } };
  const ground = await sharp({ create }).withIccProfile('p3').png().toBuffer();
  const laid = sharp(ground)
    .resize(width, height, { fit: 'fill' })
    .composite([{ input: data, raw: { width, height, channels }, blend: 'source' }])
    .keepIccProfile();
  return channels === 3 ? laid.removeAlpha() : laid;
}

function formatOf({ format: name }: RenditionSpec): Format {
  const format = FORMATS.get(name);
  if (format === undefined) throw new Error(`there is no format ${name}`);
  return format;
}
