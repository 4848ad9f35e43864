import type { Sharp } from 'sharp';
import type { RenditionSpec } from '../targets/index.ts';
import { encodeWithin } from './encode.ts';
import { PIXEL_LIMIT } from './raster.ts';
import { loadSharp } from './sharp.ts';

/** Bytes of one rendition, and what had to be given up for them. */
export interface Rendition {
  readonly spec: RenditionSpec;
  readonly bytes: Uint8Array;
  readonly warnings: readonly string[];
}

/** Limits how many encodes run at once; p-limit's shape. */
export type EncodeQueue = <T>(work: () => Promise<T>) => Promise<T>;

interface RawPicture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/**
 * A master's bytes → its renditions. The master is decoded once and each size is made once; every format of a size is
 * encoded from the same pixels. Orientation is applied, colours are sRGB, metadata is left behind.
 */
export async function renderMaster(
  master: Uint8Array,
  specs: readonly RenditionSpec[],
  queue: EncodeQueue,
): Promise<Rendition[]> {
  const decoded = await queue(() => decode(master, specs));
  const sizes = new Map<string, RenditionSpec[]>();
  for (const spec of specs) {
    const identity = JSON.stringify([spec.width, spec.height, spec.fit, spec.position, spec.background]);
    sizes.set(identity, [...(sizes.get(identity) ?? []), spec]);
  }
  const made = await Promise.all(
    [...sizes.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return [];
      const resized = await queue(() => resize(decoded, first));
      return Promise.all(
        group.map((spec) =>
          queue(async () => ({ spec, ...(await encodeWithin(await pipeline(resized), spec)) })),
        ),
      );
    }),
  );
  const bySpec = new Map(made.flat().map((rendition) => [rendition.spec, rendition]));
  return specs.flatMap((spec) => bySpec.get(spec) ?? []);
}

/** Vectors are drawn as large as the largest rendition needs; everything else keeps its own size. */
async function decode(master: Uint8Array, specs: readonly RenditionSpec[]): Promise<RawPicture> {
  const sharp = await loadSharp();
  const options = { limitInputPixels: PIXEL_LIMIT, failOn: 'truncated' } as const;
  let picture = sharp(master, options);
  const { format, width, height } = await picture.metadata();
  if (format === 'svg') {
    const scale = Math.max(1, ...specs.map((spec) => Math.max(spec.width / width, spec.height / height)));
    picture = sharp(master, { ...options, density: Math.min(72 * scale, 100_000) });
  }
  return raw(picture.autoOrient());
}

async function resize(decoded: RawPicture, spec: RenditionSpec): Promise<RawPicture> {
  const { width, height } = spec;
  let picture = await pipeline(decoded);
  if (spec.fit === 'cover' && typeof spec.position !== 'string') {
    picture = picture.extract(focalCrop(decoded, spec, spec.position)).resize(width, height, { fit: 'fill' });
  } else {
    const position = POSITIONS[spec.position as string] ?? 'centre';
    picture = picture.resize(width, height, {
      fit: spec.fit,
      position,
      background: spec.background ?? TRANSPARENT,
    });
  }
  if (spec.background !== undefined) picture = picture.flatten({ background: spec.background });
  return raw(picture);
}

const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

const POSITIONS: { readonly [name: string]: string } = {
  center: 'centre',
  'top-left': 'left top',
  'top-right': 'right top',
  'bottom-left': 'left bottom',
  'bottom-right': 'right bottom',
  top: 'top',
  right: 'right',
  bottom: 'bottom',
  left: 'left',
  attention: 'attention',
  entropy: 'entropy',
};

/** The largest crop of the wanted shape whose middle comes as near to the focal point as the edges allow. */
function focalCrop(
  picture: RawPicture,
  wanted: RenditionSpec,
  focus: { readonly x: number; readonly y: number },
) {
  const scale = Math.min(picture.width / wanted.width, picture.height / wanted.height);
  const width = Math.min(picture.width, Math.round(wanted.width * scale));
  const height = Math.min(picture.height, Math.round(wanted.height * scale));
  const left = clamp(Math.round(focus.x * picture.width - width / 2), picture.width - width);
  const top = clamp(Math.round(focus.y * picture.height - height / 2), picture.height - height);
  return { left, top, width, height };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}

async function raw(picture: Sharp): Promise<RawPicture> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels === 3 || info.channels === 4)
    return { data, width: info.width, height: info.height, channels: info.channels };
  // Grey, with or without alpha: encoders and later steps see colour only.
  const sharp = await loadSharp();
  const grey = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  return raw(info.channels === 2 ? grey.toColourspace('srgb').ensureAlpha() : grey.toColourspace('srgb'));
}

async function pipeline({ data, width, height, channels }: RawPicture): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: PIXEL_LIMIT });
}
