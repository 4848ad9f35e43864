import sharp from 'sharp';
import { octaves, randomNumbers } from './noise.js';
import { FULL, mix, paint, step } from './paint.js';

/** Grain of a sensor: a little stronger in the dark, mostly the same in all channels. */
function grain(seed) {
  const random = randomNumbers(seed);
  const bell = () => random() + random() + random() - 1.5;
  return (colour) => {
    const shared = bell() * 3;
    return colour.map((value) => value + (shared + bell()) * (1.2 - value / 400));
  };
}

/** Hills below a clouded sky with a meadow in front: muted colours, fine texture in lightness. */
export function landscape() {
  const clouds = octaves(11, 6);
  const relief = octaves(12, 6, 0.45);
  const grass = octaves(13, 6, 0.8);
  const finish = grain(14);
  return paint((x, y) => {
    const cover = step(-0.1, 0.3, clouds(x * 2, y * 5));
    let colour = mix(mix([92, 134, 188], [196, 212, 224], y * 1.8), [236, 236, 234], cover);
    for (const [index, base] of [0.42, 0.52, 0.64].entries()) {
      const ridge = base + relief(x * (2 + index) + index * 9, index * 17) * 0.16;
      const shade = grass(x * 40, y * 60) * 26 * (index + 1) * 0.5;
      const near = mix([118, 138, 150], [62, 84, 44], index / 2).map((value) => value + shade);
      colour = mix(colour, near, step(ridge, ridge + 0.006 / (index + 1), y));
    }
    const blades = grass(x * 90, y * 28 + x * 9) * (60 + y * 60);
    const meadow = [86 + blades, 108 + blades * 1.1, 40 + blades * 0.6];
    const edge = 0.74 + relief(x * 3, 77) * 0.08;
    return finish(mix(colour, meadow, step(edge, edge + 0.02, y)));
  });
}

/** A stall: round soft-edged fruit in strong colours on wood, and painted signs with thin red and blue strokes. */
export async function market() {
  const { data, info } = await stall().raw().toBuffer({ resolveWithObject: true });
  const signs = await sharp(Buffer.from(signsSvg())).png().toBuffer();
  const signed = await sharp(data, { raw: info })
    .composite([{ input: signs, blend: 'over' }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return sharp(signed, { raw: { width: info.width, height: info.height, channels: 3 } });
}

function stall() {
  const wood = octaves(21, 6, 0.6);
  const skin = octaves(22, 5, 0.6);
  const finish = grain(23);
  const random = randomNumbers(24);
  const colours = [
    [206, 36, 30],
    [236, 150, 24],
    [120, 168, 40],
    [232, 206, 60],
    [128, 24, 70],
  ];
  const fruit = Array.from({ length: 90 }, (_, index) => ({
    x: random() * 1.55 - 0.02,
    y: 0.42 + (index / 90) * 0.6,
    radius: 0.05 + random() * 0.05,
    colour: colours[Math.floor(random() * colours.length)],
  }));
  return paint((x, y) => {
    const plank = wood(x * 3, y * 40) * 70 + wood(x * 60, y * 90) * 20;
    let colour = [140 + plank, 104 + plank, 70 + plank * 0.8];
    for (const { x: left, y: top, radius, colour: own } of fruit) {
      if (Math.abs(x - left) > radius * 1.02 || Math.abs(y - top) > radius * 1.02) continue;
      const away = Math.hypot(x - left, y - top) / radius;
      const light = Math.hypot(x - left + radius * 0.35, y - top + radius * 0.4) / radius;
      const mottled = skin(x * 30 + left * 99, y * 30) * 40;
      const lit = own.map((value) => value * (1.15 - light * 0.5) + mottled);
      const shine = Math.exp(-light * light * 18);
      colour = mix(colour, mix(lit, [255, 250, 240], shine * 0.7), 1 - step(0.97, 1.02, away));
    }
    return finish(colour);
  });
}

/** Lights out of focus behind a sharp leaf: mostly smooth, with warm and cold colours and little grain. */
export function lights() {
  const random = randomNumbers(31);
  const veins = octaves(32, 5, 0.6);
  const finish = grain(33);
  const hues = [
    [255, 170, 70],
    [255, 220, 160],
    [90, 170, 255],
    [255, 90, 80],
  ];
  const discs = Array.from({ length: 60 }, () => ({
    x: random() * 1.5,
    y: random(),
    radius: 0.03 + random() * 0.07,
    hue: hues[Math.floor(random() * hues.length)],
    strength: 0.15 + random() * 0.4,
  }));
  return paint((x, y) => {
    let colour = mix([22, 26, 40], [70, 44, 34], y);
    for (const { x: left, y: top, radius, hue, strength } of discs) {
      if (Math.abs(x - left) > radius * 1.1 || Math.abs(y - top) > radius * 1.1) continue;
      const away = Math.hypot(x - left, y - top) / radius;
      const edge = (1 - step(0.85, 1.1, away)) * strength * (0.7 + away * 0.3);
      colour = colour.map((value, channel) => 255 - (255 - value) * (1 - (edge * hue[channel]) / 255));
    }
    const along = (x - 0.5) * 0.9 + (y - 0.55) * 0.44;
    const across = (y - 0.55) * 0.9 - (x - 0.5) * 0.44;
    const rim = Math.abs(across) - 0.2 * (1 - (along / 0.42) ** 2);
    const rib = Math.abs(across) < 0.005 || Math.abs(((along - Math.abs(across)) * 14) % 1) < 0.08 ? 26 : 0;
    const leaf = veins(x * 24, y * 24) * 36 + rib;
    return finish(mix([56 + leaf, 118 + leaf, 48 + leaf * 0.5], colour, step(-0.004, 0.004, rim)));
  });
}

/** Strokes in place of letters: a font would make the picture depend on the machine. */
function signsSvg() {
  const random = randomNumbers(25);
  const sign = (left, top, wide, ground, ink) => {
    const lines = [`<rect x="${left}" y="${top}" width="${wide}" height="250" rx="8" fill="${ground}"/>`];
    for (let row = 0; row < 6; row++)
      for (let x = left + 18; x < left + wide - 30; x += 17) {
        const y = top + 20 + row * 38;
        const end = () => `${(x + random() * 14).toFixed(1)} ${(y + random() * 24).toFixed(1)}`;
        lines.push(
          `<path d="M${end()} L${end()} L${end()}" fill="none" stroke="${ink}" stroke-width="${2 + (row % 3)}"/>`,
        );
      }
    return lines.join('');
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${FULL.width}" height="${FULL.height}">`,
    sign(70, 80, 430, '#1d3fb8', '#ff2a1c'),
    sign(580, 60, 430, '#f4ecd8', '#d8101c'),
    sign(1090, 90, 430, '#c01822', '#2f6bff'),
    '</svg>',
  ].join('');
}
