import { atEqualSsim } from './equal-ssim.js';
import { median, round } from './front.js';
import { measure } from './measure.js';
import { CLASSES, REFERENCES } from './settings.js';

/** Settings whose quality numbers mean something else than the reference's. */
const MEANINGS = {
  avif: {
    ...Object.fromEntries(
      Object.entries(CLASSES).map(([name, options]) => [`effort 3, ${name}`, { effort: 3, ...options }]),
    ),
    'effort 2, 4:2:0 ssim': { effort: 2, chromaSubsampling: '4:2:0', tune: 'ssim' },
    'effort 3, 4:2:0 ssim, 10 bit': { effort: 3, chromaSubsampling: '4:2:0', tune: 'ssim', bitdepth: 10 },
  },
  webp: { 'effort 2': { effort: 2 }, 'effort 6, smart': { effort: 6, smartSubsample: true } },
  jpeg: { mozjpeg: { mozjpeg: true }, '4:4:4': { chromaSubsampling: '4:4:4' } },
};

const LEVELS = { avif: [40, 52, 70], webp: [60, 80, 90], jpeg: [60, 80, 90] };

/** The quality each setting needs to be as near as the reference at three levels: medians over the pictures. */
export async function qualityMeanings(pictures) {
  const rows = [];
  for (const [format, settings] of Object.entries(MEANINGS))
    for (const level of LEVELS[format]) {
      const wanted = [];
      for (const { picture, planes } of pictures)
        wanted.push(await measure(picture, planes, format, { ...REFERENCES[format], quality: level }));
      for (const [name, options] of Object.entries(settings)) {
        const qualities = [];
        for (const [index, { picture, planes }] of pictures.entries()) {
          const attempt = (quality) => measure(picture, planes, format, { ...options, quality });
          qualities.push((await atEqualSsim(attempt, wanted[index].ssim, level, 15)).quality);
        }
        rows.push({
          format,
          name,
          level,
          quality: round(median(qualities), 1),
          least: round(Math.min(...qualities), 0),
          most: round(Math.max(...qualities), 0),
        });
      }
    }
  return rows;
}

/** SSIM that each quality reaches: median and range over the pictures, for a search to begin near its goal. */
export async function qualityToSsim(pictures, settings) {
  const rows = [];
  for (const [format, { qualities, optionsOf }] of Object.entries(settings))
    for (const quality of qualities) {
      const found = [];
      for (const { picture, planes } of pictures)
        found.push((await measure(picture, planes, format, { ...optionsOf(picture), quality })).ssim);
      rows.push({
        format,
        quality,
        ssim: round(median(found), 4),
        least: round(Math.min(...found), 4),
        most: round(Math.max(...found), 4),
      });
    }
  return rows;
}
