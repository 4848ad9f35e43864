import type { Sharp } from 'sharp';
import type { PictureFacts, PictureFormat, Pixels, Size } from '../core/picture.ts';
import type { Raster } from '../core/ports.ts';
import { isAnimatedPng } from './animated-png.ts';
import { toSrgb } from './colour-space.ts';
import { opaqueWhereUnknown } from './extra-channels.ts';
import { isJpegScanDamaged } from './jpeg/damage.ts';
import { framesOf, type Opened, openPicture, PIXEL_LIMIT, stillOf } from './open.ts';
import { loadSharp } from './sharp.ts';
import { damaged, unreadable } from './unreadable.ts';

const FORMATS: { readonly [name: string]: PictureFormat } = {
  png: 'png',
  jpeg: 'jpeg',
  webp: 'webp',
  gif: 'gif',
  tiff: 'tiff',
  svg: 'svg',
  heif: 'avif',
};

/** What the header of a picture says, from its bytes or the file it is in; nothing is decoded. */
export async function readHeader(picture: Uint8Array | string): Promise<PictureFacts> {
  const { metadata, size } = await openPicture(picture).catch((error: Error) => {
    throw unreadable(picture, error);
  });
  const format = FORMATS[metadata.format];
  if (format === undefined || (format === 'avif' && metadata.compression !== 'av1')) {
    throw unreadable(picture, new Error(`pictures of type ${metadata.format} are not supported`));
  }
  return { format, ...size, hasAlpha: metadata.hasAlpha && !hasExtraChannels(metadata) };
}

/** Channels behind red, green, blue that may be anything; CMYK has one more color. */
function hasExtraChannels({
  channels,
  space,
}: {
  readonly channels: number;
  readonly space: string;
}): boolean {
  return channels > 4 && space !== 'cmyk';
}

/**
 * The facts of a picture, or what is wrong with it. That the image library cannot be loaded is no fault of the picture,
 * and is thrown.
 */
export async function examine(bytes: Uint8Array): Promise<PictureFacts | Error> {
  await loadSharp();
  return sharpRaster.inspect(bytes).catch((error: Error) => error);
}

/** {@link Raster} through sharp. */
export const sharpRaster: Raster = {
  async inspect(bytes: Uint8Array): Promise<PictureFacts> {
    if (isAnimatedPng(bytes))
      throw new Error(
        'animated PNG is not supported: only its first frame would be seen; save it as GIF or WebP',
      );
    const facts = await readHeader(bytes);
    await decodeAll(bytes).catch((error: Error) => {
      throw damaged(error);
    });
    if (facts.format === 'jpeg' && isJpegScanDamaged(bytes))
      throw damaged(new Error('its codes do not end where the picture ends'));
    return facts;
  },

  async decode(bytes: Uint8Array, size?: Size): Promise<Pixels> {
    const opened = await openPicture(bytes);
    let picture = await stillOf(bytes, opened, size);
    if (size !== undefined) picture = picture.resize(size.width, size.height, { fit: 'fill' });
    const { data, info } = await picture
      .pipelineColourspace('srgb')
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const pixels = opaqueWhereUnknown(data, info);
    if (opened.meaning === 'p3' || opened.meaning === 'rec2020')
      toSrgb({ data: pixels, channels: 4 }, opened.meaning);
    return { data: pixels, width: info.width, height: info.height };
  },

  async drawSvg(svg: string, size: Size): Promise<Pixels> {
    const sharp = await loadSharp();
    const { data, info } = await sharp(Buffer.from(svg), { limitInputPixels: PIXEL_LIMIT })
      .resize(size.width, size.height, { fit: 'fill' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  },

  async encodePng({ data, width, height }: Pixels): Promise<Uint8Array> {
    const sharp = await loadSharp();
    return sharp(data, { raw: { width, height, channels: 4 } })
      .png({ compressionLevel: 8, adaptiveFiltering: true })
      .toBuffer();
  },
};

/**
 * Only decoding finds a picture that was cut off or damaged. Of each row, in each frame, one pixel is kept, for which all
 * of them are read: a picture of a single pixel would be drawn from the middle alone.
 */
async function decodeAll(bytes: Uint8Array): Promise<void> {
  const opened = await openPicture(bytes);
  const picture =
    opened.frames > 1 ? await framesOf(bytes, 0, opened.frames, 'warning') : await smallStill(bytes, opened);
  const { height } = opened.vector ? SMALL : opened.size;
  await picture.resize(1, Math.ceil(height), { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
}

/** At which a drawing shows whether it can be drawn. */
const SMALL: Size = { width: 64, height: 64 };

async function smallStill(bytes: Uint8Array, opened: Opened): Promise<Sharp> {
  return stillOf(bytes, opened, opened.vector && SMALL, 'warning');
}
