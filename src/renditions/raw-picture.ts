import type { Sharp } from 'sharp';
import type { Size } from '../core/picture.ts';
import type { ColorMeaning } from './color-code.ts';
import { type ColourSpace, toDisplayP3, toSrgb } from './colour-space.ts';
import { withoutExtraChannels } from './extra-channels.ts';
import { type Frames, framesInRuns, runLength, stillFrames } from './frames.ts';
import { framesOf, type Opened, PIXEL_LIMIT, stillOf } from './open.ts';
import { loadSharp } from './sharp.ts';

/** Decoded pixels of one frame, 8 bits a channel, rows from the top, RGB or RGBA interleaved. */
export interface RawPicture extends Size {
  readonly data: Buffer;
  readonly channels: 3 | 4;
}

/** A decoded master. */
export interface Decoded {
  /** At least one; all of one size. */
  readonly frames: Frames;
  /** How long each frame is shown in milliseconds, and how often the whole is repeated (0: for ever). */
  readonly timing: Timing;
  /** What the numbers of the pixels mean: frames of an animation are always sRGB. */
  readonly color: ColourSpace;
}

export interface Timing {
  readonly delays: readonly number[];
  readonly loop: number;
}

export interface DecodeOptions {
  /** How large a vector is drawn. */
  readonly drawn: Size | undefined;
  /** All frames, or the first alone. */
  readonly animated: boolean;
  /** What the numbers of the pixels shall mean. */
  readonly color: ColourSpace;
}

/** A master's bytes → pixels. Orientation is applied; colours are converted, not only relabelled. */
export async function decodeMaster(
  master: Uint8Array,
  opened: Opened,
  { drawn, animated, color }: DecodeOptions,
): Promise<Decoded> {
  const { metadata, frames, meaning } = opened;
  if (animated && frames > 1) return animation(master, opened);
  const still = await stillOf(master, opened, drawn);
  const picture = drawn ? still.resize(drawn.width, drawn.height, { fit: 'fill' }) : still;
  if (meaning !== 'usual')
    return { frames: stillFrames(await codedColours(picture, meaning, color)), timing: STILL, color };
  const whole =
    color === 'p3' ? await wideColours(picture, metadata.hasProfile) : await usualColours(picture);
  return { frames: stillFrames(whole), timing: STILL, color };
}

const STILL: Timing = { delays: [], loop: 0 };

function animation(master: Uint8Array, { metadata, frames, size }: Opened): Decoded {
  const decode = async (from: number, many: number) => {
    const whole = await usualColours(await framesOf(master, from, many));
    const lying = separated(whole, many);
    return Promise.all(lying.map((frame) => turnUpright(frame, metadata.orientation ?? 1)));
  };
  return {
    frames: framesInRuns(frames, runLength(size), decode),
    timing: { delays: metadata.delay ?? [], loop: metadata.loop ?? 0 },
    color: 'srgb',
  };
}

/** The image library turns only pictures of one frame by itself. */
async function turnUpright(frame: RawPicture, orientation: number): Promise<RawPicture> {
  const angle = [0, 0, 0, 180, 180, 270, 90, 90, 270][orientation] ?? 0;
  const mirrored = [2, 4, 5, 7].includes(orientation);
  if (angle === 0 && !mirrored) return frame;
  const picture = await pipelineOf(frame);
  const straight = mirrored ? await pipelineOf(await rawOf(picture.flop())) : picture;
  return rawOf(straight.rotate(angle));
}

/** Left to itself, the image library works on 16 bits in Display P3 and hands those numbers out as they are. */
function usualColours(picture: Sharp): Promise<RawPicture> {
  return rawOf(picture.pipelineColourspace('srgb'));
}

/** Frames lie one below the other. */
function separated({ data, width, height, channels }: RawPicture, many: number): RawPicture[] {
  const frameHeight = height / many;
  const length = width * frameHeight * channels;
  return Array.from({ length: many }, (_, frame) => ({
    data: data.subarray(frame * length, (frame + 1) * length),
    width,
    height: frameHeight,
    channels,
  }));
}

/** In sRGB what lies outside it would be lost, so it is passed on as a picture that is Display P3 and says so. */
async function wideColours(picture: Sharp, hasProfile: boolean): Promise<RawPicture> {
  if (!hasProfile) {
    // The image library would put the label on without converting anything.
    const usual = await usualColours(picture);
    toDisplayP3(usual);
    return usual;
  }
  const sharp = await loadSharp();
  const tagged = await picture
    .pipelineColourspace('rgb16')
    .withIccProfile('p3')
    .png({ compressionLevel: 0 })
    .toBuffer();
  return rawOf(sharp(tagged, { ignoreIcc: true, limitInputPixels: PIXEL_LIMIT }));
}

/** Colours that a code names: those of Display P3 stay as they are where they are wanted, others go by way of sRGB. */
async function codedColours(picture: Sharp, meaning: ColorMeaning, color: ColourSpace): Promise<RawPicture> {
  const pixels = await usualColours(picture);
  if (meaning === color) return pixels;
  if (meaning === 'p3' || meaning === 'rec2020') toSrgb(pixels, meaning);
  if (color === 'p3') toDisplayP3(pixels);
  return pixels;
}

/** Runs what is queued on a picture; grey becomes colour, since encoders and steps see colour only. */
export async function rawOf(picture: Sharp): Promise<RawPicture> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3 || channels === 4) return { data, width, height, channels };
  if (channels > 4) return withoutExtraChannels({ data, width, height, channels });
  const sharp = await loadSharp();
  const grey = sharp(data, { raw: { width, height, channels } }).toColourspace('srgb');
  return rawOf(channels === 2 ? grey.ensureAlpha() : grey);
}

export async function pipelineOf({ data, width, height, channels }: RawPicture): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: PIXEL_LIMIT });
}

/** Frames as one picture that an animated format can be encoded from; a single one as it is. */
export async function animationOf(frames: readonly RawPicture[]): Promise<Sharp> {
  const [first, ...others] = frames;
  if (first === undefined) throw new Error('a picture has no frames');
  if (others.length === 0) return pipelineOf(first);
  const sharp = await loadSharp();
  const { width, height, channels } = first;
  return sharp(Buffer.concat(frames.map(({ data }) => data)), {
    raw: { width, height: height * frames.length, channels, pageHeight: height },
    limitInputPixels: PIXEL_LIMIT * frames.length,
  });
}
