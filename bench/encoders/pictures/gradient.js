import { randomNumbers } from './noise.js';
import { mix, paint, step } from './paint.js';

const SPOTS = [
  [0.1, 0.1, [255, 40, 90]],
  [1.3, 0.2, [40, 60, 255]],
  [0.7, 0.6, [255, 190, 20]],
  [0.2, 0.95, [20, 200, 140]],
  [1.35, 0.9, [190, 30, 220]],
];

/** Saturated colours that run into one another. */
export const mesh = () =>
  paint((x, y) => {
    const sum = [0, 0, 0];
    let weights = 0;
    for (const [left, top, colour] of SPOTS) {
      const weight = 1 / ((x - left) ** 2 + (y - top) ** 2 + 0.02) ** 2;
      weights += weight;
      for (let channel = 0; channel < 3; channel++) sum[channel] += colour[channel] * weight;
    }
    return sum.map((value) => value / weights);
  });

/** An evening sky, dithered by a grain of one step: where encoders show bands. */
export function sky() {
  const random = randomNumbers(5);
  return paint((x, y) => {
    const glow = Math.exp(-((x - 0.9) ** 2 + (y - 1.05) ** 2) * 3);
    const air = mix([18, 32, 78], [236, 150, 110], step(0.05, 1.1, y));
    return mix(air, [255, 226, 170], glow).map((value) => value + random() - 0.5);
  });
}
