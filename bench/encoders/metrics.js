import { structuralSimilarity } from '../../dist/renditions/structural-similarity.js';

/** How near one picture is to another. All work on raw RGB of equal size. */

/** Y, Cb and Cr of every pixel, by JPEG's and AVIF's usual formula (BT.601, full range); `data` is Y in whole levels. */
export function toPlanes({ data, width, height }) {
  const count = width * height;
  const planes = {
    width,
    height,
    data: new Uint8Array(count),
    y: new Float32Array(count),
    cb: new Float32Array(count),
    cr: new Float32Array(count),
  };
  for (let index = 0, at = 0; index < count; index++, at += 3) {
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    planes.data[index] = Math.round(luma);
    planes.y[index] = luma;
    planes.cb[index] = (blue - luma) * 0.564;
    planes.cr[index] = (red - luma) * 0.713;
  }
  return planes;
}

/** The most decibels that are told: an error of less than one level of 255, which nobody sees. */
const MOST = 50;

export function compare(wanted, found) {
  const luma = meanSquare(wanted.y, found.y);
  const chroma = (meanSquare(wanted.cb, found.cb) + meanSquare(wanted.cr, found.cr)) / 2;
  return {
    ssim: structuralSimilarity(wanted, found),
    lumaPsnr: decibels(luma),
    chromaPsnr: decibels(chroma),
  };
}

function meanSquare(wanted, found) {
  let sum = 0;
  for (let index = 0; index < wanted.length; index++) sum += (wanted[index] - found[index]) ** 2;
  return sum / wanted.length;
}

const decibels = (error) => (error === 0 ? MOST : Math.min(MOST, 10 * Math.log10(255 ** 2 / error)));
