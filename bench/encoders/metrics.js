/** How near one picture is to another. All work on raw RGB of equal size. */

/** Y, Cb and Cr of every pixel, by JPEG's and AVIF's usual formula (BT.601, full range). */
export function toPlanes({ data, width, height }) {
  const count = width * height;
  const planes = {
    width,
    height,
    y: new Float32Array(count),
    cb: new Float32Array(count),
    cr: new Float32Array(count),
  };
  for (let index = 0, at = 0; index < count; index++, at += 3) {
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
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
  return { ssim: ssim(wanted, found), lumaPsnr: decibels(luma), chromaPsnr: decibels(chroma) };
}

function meanSquare(wanted, found) {
  let sum = 0;
  for (let index = 0; index < wanted.length; index++) sum += (wanted[index] - found[index]) ** 2;
  return sum / wanted.length;
}

const decibels = (error) => (error === 0 ? MOST : Math.min(MOST, 10 * Math.log10(255 ** 2 / error)));

const WINDOW = 8;
const STRIDE = 4;

/** Mean structural similarity of luma at native size, over windows of 8 × 8 that begin every 4 pixels. */
function ssim({ y: wanted, width, height }, { y: found }) {
  let sum = 0;
  let windows = 0;
  for (let top = 0; top + WINDOW <= height; top += STRIDE)
    for (let left = 0; left + WINDOW <= width; left += STRIDE, windows++)
      sum += windowSsim(wanted, found, top * width + left, width);
  return sum / windows;
}

function windowSsim(wanted, found, corner, width) {
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let row = 0, at = corner; row < WINDOW; row++, at += width)
    for (let index = at; index < at + WINDOW; index++) {
      const one = wanted[index];
      const two = found[index];
      a += one;
      b += two;
      aa += one * one;
      bb += two * two;
      ab += one * two;
    }
  const count = WINDOW * WINDOW;
  a /= count;
  b /= count;
  const [varianceA, varianceB, covariance] = [aa / count - a * a, bb / count - b * b, ab / count - a * b];
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  return ((2 * a * b + c1) * (2 * covariance + c2)) / ((a * a + b * b + c1) * (varianceA + varianceB + c2));
}
