/** `#rrggbb`. */
export type Color = `#${string}`;

/** Hue 0..360, saturation and lightness 0..1. */
export interface Hsl {
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

/** `share` 0 is the first colour, 1 the second. Only the four basic operations, so it is exact everywhere. */
export function mix(first: Color, second: Color, share: number): Color {
  const [a, b] = [channels(first), channels(second)];
  return hex(a.map((value, index) => value + ((b[index] ?? 0) - value) * share));
}

export const lighten = (color: Color, share: number): Color => mix(color, '#ffffff', share);
export const darken = (color: Color, share: number): Color => mix(color, '#101426', share);

export function toHsl(color: Color): Hsl {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => value / 255);
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const [lightness, spread] = [(high + low) / 2, high - low];
  if (spread === 0) return { hue: 0, saturation: 0, lightness };
  const sector =
    high === red
      ? (green - blue) / spread
      : high === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return {
    hue: (sector * 60 + 360) % 360,
    saturation: spread / (1 - Math.abs(2 * lightness - 1)),
    lightness,
  };
}

export function fromHsl({ hue, saturation, lightness }: Hsl): Color {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return hex(
    [0, 8, 4].map((offset) => {
      const step = (offset + hue / 30) % 12;
      return 255 * (lightness - reach * Math.max(-1, Math.min(step - 3, 9 - step, 1)));
    }),
  );
}

/** The hue and saturation of `tint` at (nearly) the lightness of `base`, mixed in by `share`. */
export function recolor(base: Color, tint: Color, share: number): Color {
  const [from, to] = [toHsl(base), toHsl(tint)];
  const lightness = from.lightness * 0.65 + to.lightness * 0.35;
  const saturation = Math.min(to.saturation, 0.35 + from.saturation * 0.7);
  return mix(base, fromHsl({ hue: to.hue, saturation, lightness }), share);
}

export function turn(color: Color, degrees: number): Color {
  const { hue, ...rest } = toHsl(color);
  return fromHsl({ ...rest, hue: (hue + degrees + 720) % 360 });
}

/** How bright a colour looks, 0..1. */
export function brightness(color: Color): number {
  const [red = 0, green = 0, blue = 0] = channels(color);
  return (0.3 * red + 0.59 * green + 0.11 * blue) / 255;
}

export const COLOR_FAMILIES = [
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
  'brown',
  'gray',
  'black',
  'white',
] as const;
export type ColorFamily = (typeof COLOR_FAMILIES)[number];

/** The everyday name of a colour's neighbourhood. */
export function familyOf(color: Color): ColorFamily {
  const { hue, saturation, lightness } = toHsl(color);
  if (lightness < 0.13) return 'black';
  if (lightness > 0.94) return 'white';
  if (saturation < 0.14) return 'gray';
  if (hue >= 12 && hue < 45 && lightness < 0.42) return 'brown';
  if (hue < 14 || hue >= 346) return lightness > 0.76 ? 'pink' : 'red';
  if (hue < 40) return 'orange';
  if (hue < 68) return 'yellow';
  if (hue < 155) return 'green';
  if (hue < 192) return 'teal';
  if (hue < 250) return 'blue';
  return hue < 295 ? 'purple' : 'pink';
}

function channels(color: Color): number[] {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function hex(values: readonly number[]): Color {
  const digits = values.map((value) =>
    Math.max(0, Math.min(255, Math.round(value)))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}
