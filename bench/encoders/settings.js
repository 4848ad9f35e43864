import { classifyColour, measureColourDetail } from '../../dist/renditions/chroma.js';

/** What eleventy-img and others do: sharp's own defaults. Everything is told relative to these. */
export const REFERENCES = {
  avif: { quality: 50, effort: 4, chromaSubsampling: '4:4:4', tune: 'iq' },
  webp: { quality: 80, effort: 4 },
  jpeg: { quality: 80 },
  png: { compressionLevel: 6 },
};

/** AVIF settings of each class of picture (src/renditions/chroma.ts): encoder options, and the quality at equal SSIM. */
const DRAWING = { chromaSubsampling: '4:4:4', tune: 'ssim' };
const TEXTURE = { chromaSubsampling: '4:4:4', tune: 'iq' };
// 10 bits would be smaller, and read as other colours by programs that use the image library (docs/encoders.md).
const PLAIN = { chromaSubsampling: '4:2:0', tune: 'ssim' };
export const CLASSES = { drawing: DRAWING, texture: TEXTURE, 'plain-colour': PLAIN };

/** The class of a picture, and what decided it. */
export function classOf(picture) {
  const detail = measureColourDetail({ ...picture, channels: 3 });
  return { ...detail, class: classifyColour(detail) };
}

export const nameOf = (effort, { tune, chromaSubsampling }) =>
  `effort ${effort}, ${tune}, ${chromaSubsampling}`;

const avif = (effort, tune, chromaSubsampling, bitdepth) => ({
  name: `${nameOf(effort, { tune, chromaSubsampling })}${bitdepth ? `, ${bitdepth} bit` : ''}`,
  options: { effort, tune, chromaSubsampling, ...(bitdepth ? { bitdepth } : {}) },
});

/** Worth measuring at every size. */
export const SHORTLIST = [
  avif(3, 'iq', '4:4:4'),
  avif(3, 'ssim', '4:4:4'),
  avif(3, 'ssim', '4:2:0'),
  avif(3, 'ssim', '4:2:0', 10),
  avif(2, 'ssim', '4:2:0'),
];

const BOTH = ['4:4:4', '4:2:0'];
/** All the rest, measured at the smallest size only. */
export const GRID = [
  ...[0, 1, 2, 3].flatMap((effort) =>
    ['iq', 'ssim', 'psnr'].flatMap((tune) => BOTH.map((chroma) => avif(effort, tune, chroma))),
  ),
  ...BOTH.map((chroma) => avif(3, 'iq', chroma, 10)),
  avif(3, 'ssim', '4:4:4', 10),
].filter(({ name }) => !SHORTLIST.some((one) => one.name === name));

/** These take seconds for a picture, so they are measured on one of each kind. */
export const SLOW = [
  ...['iq', 'ssim'].map((tune) => avif(4, tune, '4:2:0')),
  ...['iq', 'ssim'].map((tune) => avif(4, tune, '4:4:4')),
  ...[5, 6].flatMap((effort) => BOTH.map((chroma) => avif(effort, 'iq', chroma))),
  ...BOTH.map((chroma) => avif(6, 'ssim', chroma)),
  avif(6, 'ssim', '4:2:0', 10),
];

/** On a single picture. */
export const SLOWEST = [avif(7, 'iq', '4:2:0'), avif(9, 'iq', '4:2:0')];

/** At the largest size. */
export const LARGE = SHORTLIST.filter(({ options }) => options.bitdepth === undefined);

export const WEBP = [0, 1, 2, 3, 4, 5, 6].flatMap((effort) =>
  (effort % 2 === 0 && effort > 0 ? [false, true] : [false]).map((smartSubsample) => ({
    name: `effort ${effort}${smartSubsample ? ', smart' : ''}`,
    options: { effort, smartSubsample },
  })),
);

export const JPEG = [{}, { progressive: true }, { mozjpeg: true }].flatMap((own) =>
  ['4:2:0', '4:4:4'].map((chromaSubsampling) => ({
    name: `${Object.keys(own)[0] ?? 'baseline'}, ${chromaSubsampling}`,
    options: { ...own, chromaSubsampling },
  })),
);

const png = (compressionLevel, adaptiveFiltering, palette = false) => ({
  name: `level ${compressionLevel}${adaptiveFiltering ? ', adaptive' : ''}${palette ? ', palette' : ''}`,
  options: { compressionLevel, adaptiveFiltering, palette },
});
export const PNG = [
  ...[1, 6, 9].map((level) => png(level, false)),
  ...[1, 4, 6, 7, 8, 9].map((level) => png(level, true)),
  png(6, false, true),
  png(9, false, true),
];
