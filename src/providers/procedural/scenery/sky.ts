import { type Color, lighten, mix } from '../color.ts';
import type { Weather } from '../lexicon/circumstances.ts';
import type { SceneDescription } from '../scene.ts';
import type { Stage } from '../settings/setting.ts';
import { circle, d, element, group, path, rect, type Svg, stroke } from '../svg.ts';

/** Sky from edge to edge with what hangs in it: sun or moon, stars, clouds, birds, a rainbow. */
export function drawSky(stage: Stage, horizon: number): Svg {
  const { width, height, palette, pen } = stage;
  const [top, middle, bottom] = palette.sky;
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: top },
      { at: 0.55 * Math.min(1, horizon / height + 0.2), color: middle },
      { at: Math.min(1, horizon / height + 0.06), color: bottom },
    ],
    'down',
  );
  return group(
    {},
    defs,
    rect(0, 0, width, height, fill),
    stars(stage, horizon),
    luminary(stage, horizon),
    rainbow(stage, horizon),
    clouds(stage, horizon),
    birds(stage, horizon),
  );
}

function stars(stage: Stage, horizon: number): Svg {
  const { palette, width, scene } = stage;
  const night = palette.time === 'night';
  const overcast = hasSome(scene, 'rain', 'storm', 'cloudy', 'fog');
  if (!stage.has('star') || (!scene.wanted.has('star') && (!night || overcast))) return '';
  const random = stage.random('stars');
  const count = Math.round(64 * stage.scale * (0.4 + 0.6 * stage.richness));
  return Array.from({ length: count }, (_, index) => {
    const [x, y, size] = [
      random.between(0, width),
      random.between(0, horizon * 0.86),
      random.between(1.2, 3.4),
    ];
    return index % 14 === 3
      ? sparkle(x, y, size * 3.6, '#fff6d8', 0.9)
      : circle(x, y, size, '#fff9e6', { opacity: random.between(0.4, 0.95) });
  }).join('');
}

/** A four-pointed star. */
export function sparkle(x: number, y: number, size: number, color: Color, opacity = 1): Svg {
  const waist = size * 0.16;
  return path(
    d`M${x} ${y - size}Q${x + waist} ${y - waist} ${x + size} ${y}Q${x + waist} ${y + waist} ${x} ${y + size}Q${x - waist} ${y + waist} ${x - size} ${y}Q${x - waist} ${y - waist} ${x} ${y - size}Z`,
    color,
    { opacity },
  );
}

/** Where light comes from, so that everything else can agree with it. */
export function luminaryAt(stage: Stage, horizon: number): { x: number; y: number; radius: number } {
  const { palette, width, pen } = stage;
  const random = stage.random('luminary');
  const x = width * (0.5 + pen.light * random.between(0.2, 0.32));
  const height = { dawn: 0.74, day: 0.3, golden: 0.58, sunset: 0.84, night: 0.32 }[palette.time];
  const big = palette.time === 'sunset' || palette.time === 'dawn' ? 1.35 : 1;
  return { x, y: horizon * (height + random.between(-0.05, 0.05)), radius: 62 * stage.scale * big };
}

function luminary(stage: Stage, horizon: number): Svg {
  const { palette, pen, scene } = stage;
  const night = palette.time === 'night';
  if (!stage.has(night ? 'moon' : 'sun')) return '';
  if (!night && hasSome(scene, 'rain', 'storm', 'cloudy')) return '';
  const { x, y, radius } = luminaryAt(stage, horizon);
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: palette.glow, opacity: night ? 0.4 : 0.75 },
      { at: 0.4, color: palette.glow, opacity: night ? 0.14 : 0.28 },
      { at: 1, color: palette.glow, opacity: 0 },
    ],
    'out',
  );
  const halo = defs + circle(x, y, radius * 4.4, fill);
  if (!night)
    return (
      halo + circle(x, y, radius * 1.5, palette.sun, { opacity: 0.35 }) + circle(x, y, radius, palette.sun)
    );
  const crater = mix(palette.sun, palette.sky[1], 0.16);
  return (
    halo +
    circle(x, y, radius, palette.sun) +
    [
      [-0.3, -0.25, 0.22],
      [0.32, 0.1, 0.16],
      [-0.08, 0.42, 0.2],
      [0.2, -0.45, 0.1],
    ]
      .map(([dx = 0, dy = 0, r = 0]) => circle(x + dx * radius, y + dy * radius, r * radius, crater))
      .join('')
  );
}

/** Flat-bottomed cloud, `wide` units across. */
export function cloud(x: number, y: number, wide: number, color: Color, opacity: number): Svg {
  const u = wide / 100;
  return path(
    d`M${x - 44 * u} ${y}a${13 * u} ${13 * u} 0 0 1 ${4 * u} ${-25 * u}a${19 * u} ${19 * u} 0 0 1 ${31 * u} ${-12 * u}a${24 * u} ${24 * u} 0 0 1 ${38 * u} ${11 * u}a${14 * u} ${14 * u} 0 0 1 ${15 * u} ${26 * u}Z`,
    color,
    { opacity },
  );
}

function clouds(stage: Stage, horizon: number): Svg {
  const { width, palette, scene } = stage;
  if (!stage.has('cloud') || scene.weather.has('clear')) return '';
  const random = stage.random('clouds');
  const heavy = hasSome(scene, 'rain', 'storm', 'cloudy', 'snow');
  const count = Math.round((heavy ? 9 : 4) * (0.5 + 0.5 * stage.richness) * Math.max(1, width / 1400));
  const base =
    palette.time === 'night'
      ? mix(palette.sky[2], palette.sky[1], 0.35)
      : heavy
        ? mix(palette.sky[0], '#ffffff', 0.35)
        : mix(palette.sky[2], '#ffffff', palette.time === 'sunset' ? 0.12 : 0.72);
  return Array.from({ length: count }, (_, index) => {
    const far = index / count;
    const wide = random.between(150, 300) * stage.scale * (1 - far * 0.35);
    const [x, y] = [
      width * ((index + random.between(0.15, 0.85)) / count),
      horizon * random.between(0.1, 0.62),
    ];
    const under = heavy ? mix(base, palette.shade, 0.15 * far) : base;
    return (
      cloud(x, y, wide, under, random.between(0.65, 0.95)) +
      cloud(x + wide * 0.14, y, wide * 0.6, lighten(under, 0.25), 0.5)
    );
  }).join('');
}

function birds(stage: Stage, horizon: number): Svg {
  const { width, palette, pen } = stage;
  const random = stage.random('birds');
  const asked = stage.scene.wanted.has('birds');
  if (
    !stage.has('birds') ||
    !stage.has('bird') ||
    (!asked && (palette.time === 'night' || stage.richness < 0.7 || !random.chance(0.5)))
  )
    return '';
  const [x, y] = [width * (0.5 - pen.light * random.between(0.12, 0.3)), horizon * random.between(0.2, 0.4)];
  return Array.from({ length: random.integer(3, 5) }, (_, index) => {
    const [bx, by, size] = [
      x + index * random.between(30, 52) * stage.scale,
      y + random.between(-34, 34) * stage.scale,
      random.between(9, 16) * stage.scale,
    ];
    return stroke(
      d`M${bx - size} ${by - size * 0.4}Q${bx - size * 0.4} ${by - size * 0.7} ${bx} ${by}Q${bx + size * 0.4} ${by - size * 0.7} ${bx + size} ${by - size * 0.4}`,
      mix(palette.shade, palette.sky[1], 0.35),
      3 * stage.scale,
    );
  }).join('');
}

function rainbow(stage: Stage, horizon: number): Svg {
  if (!stage.scene.wanted.has('rainbow')) return '';
  const { width, scale, pen } = stage;
  const [x, radius] = [width * (0.5 - pen.light * 0.1), Math.min(width * 0.5, horizon * 0.85)];
  return ['#e8675f', '#f2a35c', '#f6d266', '#74bf82', '#5aa4d6', '#8b78c8']
    .map((color, band) =>
      element('circle', {
        cx: x,
        cy: horizon,
        r: radius - band * 13 * scale,
        fill: 'none',
        stroke: color,
        'stroke-width': 13 * scale,
        opacity: 0.5,
      }),
    )
    .join('');
}

function hasSome({ weather }: SceneDescription, ...wanted: readonly Weather[]): boolean {
  return wanted.some((name) => weather.has(name));
}
