import { loadSharp } from './sharp.ts';

type Three = readonly [number, number, number];
type Matrix = readonly [Three, Three, Three];

/** Light of the primaries of sRGB, 0 to 1 where a screen can show it, and how opaque it is. */
interface Color {
  readonly light: Three;
  readonly alpha: number;
}

// Matrices of CSS Color 4.
const XYZ_TO_SRGB: Matrix = [
  [3.2409699419, -1.5373831776, -0.4986107603],
  [-0.9692436363, 1.8759675015, 0.0415550574],
  [0.0556300797, -0.203976959, 1.0569715142],
];
const XYZ50_TO_SRGB: Matrix = [
  [3.134135957, -1.6173863322, -0.490661946],
  [-0.9787955029, 1.9162545673, 0.0334427312],
  [0.0719553799, -0.2289768264, 1.4053860583],
];
const OKLAB_TO_SRGB: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];
const OKLAB_TO_CONES: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const SRGB_TO_CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const CONES_TO_OKLAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const P3_TO_SRGB: Matrix = [
  [1.2249402, -0.2249402, 0],
  [-0.0420569, 1.0420569, 0],
  [-0.0196376, -0.0786361, 1.0982736],
];
const A98_TO_SRGB: Matrix = [
  [1.3983557, -0.3983557, 0],
  [0, 1, 0],
  [0, -0.042929, 1.042929],
];

const SPACES: { readonly [name: string]: (numbers: Three) => Three } = {
  srgb: (numbers) => each(numbers, toLight),
  'srgb-linear': (numbers) => numbers,
  'display-p3': (numbers) => times(P3_TO_SRGB, each(numbers, toLight)),
  'a98-rgb': (numbers) =>
    times(
      A98_TO_SRGB,
      each(numbers, (tone) => Math.sign(tone) * Math.abs(tone) ** (563 / 256)),
    ),
  xyz: (numbers) => times(XYZ_TO_SRGB, numbers),
  'xyz-d65': (numbers) => times(XYZ_TO_SRGB, numbers),
  'xyz-d50': (numbers) => times(XYZ50_TO_SRGB, numbers),
};

const MADE: { readonly [name: string]: (words: readonly string[]) => Three | undefined } = {
  oklab: (words) => fromNumbers(words, [1, 0.4, 0.4], oklabToLight),
  oklch: (words) => fromNumbers(words, [1, 0.4, 1], (polar) => oklabToLight(unrolled(polar))),
  lab: (words) => fromNumbers(words, [100, 125, 125], labToLight),
  lch: (words) => fromNumbers(words, [100, 150, 1], (polar) => labToLight(unrolled(polar))),
  color: ([space = '', ...words]) => {
    const convert = SPACES[space.toLowerCase()];
    return convert && fromNumbers(words, [1, 1, 1], convert);
  },
};

/** A color of CSS that drawing libraries do not know → one that they know; undefined where it is none of these. */
export async function plainColor(written: string): Promise<string | undefined> {
  const color = await readColor(written);
  if (color === undefined) return undefined;
  const tones = color.light.map((light) => Math.round(255 * toTone(Math.max(0, Math.min(1, light)))));
  return color.alpha >= 1
    ? `rgb(${tones.join(',')})`
    : `rgba(${tones.join(',')},${Number(color.alpha.toFixed(4))})`;
}

async function readColor(written: string): Promise<Color | undefined> {
  const [, name = '', inside = ''] = /^\s*([a-z-]+)\(([\s\S]*)\)\s*$/i.exec(written) ?? [];
  const lower = name.toLowerCase();
  if (lower === 'color-mix') return mixed(parts(inside));
  if (lower === 'light-dark') return readColor(parts(inside)[0] ?? '');
  const make = MADE[lower];
  if (make === undefined) return knownColor(written);
  const [components = '', opacity = '1', ...more] = inside.split('/');
  const light = make(components.trim().split(/\s+/));
  const alpha = numberOf(opacity.trim(), 1);
  if (light === undefined || alpha === undefined || more.length > 0) return undefined;
  return { light, alpha: Math.max(0, Math.min(1, alpha)) };
}

/** Names, hexadecimal numbers, and the functions that everybody knows. */
async function knownColor(written: string): Promise<Color | undefined> {
  const sharp = await loadSharp();
  try {
    const create = { width: 1, height: 1, channels: 4, background: written.trim() } as const;
    const [red = 0, green = 0, blue = 0, alpha = 255] = await sharp({ create }).raw().toBuffer();
    return { light: each([red / 255, green / 255, blue / 255], toLight), alpha: alpha / 255 };
  } catch {
    return undefined;
  }
}

const MIXES: {
  readonly [space: string]: { to: (light: Three) => Three; from: (numbers: Three) => Three; hue?: true };
} = {
  srgb: { to: (light) => each(light, toTone), from: (tones) => each(tones, toLight) },
  'srgb-linear': { to: (light) => light, from: (light) => light },
  xyz: { to: (light) => light, from: (light) => light },
  'xyz-d65': { to: (light) => light, from: (light) => light },
  'xyz-d50': { to: (light) => light, from: (light) => light },
  oklab: { to: lightToOklab, from: oklabToLight },
  oklch: {
    to: (light) => rolled(lightToOklab(light)),
    from: (polar) => oklabToLight(unrolled(polar)),
    hue: true,
  },
};

async function mixed([how = '', one = '', other = '', ...more]: readonly string[]): Promise<
  Color | undefined
> {
  const space = MIXES[/^in\s+([\w-]+)$/i.exec(how)?.[1]?.toLowerCase() ?? ''];
  const [first, second] = [shareOf(one), shareOf(other)];
  const [a, b] = [await readColor(first.color), await readColor(second.color)];
  if (space === undefined || a === undefined || b === undefined || more.length > 0) return undefined;
  const p = first.share ?? 1 - (second.share ?? 0.5);
  const q = second.share ?? 1 - p;
  if (p + q <= 0) return undefined;
  const [wa, wb] = [(p / (p + q)) * a.alpha, (q / (p + q)) * b.alpha];
  const whole = wa + wb;
  if (whole === 0) return { light: [0, 0, 0], alpha: 0 };
  const [from, to] = [space.to(a.light), space.to(b.light)];
  const blend = (at: 0 | 1 | 2) => (from[at] * wa + to[at] * wb) / whole;
  const last = space.hue ? blendedHue(from, to, q / (p + q)) : blend(2);
  return { light: space.from([blend(0), blend(1), last]), alpha: whole * Math.min(1, p + q) };
}

/** The shorter way round; a gray has no hue of its own. */
function blendedHue(from: Three, to: Three, part: number): number {
  if (from[1] < 1e-4) return to[2];
  if (to[1] < 1e-4) return from[2];
  const way = ((to[2] - from[2] + 540) % 360) - 180;
  return from[2] + part * way;
}

function shareOf(written: string): { readonly color: string; readonly share: number | undefined } {
  const [, before, color = '', after] =
    /^\s*(?:([\d.]+)%\s+)?([\s\S]*?)(?:\s+([\d.]+)%)?\s*$/.exec(written) ?? [];
  const share = before ?? after;
  return { color, share: share === undefined ? undefined : Number(share) / 100 };
}

/** Arguments between commas that lie in no inner parentheses. */
function parts(inside: string): string[] {
  const found = [''];
  let depth = 0;
  for (const character of inside) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) found.push('');
    else found[found.length - 1] += character;
  }
  return found.map((part) => part.trim());
}

function fromNumbers(
  words: readonly string[],
  wholes: Three,
  convert: (numbers: Three) => Three,
): Three | undefined {
  if (words.length !== 3) return undefined;
  const [x, y, z] = words.map((word, at) => numberOf(word, wholes[at] ?? 1));
  return x === undefined || y === undefined || z === undefined ? undefined : convert([x, y, z]);
}

const ANGLES: { readonly [unit: string]: number } = {
  deg: 1,
  rad: 180 / Math.PI,
  grad: 0.9,
  turn: 360,
  '': 1,
};

function numberOf(word: string, whole: number): number | undefined {
  if (word.toLowerCase() === 'none') return 0;
  const [, digits = '', unit = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%|deg|rad|grad|turn)?$/i.exec(word) ?? [];
  if (digits === '') return undefined;
  return unit === '%' ? (Number(digits) / 100) * whole : Number(digits) * (ANGLES[unit.toLowerCase()] ?? 1);
}

function oklabToLight(lab: Three): Three {
  return times(
    OKLAB_TO_SRGB,
    each(times(OKLAB_TO_CONES, lab), (cone) => cone ** 3),
  );
}

function lightToOklab(light: Three): Three {
  return times(CONES_TO_OKLAB, each(times(SRGB_TO_CONES, light), Math.cbrt));
}

function labToLight([lightness, a, b]: Three): Three {
  const y = (lightness + 16) / 116;
  const curve = (f: number) => (f ** 3 > 216 / 24389 ? f ** 3 : (116 * f - 16) / (24389 / 27));
  return times(XYZ50_TO_SRGB, [
    curve(y + a / 500) * 0.9642956764,
    lightness > 8 ? y ** 3 : lightness / (24389 / 27),
    curve(y - b / 200) * 0.8251046025,
  ]);
}

function unrolled([lightness, chroma, hue]: Three): Three {
  const angle = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

function rolled([lightness, a, b]: Three): Three {
  return [lightness, Math.hypot(a, b), ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360];
}

function times([first, second, third]: Matrix, numbers: Three): Three {
  const sum = (row: Three) => row[0] * numbers[0] + row[1] * numbers[1] + row[2] * numbers[2];
  return [sum(first), sum(second), sum(third)];
}

function each([x, y, z]: Three, change: (number: number) => number): Three {
  return [change(x), change(y), change(z)];
}

function toLight(tone: number): number {
  const size = Math.abs(tone);
  return Math.sign(tone) * (size <= 0.04045 ? size / 12.92 : ((size + 0.055) / 1.055) ** 2.4);
}

function toTone(light: number): number {
  const size = Math.abs(light);
  return Math.sign(light) * (size <= 0.0031308 ? size * 12.92 : 1.055 * size ** (1 / 2.4) - 0.055);
}
