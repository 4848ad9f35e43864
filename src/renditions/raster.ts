import type { PictureFacts, PictureFormat, Pixels, Size } from '../core/picture.ts';
import type { Raster } from '../core/ports.ts';
import { loadSharp } from './sharp.ts';

/** Pictures above this many pixels are refused: 16384 × 16384, the largest side any provider accepts. */
export const PIXEL_LIMIT = 16_384 * 16_384;

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
  const sharp = await loadSharp();
  const metadata = await sharp(picture, { limitInputPixels: PIXEL_LIMIT }).metadata();
  const format = FORMATS[metadata.format];
  if (format === undefined || (format === 'avif' && metadata.compression !== 'av1')) {
    throw new Error(`pictures of type ${metadata.format} are not supported`);
  }
  const turned = (metadata.orientation ?? 1) >= 5;
  const { width, height } = metadata;
  return {
    format,
    width: turned ? height : width,
    height: turned ? width : height,
    hasAlpha: metadata.hasAlpha,
  };
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
    const sharp = await loadSharp();
    const facts = await readHeader(bytes);
    // Only decoding finds a picture that was cut off. One pixel is kept.
    const options = { limitInputPixels: PIXEL_LIMIT, failOn: 'truncated' } as const;
    await sharp(bytes, options).resize(1, 1, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer();
    return facts;
  },

  async decode(bytes: Uint8Array, size?: Size): Promise<Pixels> {
    const sharp = await loadSharp();
    let picture = sharp(bytes, { limitInputPixels: PIXEL_LIMIT, failOn: 'truncated' }).autoOrient();
    if (size !== undefined) picture = picture.resize(size.width, size.height, { fit: 'fill' });
    const { data, info } = await picture
      .pipelineColourspace('srgb')
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
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
