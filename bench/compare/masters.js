import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawScene } from '../../dist/providers/procedural/index.js';
import { drawPicture, NAMES } from '../encoders/pictures/index.js';
import { FULL } from '../encoders/pictures/paint.js';

/** More flat art, besides the three pictures that bench/encoders has. */
const SCENES = [
  'a bear in a green coat, sailing a boat at sunset, thick outlines, warm palette',
  'a mug on a pedestal, studio light, pastel palette',
  'mountains with pine trees at sunset, purple and gold palette',
  'an owl with glasses, in a library, lamp, books, brown palette',
  'a rabbit on a bicycle in a park, spring, bold outlines',
  'a castle on a hill, storm, lightning, grey palette',
  'a desert with cactus and a camel at noon, sand and blue palette',
  'a penguin with a scarf in the snow, ice, bold outlines, blue palette',
  'a house with a garden, flowers, sun, red and green palette',
  'a rocket above a planet, stars, neon palette',
  'a whale under the sea, fish, coral, teal palette',
];

const hueAndSide = (picture) => picture.flop().modulate({ hue: 120 });

/** 24 pictures: 14 of flat art, 4 gradients, 6 photographs; of the last two, half are the others mirrored in other colours. */
export const PICTURES = [
  ...NAMES.map((entry) => ({ name: entry.name, kind: entry.kind, draw: () => drawn(entry) })),
  ...NAMES.filter(({ kind }) => kind !== 'flat').map((entry) => ({
    name: `${entry.name}-mirrored`,
    kind: entry.kind,
    draw: async () => hueAndSide(await drawn(entry)),
  })),
  ...SCENES.map((prompt, index) => ({
    name: `scene-${index + 1}`,
    kind: 'flat',
    draw: () => sharp(Buffer.from(drawScene({ prompt, seed: 100 + index, ...FULL }))),
  })),
];

async function drawn(entry) {
  const [{ data, width, height }] = await drawPicture(entry, [FULL.width]);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Writes them as PNG files, of which all tools read the same ones. */
export async function writeMasters(folder, pictures) {
  mkdirSync(folder, { recursive: true });
  for (const { name, draw } of pictures)
    await (await draw())
      .removeAlpha()
      .png()
      .toFile(join(folder, `${name}.png`));
}
