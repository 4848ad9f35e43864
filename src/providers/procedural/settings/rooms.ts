import { darken, lighten, mix } from '../color.ts';
import { picture, shelf, windowPane } from '../scenery/furnishings.ts';
import { hills, places } from '../scenery/land.ts';
import { circle, d, ellipse, path, rect, type Svg, stroke } from '../svg.ts';
import type { Setting, Stage } from './setting.ts';

interface RoomPlan {
  readonly shelves: number;
  readonly windows: number;
  readonly plants: number;
  readonly kitchen?: boolean;
  readonly glass?: boolean;
}

function room(stage: Stage, plan: RoomPlan): { back: Svg; front?: Svg } {
  const { palette, ground: y, height, width, scale, pen } = stage;
  const random = stage.random('room');
  const skirting = y - height * 0.1;
  const wall = palette.lit(palette.wall);
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: mix(wall, palette.shade, 0.1) },
      { at: 1, color: lighten(wall, 0.18) },
    ],
    'down',
  );
  const floor = palette.lit(palette.floor);
  const busy = stage.focus;
  const left = busy === undefined || busy.x > width / 2;
  const openX = (wide: number, order: number) => {
    const free = left ? width * 0.07 + order * width * 0.3 : width * 0.93 - wide - order * width * 0.3;
    return Math.max(14, Math.min(width - wide - 14, free));
  };
  const windowWide = Math.min(width * 0.3, 330 * scale);
  const windowTall = Math.min(skirting * 0.52, windowWide * 1.25);
  const windows =
    stage.has('window') && plan.windows > 0
      ? windowPane(stage, openX(windowWide, 0), skirting * 0.14, windowWide, windowTall) +
        (plan.windows > 1 || width > 1500
          ? windowPane(stage, openX(windowWide, 1.25), skirting * 0.14, windowWide, windowTall)
          : '')
      : '';
  const shelfWide = Math.min(width * 0.34, 400 * scale);
  const shelfX = left ? width * 0.94 - shelfWide : width * 0.06;
  const shelves = Array.from(
    { length: Math.round(plan.shelves * (0.5 + 0.5 * stage.richness)) },
    (_, index) =>
      shelf(
        stage,
        plan.shelves > 3 ? width * 0.03 : shelfX,
        skirting * (0.27 + index * (plan.shelves > 3 ? 0.21 : 0.27)),
        plan.shelves > 3 ? width * 0.94 : shelfWide,
        `shelf ${index}`,
      ),
  ).join('');
  const pot = (x: number, tall: number): Svg => {
    const base = y - height * 0.02;
    return (
      [-46, -22, 0, 24, 48]
        .map(
          (angle, index) =>
            `<g transform="${d`translate(${x} ${base - tall * 0.3}) rotate(${angle})`}">${path(d`M0 0C${-tall * 0.15} ${-tall * 0.24} ${-tall * 0.11} ${-tall * 0.54} 0 ${-tall * 0.7}C${tall * 0.11} ${-tall * 0.54} ${tall * 0.15} ${-tall * 0.24} 0 0Z`, mix(palette.lit(palette.foliage), palette.shade, index % 2 === 0 ? 0.14 : 0.02))}</g>`,
        )
        .join('') +
      path(
        d`M${x - tall * 0.15} ${base - tall * 0.32}h${tall * 0.3}l${-tall * 0.04} ${tall * 0.32}h${-tall * 0.22}Z`,
        palette.lit(palette.accents[0] ?? '#cd6f4e', 0.05),
      )
    );
  };
  const plants = stage.has('plant')
    ? places(stage, stage.random('plants'), plan.plants)
        .map((x) => pot(x, random.between(170, 300) * scale))
        .join('')
    : '';
  const counter = plan.kitchen
    ? rect(
        0,
        skirting - height * 0.16,
        width,
        height * 0.17,
        palette.lit(palette.accents[1] ?? '#5aa9a4', 0.25),
      ) +
      Array.from(
        { length: Math.ceil(width / (190 * scale)) },
        (_, index) =>
          rect(
            index * 190 * scale + 10,
            skirting - height * 0.135,
            170 * scale,
            height * 0.125,
            palette.lit(palette.accents[1] ?? '#5aa9a4', 0.38),
            { rx: 8 },
          ) + circle(index * 190 * scale + 160 * scale, skirting - height * 0.08, 7 * scale, '#fff3d8'),
      ).join('') +
      rect(0, skirting - height * 0.185, width, height * 0.03, palette.lit('#f7efe2'), { rx: 4 })
    : '';
  const glass = plan.glass
    ? defs +
      rect(0, 0, width, skirting, mix(palette.sky[1], palette.sky[2], 0.4)) +
      hills(stage, stage.random('outside'), skirting * 0.62, 40, palette.lit(palette.foliage, 0.62), 3) +
      hills(stage, stage.random('outside 2'), skirting * 0.8, 30, palette.lit(palette.foliage, 0.42), 3) +
      stroke(
        Array.from(
          { length: Math.ceil(width / (200 * scale)) + 1 },
          (_, bar) => d`M${bar * 200 * scale} 0V${skirting}`,
        ).join('') + d`M0 ${skirting * 0.3}H${width}M0 ${skirting * 0.64}H${width}`,
        palette.lit('#fdfaf2'),
        9 * scale,
      )
    : '';
  const rug =
    ellipse(
      stage.focus?.x ?? width / 2,
      y + (height - y) * 0.28,
      Math.min(width * 0.4, 360 * scale),
      (height - y) * 0.34,
      palette.lit(palette.accents[2] ?? '#21908d', 0.24),
    ) +
    ellipse(
      stage.focus?.x ?? width / 2,
      y + (height - y) * 0.28,
      Math.min(width * 0.34, 310 * scale),
      (height - y) * 0.26,
      'none',
      { stroke: palette.lit('#fff6e6', 0.1), 'stroke-width': 5 * scale, 'stroke-dasharray': '16 12' },
    );
  const pool = pen.gradient(
    [
      { at: 0, color: palette.glow, opacity: 0.42 },
      { at: 1, color: palette.glow, opacity: 0 },
    ],
    'out',
  );
  return {
    back:
      (glass || defs + rect(0, 0, width, height, fill)) +
      (plan.glass
        ? ''
        : pool.defs +
          circle(stage.focus?.x ?? width / 2, skirting * 0.6, Math.max(width, height) * 0.42, pool.fill)) +
      windows +
      shelves +
      (plan.shelves === 1 && stage.richness > 0.6
        ? picture(stage, shelfX + shelfWide * 0.3, skirting * 0.42, shelfWide * 0.4)
        : '') +
      counter +
      rect(0, skirting, width, height - skirting, floor) +
      rect(0, skirting - 14 * scale, width, 16 * scale, lighten(wall, 0.5)) +
      stroke(
        [0.3, 0.62].map((share) => d`M0 ${skirting + (height - skirting) * share}H${width}`).join(''),
        darken(floor, 0.12),
        2.4 * scale,
        { opacity: 0.7 },
      ) +
      plants +
      (stage.richness > 0.5 ? rug : ''),
  };
}

const indoor = (name: string, words: readonly string[], plan: RoomPlan): Setting => ({
  name,
  words,
  indoors: true,
  draw: (stage) => room(stage, plan),
});

export const livingRoom = indoor(
  'room',
  [
    'room',
    'living room',
    'bedroom',
    'indoors',
    'interior',
    'apartment',
    'fireplace',
    'window seat',
    'attic',
    'inside',
  ],
  { shelves: 1, windows: 1, plants: 2 },
);

export const office = indoor(
  'office',
  ['office', 'desk setup', 'classroom', 'school', 'coworking', 'workshop', 'laboratory', 'meeting'],
  { shelves: 2, windows: 1, plants: 2 },
);

export const kitchen = indoor(
  'kitchen',
  ['kitchen', 'cafe', 'café', 'bakery', 'restaurant', 'coffee shop', 'bar'],
  { shelves: 1, windows: 1, plants: 0, kitchen: true },
);

export const library = indoor(
  'library',
  ['library', 'bookshop', 'bookstore', 'bookshelf', 'bookcase', 'archive room', 'museum', 'gallery'],
  { shelves: 4, windows: 0, plants: 1 },
);

export const greenhouse = indoor(
  'greenhouse',
  ['greenhouse', 'conservatory', 'glasshouse', 'botanical', 'nursery'],
  { shelves: 0, windows: 0, plants: 11, glass: true },
);
