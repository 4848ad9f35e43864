/** A colour as eyes measure distances: lightness 0 to 1, and from green to red and from blue to yellow, about ±0.4. */
export type Oklab = readonly [lightness: number, greenRed: number, blueYellow: number];

/** sRGB, 0 to 255 a channel → OKLab. Matrices by Björn Ottosson, https://bottosson.github.io/posts/oklab/. */
export function toOklab(red: number, green: number, blue: number): Oklab {
  const r = LIGHT[red] ?? toLight(red);
  const g = LIGHT[green] ?? toLight(green);
  const b = LIGHT[blue] ?? toLight(blue);
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}

/** OKLab → `#rrggbb`; what no screen can show is brought to the nearest value of each channel. */
export function toHex([lightness, greenRed, blueYellow]: Oklab): string {
  const long = (lightness + 0.3963377774 * greenRed + 0.2158037573 * blueYellow) ** 3;
  const medium = (lightness - 0.1055613458 * greenRed - 0.0638541728 * blueYellow) ** 3;
  const short = (lightness - 0.0894841775 * greenRed - 1.291485548 * blueYellow) ** 3;
  const channels = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  return `#${channels.map((light) => toByte(light).toString(16).padStart(2, '0')).join('')}`;
}

/** How different two colours look, squared. */
export function distance(one: Oklab, other: Oklab): number {
  return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;
}

/** One channel of sRGB, 0 to 255 → light, 0 to 1. IEC 61966-2-1. */
function toLight(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** Of whole numbers, which most are: a power is slow. */
const LIGHT = Float64Array.from({ length: 256 }, (_, value) => toLight(value));

function toByte(light: number): number {
  const part = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(Math.max(0, Math.min(1, part)) * 255);
}
