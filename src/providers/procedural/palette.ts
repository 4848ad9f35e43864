import {
  brightness,
  type Color,
  type ColorFamily,
  darken,
  familyOf,
  fromHsl,
  lighten,
  mix,
  recolor,
  toHsl,
  turn,
} from './color.ts';
import type { Season, Time } from './lexicon/circumstances.ts';
import { stream } from './random.ts';
import type { SceneDescription } from './scene.ts';

/** All colours of one picture, already in its light. */
export interface Palette {
  readonly time: Time;
  readonly sky: readonly [top: Color, middle: Color, bottom: Color];
  readonly sun: Color;
  readonly glow: Color;
  readonly haze: Color;
  readonly shade: Color;
  readonly ink: Color;
  readonly foliage: Color;
  readonly conifer: Color;
  readonly trunk: Color;
  readonly grass: Color;
  readonly earth: Color;
  readonly sand: Color;
  readonly rock: Color;
  readonly snow: Color;
  readonly water: Color;
  readonly wall: Color;
  readonly floor: Color;
  readonly wood: Color;
  readonly buildings: readonly Color[];
  readonly accents: readonly Color[];
  /** A colour seen in this light through so much air: 0 is near, 1 is lost in the haze. */
  lit(color: Color, distance?: number): Color;
  /** A subject's own colour: it must stay recognisable, so light touches it less. */
  own(color: Color): Color;
  /** The colour of things that shine by themselves. */
  shining(color: Color): Color;
}

interface Light {
  readonly sky: readonly [Color, Color, Color];
  readonly sun: Color;
  readonly haze: Color;
  readonly ambient: Color;
  readonly amount: number;
  readonly shade: Color;
}

const LIGHTS: { readonly [Name in Time]: Light } = {
  dawn: {
    sky: ['#7f9bd1', '#eab9c8', '#ffe2c6'],
    sun: '#fff3d6',
    haze: '#f1d3cf',
    ambient: '#e0a9b8',
    amount: 0.15,
    shade: '#4f4478',
  },
  day: {
    sky: ['#7cc6ee', '#b4e0f4', '#eef8f3'],
    sun: '#fff3c2',
    haze: '#dff0f2',
    ambient: '#fff6e4',
    amount: 0.04,
    shade: '#2b4270',
  },
  golden: {
    sky: ['#f4a765', '#fccf95', '#fff1d2'],
    sun: '#fffae0',
    haze: '#fde0b0',
    ambient: '#f39a47',
    amount: 0.17,
    shade: '#6a3549',
  },
  sunset: {
    sky: ['#4a3b80', '#d8647f', '#ffb470'],
    sun: '#ffe3a0',
    haze: '#f0937f',
    ambient: '#a63f72',
    amount: 0.25,
    shade: '#35205c',
  },
  night: {
    sky: ['#131a42', '#253668', '#4d6499'],
    sun: '#f6f2da',
    haze: '#3d5690',
    ambient: '#1d2c66',
    amount: 0.48,
    shade: '#0b0f30',
  },
};

const FOLIAGE: { readonly [Name in Season]: readonly Color[] } = {
  spring: ['#8cc26b', '#79b96b', '#f2a9bd', '#9ccb74'],
  summer: ['#5da05b', '#4f9a68', '#6fa551', '#3f9070'],
  autumn: ['#e08a3a', '#d96b3b', '#e5ab3f', '#c8553d'],
  winter: ['#9fb8b5', '#a9bfc4', '#8fadb0'],
};
const CONIFERS: { readonly [Name in Season]: readonly Color[] } = {
  spring: ['#3f8a67', '#4f936a'],
  summer: ['#2f7a63', '#3a8060', '#347469'],
  autumn: ['#5a7d52', '#48755e'],
  winter: ['#5f8f93', '#6b97a0'],
};
const ACCENTS: readonly (readonly Color[])[] = [
  ['#ff7f66', '#f6c453', '#21908d'],
  ['#e0738b', '#f7b267', '#4a6fa5'],
  ['#f2a03d', '#5aa9a4', '#d95d4e'],
  ['#8f7ad6', '#ffb08a', '#3fa685'],
  ['#3f74c8', '#ffcb69', '#ef6f6c'],
  ['#cd6f4e', '#86a98f', '#f0c987'],
];

/** Mixes the picture's colours from its time of day, season, mood and colour words. */
export function createPalette(scene: SceneDescription): Palette {
  const random = stream(scene.seed, 'palette', scene.layout);
  const time = scene.time ?? usualTime(scene);
  const light = LIGHTS[time];
  const season =
    scene.season ??
    (scene.weather.has('snow') ? 'winter' : random.pick(['summer', 'summer', 'spring'] as const));
  const pastel = scene.styles.has('pastel') ? 0.38 : scene.mood === 'calm' ? 0.08 : 0;
  const tints = scene.tints;
  const finish = (color: Color): Color => {
    const soft = pastel === 0 ? color : mix(color, time === 'night' ? '#8f9ccf' : '#fff6ef', pastel);
    return allowed(soft, scene.avoided);
  };
  const tinted = (color: Color, index: number, share = 0.82): Color => {
    const tint = tints[index % Math.max(1, tints.length)];
    return tint === undefined ? color : recolor(color, tint, share);
  };
  const gloom = scene.weather.has('storm')
    ? 0.55
    : scene.weather.has('rain')
      ? 0.4
      : scene.weather.has('cloudy') || scene.weather.has('fog')
        ? 0.28
        : 0;
  const gray: Color = time === 'night' ? '#2b3557' : time === 'sunset' ? '#6a5a80' : '#8fa3b5';
  const sky = light.sky.map((color, index) => {
    const turned = turn(color, random.between(-8, 8));
    const coloured =
      tints.length === 0
        ? turned
        : mix(
            turned,
            skyTint(turned, tints, index),
            time === 'night' ? 0.3 : time === 'sunset' ? 0.45 : 0.72,
          );
    return finish(mix(coloured, gray, gloom * (index === 2 ? 0.7 : 1)));
  }) as [Color, Color, Color];
  const haze = mix(light.haze, sky[2], 0.6);
  const lit = (color: Color, distance = 0): Color => {
    const shadowed = mix(color, light.ambient, light.amount);
    return mix(finish(mix(shadowed, gray, gloom * 0.3)), haze, distance);
  };
  const own = (color: Color): Color => finish(mix(color, light.ambient, light.amount * 0.42));
  const base = (color: Color, tint: number, share?: number): Color => tinted(color, tint, share);
  const accents =
    tints.length > 0
      ? [...tints, ...tints.map((tint) => lighten(tint, 0.35)), darken(tints[0] ?? '#21908d', 0.2)]
      : random.pick(ACCENTS);
  const houses: readonly Color[] = ['#d9846a', '#e8b26f', '#7d9bb5', '#a98fb0', '#6fa39a', '#ead9bd'];
  const warm = tints.length > 1 ? 1 : 0;
  return {
    time,
    sky,
    sun: finish(light.sun),
    glow: time === 'night' ? '#ffdf8f' : finish(light.sun),
    haze,
    shade: light.shade,
    ink: mix('#23263a', light.shade, 0.35),
    foliage: base(random.pick(FOLIAGE[season]), 0),
    conifer: base(random.pick(CONIFERS[season]), 0),
    trunk: base('#8a5f4a', warm, 0.45),
    grass: base(
      season === 'winter'
        ? '#e9f1f5'
        : season === 'autumn'
          ? '#c2a552'
          : random.pick(['#8dbf68', '#7fb96e', '#9bc36a']),
      0,
    ),
    earth: base('#c99e70', warm, 0.6),
    sand: base(random.pick(['#f0d6a2', '#eecb93', '#f3ddb3']), warm, 0.6),
    rock: base(random.pick(['#8d93a8', '#9a90a4', '#7f93a3']), 0),
    snow: '#f1f6fb',
    water: base(random.pick(['#3fa3bf', '#3b93c4', '#45aeb0']), 0),
    wall: base(random.pick(['#e9dcc6', '#cfe0da', '#ead0c4', '#d5d8ea', '#f0e2b8']), warm, 0.7),
    floor: base(random.pick(['#c99a6b', '#b98a66', '#d6b38a']), warm, 0.55),
    wood: base('#a8714b', warm, 0.35),
    buildings: houses.map((color, index) => base(color, index, 0.75)),
    accents: accents.map(finish),
    lit,
    own,
    shining: (color) => mix(color, light.ambient, light.amount * 0.08),
  };
}

function usualTime({ mood, weather, wanted }: SceneDescription): Time {
  if (wanted.has('moon') || wanted.has('star') || wanted.has('fireflies')) return 'night';
  if (mood === 'dramatic') return 'sunset';
  if (mood === 'mysterious') return 'night';
  if (mood === 'cozy') return 'golden';
  return weather.has('storm') ? 'sunset' : 'day';
}

/** The sky keeps its own lightness, so that a dark colour word makes no black hole above a sunny meadow. */
function skyTint(color: Color, tints: readonly Color[], index: number): Color {
  const tint = tints[index === 0 ? 0 : Math.min(1, tints.length - 1)] ?? color;
  const { hue, saturation } = toHsl(tint);
  const { lightness } = toHsl(color);
  return fromHsl({
    hue,
    saturation: Math.min(saturation, 0.62),
    lightness: brightness(color) > 0.5 ? Math.max(lightness, 0.8) : lightness,
  });
}

/** Turns a colour away from the families the negative prompt refuses. */
function allowed(color: Color, avoided: ReadonlySet<ColorFamily>): Color {
  if (avoided.size === 0) return color;
  let candidate = color;
  for (let step = 1; step <= 11 && avoided.has(familyOf(candidate)); step++) {
    candidate = turn(color, (step % 2 === 1 ? 1 : -1) * 33 * Math.ceil(step / 2));
  }
  return candidate;
}
