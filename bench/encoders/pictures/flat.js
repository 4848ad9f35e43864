import sharp from 'sharp';
import { drawScene } from '../../../dist/providers/procedural/index.js';
import { FULL } from './paint.js';

/** Flat art as the built-in provider draws it. */
const scene = (prompt, seed) => sharp(Buffer.from(drawScene({ prompt, seed, ...FULL })));

export const character = () =>
  scene('a fox with a red jacket, reading under a tree, bold outlines, teal and coral palette', 42);

export const muted = () => scene('a lighthouse by the sea at night, stars, fog, blue palette', 7);

export const busy = () =>
  scene('a robot and a cat in a city street, neon signs, umbrella, rain, red and blue palette', 3);
