import sharp from 'sharp';
import { readHeader, renderMaster, sharpRaster } from '../../../../src/renditions/index.ts';
import type { RenditionSpec } from '../../../../src/targets/index.ts';
import { type FuzzTarget, promise } from '../target.ts';
import { bytesOf } from '../texts.ts';

const SPECS = (['png', 'webp', 'gif'] as const).map(
  (format): RenditionSpec => ({
    width: 16,
    height: 16,
    format,
    fit: 'cover',
    position: 'center',
    options: {},
  }),
);

/** What is larger is only looked at: decoding it is allowed to take its time. */
const DECODED = 4_000_000;

const queue = <T>(work: () => Promise<T>) => work();

/** What cannot be decoded rejects with a reason; what can be has the size that was promised. */
async function judgePicture(input: Uint8Array): Promise<void> {
  const header = await readHeader(input).catch(said);
  if (header === undefined || header.width * header.height > DECODED) return;
  const facts = await sharpRaster.inspect(input).catch(said);
  if (facts === undefined) return;
  promise(facts.width >= 1 && facts.height >= 1, `a picture of ${facts.width} × ${facts.height}`);
  const pixels = await sharpRaster.decode(input).catch(said);
  if (pixels !== undefined) {
    promise(
      pixels.data.length === pixels.width * pixels.height * 4,
      `${pixels.data.length} bytes for ${pixels.width} × ${pixels.height}`,
    );
    promise(
      pixels.width === facts.width && pixels.height === facts.height,
      `it says ${facts.width} × ${facts.height} and has ${pixels.width} × ${pixels.height}`,
    );
  }
  const rendered = await renderMaster(input, SPECS, queue, noFile).catch(said);
  for (const { bytes, spec } of rendered ?? []) {
    const made = await readHeader(bytes);
    promise(
      made.width === spec.width && made.height === spec.height,
      `a rendition of ${made.width} × ${made.height}`,
    );
  }
}

const noFile = async () => ({ path: '', bytes: new Uint8Array() });

function said(error: unknown): undefined {
  const { message } = error as Error;
  promise(error instanceof Error && message !== '', 'it was refused without a word');
  promise(
    !(error instanceof TypeError || error instanceof RangeError),
    `a fault of ours: ${(error as Error).stack}`,
  );
}

const drawn = () =>
  sharp({ create: { width: 24, height: 16, channels: 4, background: { r: 200, g: 40, b: 90, alpha: 0.5 } } });

async function animation(): Promise<Uint8Array> {
  const frame = 16 * 16 * 4;
  const pixels = Buffer.alloc(frame * 3, 120);
  pixels.fill(30, frame, frame * 2);
  return sharp(pixels, { raw: { width: 16, height: 48, channels: 4, pageHeight: 16 } })
    .gif({ delay: [50, 60, 70] })
    .toBuffer();
}

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="24" height="16" viewBox="0 0 24 16">
<defs><linearGradient id="g"><stop offset="0" stop-color="#f00"/></linearGradient><path id="p" d="M0 0L5 5z"/></defs>
<style>rect { fill: url(#g) }</style><rect width="24" height="16"/><use xlink:href="#p" x="2"/><text x="1" y="9">fox</text>
<image href="data:image/png;base64,iVBORw0KGgo=" width="4" height="4"/></svg>`;

const SVG_WORDS = [
  ...[
    '<use href="#p"/>',
    '<g id="g">',
    '</g>',
    'href="file:///etc/passwd"',
    'width="1e9"',
    'height="-1"',
    'viewBox="0 0 1e9 1e9"',
  ],
  ...[
    '<!DOCTYPE svg [<!ENTITY a "aaaa">]>',
    '&a;',
    '&#0;',
    '<script>',
    '<foreignObject>',
    '@import url(http://127.0.0.1:1/)',
    'NaN',
    '1e400',
  ],
  ...[
    '<filter id="f"><feTurbulence baseFrequency="9"/></filter>',
    'filter="url(#f)"',
    '<mask id="m">',
    'stroke-dasharray="0.0001"',
    'transform="scale(1e9)"',
  ],
];

function target(name: string, seeds: FuzzTarget['seeds'], words?: readonly string[]): FuzzTarget {
  return { name: `picture-${name}`, seeds, judge: judgePicture, words };
}

/** One target for each format: a mutation that makes one into another is rare. */
export const PICTURE_TARGETS: readonly FuzzTarget[] = [
  target(
    'png',
    async () => [await drawn().png().toBuffer(), await drawn().png({ palette: true }).toBuffer()],
    ['IHDR', 'IDAT', 'IEND', 'PLTE', 'tRNS', 'iCCP', 'eXIf', 'acTL'],
  ),
  target(
    'jpeg',
    async () => [
      await drawn().flatten().jpeg().toBuffer(),
      await drawn().flatten().withMetadata({ orientation: 6 }).jpeg({ progressive: true }).toBuffer(),
    ],
    ['\u00ff\u00d8', 'Exif\0\0', 'ICC_PROFILE\0'],
  ),
  target(
    'webp',
    async () => [await drawn().webp().toBuffer(), await drawn().webp({ lossless: true }).toBuffer()],
    ['VP8X', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'EXIF'],
  ),
  target('avif', async () => [await drawn().avif({ effort: 0 }).toBuffer()], [
    'ispe',
    'irot',
    'clap',
    'iloc',
    'mdat',
    'av1C',
    'grid',
    'auxC',
  ]),
  target('gif', async () => [await drawn().gif().toBuffer(), await animation()], [
    'NETSCAPE2.0',
    'GIF89a',
    '!\u00f9',
    ',',
  ]),
  target('tiff', async () => [
    await drawn().tiff().toBuffer(),
    await drawn().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
  ]),
  target('svg', () => [bytesOf(SVG)], SVG_WORDS),
];
