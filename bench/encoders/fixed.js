import sharp from 'sharp';
import { avif } from '../../dist/renditions/formats/avif.js';
import { jpeg } from '../../dist/renditions/formats/jpeg.js';
import { webp } from '../../dist/renditions/formats/webp.js';
import { mean, round } from './front.js';
import { nearnessOf } from './measure.js';

const FORMATS = { avif, webp, jpeg };

/** What is added to the default quality: 0 is what an installed version does. */
const STEPS = {
  avif: { fast: [-2, -1, 0, 1], balanced: [-2, -1, 0, 1], max: [-4, -2, -1, 0] },
  webp: { fast: [-1, 0, 1], balanced: [-1, 0, 1], max: [-1, 0, 1] },
  jpeg: { fast: [-1, 0, 1], balanced: [-1, 0, 1], max: [-1, 0, 1] },
};

/** No search: the formats as they are installed, at qualities around their default, beside the references. */
export async function atFixedQuality({ name, width, picture, planes, class: kind }, references) {
  const rows = [];
  for (const [format, efforts] of Object.entries(STEPS)) {
    const reference = references.get(`${format}|${name}|${width}`);
    if (reference === undefined) continue;
    for (const [effort, steps] of Object.entries(efforts)) {
      if (format === 'avif' && effort === 'max' && width > 960) continue;
      for (const step of steps) {
        const quality = FORMATS[format].defaultQuality + step;
        const found = await encode(format, picture, planes, { quality, effort, options: {} });
        rows.push({ format, effort, class: format === 'avif' ? kind : 'all', quality, found, reference });
      }
    }
  }
  return rows;
}

/** As the product encodes, choice by the picture included; also the quality that the encoder was given. */
async function encode(format, picture, planes, settings) {
  const { data, width, height } = picture;
  const pipeline = sharp(data, { raw: { width, height, channels: 3 } });
  let given;
  const watched = {
    [format](options) {
      given = options.quality;
      return pipeline[format](options);
    },
  };
  const encodable = {
    pipeline: watched,
    pixels: { ...picture, channels: 3 },
    timing: { delays: [], loop: 0 },
  };
  const began = process.cpuUsage();
  const bytes = await FORMATS[format].encode(encodable, settings);
  const { user, system } = process.cpuUsage(began);
  return {
    given,
    cpu: (user + system) / 1000,
    bytes: bytes.length,
    ...(await nearnessOf(bytes, picture, planes)),
  };
}

/** One line per format, effort, class and quality; AVIF's classes together too where one setting is for all. */
export function summarizeFixed(rows) {
  const groups = new Map();
  const add = (row, of) => {
    const key = `${row.format}|${row.effort}|${of}|${row.quality}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  };
  for (const row of rows) {
    add(row, row.class);
    const fast = row.effort === 'fast';
    if (row.format === 'avif' && (fast || row.quality === avif.defaultQuality)) add(row, 'all');
  }
  return [...groups].map(([key, group]) => {
    const [format, effort, kind, quality] = key.split('|');
    const total = (side, value) => group.reduce((sum, row) => sum + row[side][value], 0);
    const changes = group.map(({ found, reference }) => found.ssim - reference.ssim);
    const given = [...new Set(group.map(({ found }) => found.given))];
    return {
      format,
      effort,
      class: kind,
      quality: Number(quality),
      given: given.length === 1 ? given[0] : undefined,
      ssim: round(mean(changes), 5),
      least: round(Math.min(...changes), 4),
      most: round(Math.max(...changes), 4),
      cpu: round(total('found', 'cpu') / total('reference', 'cpu'), 3),
      bytes: round(total('found', 'bytes') / total('reference', 'bytes'), 3),
      chromaPsnr: round(
        mean(group.map(({ found, reference }) => found.chromaPsnr - reference.chromaPsnr)),
        2,
      ),
      pictures: group.length,
    };
  });
}
