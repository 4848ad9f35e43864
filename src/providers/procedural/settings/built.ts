import { type Color, darken, lighten, mix } from '../color.ts';
import { ground, hills, places } from '../scenery/land.ts';
import { bush, rock, roundTree } from '../scenery/plants.ts';
import { cloud, drawSky, sparkle } from '../scenery/sky.ts';
import { circle, d, ellipse, group, path, rect, type Svg, stroke } from '../svg.ts';
import type { Setting, Stage } from './setting.ts';

function towers(
  stage: Stage,
  label: string,
  base: number,
  tall: number,
  distance: number,
  count: number,
): Svg {
  const { palette, width, height, scale } = stage;
  const random = stage.random(label);
  const total = Math.max(4, Math.round((count * width) / 1000));
  const lights = palette.time === 'night' || palette.time === 'sunset';
  const step = width / total;
  return Array.from({ length: total + 1 }, (_, index) => {
    const wide = step * random.between(0.78, 1.16);
    const high = tall * random.between(0.42, 1);
    const x = index * step - wide / 2;
    const top = base - high;
    const color = palette.lit(random.pick(palette.buildings), distance);
    const roof = random.integer(0, 4);
    const pane: Color = lights ? palette.shining('#ffd98a') : mix(color, '#ffffff', 0.42);
    const [w, h] = [15 * scale, 21 * scale];
    const columns = Math.max(2, Math.floor((wide - 16 * scale) / (w * 1.9)));
    const gap = wide / columns;
    const panes: string[] = [];
    if (distance < 0.6 && stage.has('window'))
      for (let row = 0; row < Math.min(11, Math.floor(high / (h * 2)) - 1); row++)
        for (let column = 0; column < columns; column++)
          if (random.chance(lights ? 0.55 : 0.82))
            panes.push(
              d`M${x + gap * (column + 0.5) - w / 2} ${top + h * (1.1 + row * 1.9)}h${w}v${h}h${-w}Z`,
            );
    return (
      rect(x, top, wide, height - top, color) +
      rect(
        stage.pen.light === 1 ? x : x + wide * 0.72,
        top,
        wide * 0.28,
        height - top,
        mix(color, palette.shade, 0.14),
      ) +
      (roof === 0
        ? path(
            d`M${x} ${top + 1}L${x + wide / 2} ${top - wide * 0.34}L${x + wide} ${top + 1}Z`,
            mix(color, palette.shade, 0.2),
          )
        : '') +
      (roof === 1
        ? rect(x + wide * 0.2, top - 22 * scale, wide * 0.6, 24 * scale, color) +
          stroke(d`M${x + wide / 2} ${top - 20 * scale}v${-44 * scale}`, color, 4 * scale)
        : '') +
      (roof === 2
        ? path(d`M${x} ${top + 1}A${wide / 2} ${wide * 0.32} 0 0 1 ${x + wide} ${top + 1}Z`, color)
        : '') +
      path(panes.join(''), pane, { opacity: lights ? 0.9 : 0.6 })
    );
  }).join('');
}

export const city: Setting = {
  name: 'city',
  words: [
    'city',
    'street',
    'town',
    'skyline',
    'urban',
    'downtown',
    'village',
    'road',
    'sidewalk',
    'plaza',
    'metropolis',
  ],
  draw(stage) {
    const { palette, ground: y, height, width, scale } = stage;
    const horizon = y - height * 0.06;
    const pavement = palette.lit(mix('#c9c6cc', palette.floor, 0.25));
    const lamps =
      stage.richness > 0.6
        ? places(stage, stage.random('lamps'), 2)
            .map(
              (x) =>
                stroke(
                  d`M${x} ${y}v${-height * 0.3}q0 ${-22 * scale} ${26 * scale} ${-22 * scale}`,
                  palette.lit('#4a5068'),
                  7 * scale,
                ) +
                circle(
                  x + 30 * scale,
                  y - height * 0.3 - 14 * scale,
                  11 * scale,
                  palette.shining('#ffe6a8'),
                ) +
                circle(x + 30 * scale, y - height * 0.3 - 14 * scale, 44 * scale, '#ffe6a8', {
                  opacity: palette.time === 'night' ? 0.22 : 0.08,
                }),
            )
            .join('')
        : '';
    const random = stage.random('street trees');
    return {
      back:
        drawSky(stage, horizon) +
        towers(stage, 'far', horizon, height * 0.56, 0.66, 12) +
        towers(stage, 'middle', horizon + 10, height * 0.44, 0.36, 8) +
        towers(stage, 'near', y, height * 0.3, 0.08, 5) +
        (stage.has('tree')
          ? places(stage, random, 3)
              .map((x) =>
                roundTree(
                  stage,
                  random,
                  x,
                  y + 4,
                  height * random.between(0.2, 0.26),
                  palette.lit(palette.foliage),
                  palette.lit(palette.trunk),
                ),
              )
              .join('')
          : '') +
        lamps +
        rect(0, y - 12 * scale, width, height - y + 20, pavement) +
        rect(0, y - 12 * scale, width, 7 * scale, lighten(pavement, 0.3)) +
        rect(0, y + (height - y) * 0.46, width, height, mix(pavement, palette.shade, 0.42)) +
        stroke(d`M0 ${y + (height - y) * 0.76}H${width}`, lighten(pavement, 0.4), 8 * scale, {
          'stroke-dasharray': d`${60 * scale} ${54 * scale}`,
        }),
    };
  },
};

export const space: Setting = {
  name: 'space',
  words: [
    'space',
    'on the moon',
    'to the moon',
    'moonscape',
    'planet',
    'galaxy',
    'cosmos',
    'outer space',
    'mars',
    'universe',
    'orbit',
    'nebula',
    'asteroid',
    'lunar',
  ],
  draw(stage) {
    const { palette, ground: y, height, width, scale, pen } = stage;
    const random = stage.random('space');
    const tint = palette.accents[0] ?? '#8f7ad6';
    const calm = stage.scene.styles.has('pastel');
    const top: Color = calm ? '#6f78b8' : mix('#12163a', tint, 0.1);
    const bottom: Color = calm ? '#c9b4e0' : mix('#4a3f86', tint, 0.24);
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: top },
        { at: 1, color: bottom },
      ],
      'down',
    );
    const stars = stage.has('star')
      ? Array.from({ length: Math.round(84 * scale) }, (_, index) => {
          const [x, at] = [random.between(0, width), random.between(0, y)];
          return index % 12 === 5
            ? sparkle(x, at, random.between(8, 16), '#fff3cf')
            : circle(x, at, random.between(1.2, 3.2), '#ffffff', { opacity: random.between(0.35, 0.95) });
        }).join('')
      : '';
    const planet = (x: number, at: number, radius: number, color: Color, ring: boolean): Svg => {
      const data = d`M${x - radius} ${at}a${radius} ${radius} 0 1 1 ${2 * radius} 0a${radius} ${radius} 0 1 1 ${-2 * radius} 0Z`;
      const tilt = d`rotate(-18 ${x} ${at})`;
      const band = mix(color, '#ffffff', 0.22);
      return group(
        {},
        circle(x, at, radius * 1.28, color, { opacity: 0.14 }),
        pen.form(data, color, radius * 0.24),
        pen.within(
          data,
          group(
            { transform: tilt },
            rect(x - radius, at - radius * 0.4, radius * 2, radius * 0.18, band, { opacity: 0.6 }),
            rect(x - radius, at + radius * 0.12, radius * 2, radius * 0.3, band, { opacity: 0.4 }),
          ),
        ),
        ring
          ? group(
              { transform: tilt },
              path(
                d`M${x - radius * 0.98} ${at - radius * 0.12}C${x - radius * 2.6} ${at + radius * 0.44} ${x + radius * 2.6} ${at + radius * 0.44} ${x + radius * 0.98} ${at - radius * 0.12}`,
                'none',
                { stroke: lighten(color, 0.5), 'stroke-width': radius * 0.13, 'stroke-linecap': 'round' },
              ),
            )
          : '',
      );
    };
    const side = stage.focus !== undefined && stage.focus.x > width / 2 ? 0.24 : 0.76;
    const surface = mix(mix('#b9b4cc', palette.sand, 0.2), tint, stage.scene.tints.length > 0 ? 0.35 : 0.08);
    const crater = (x: number, at: number, r: number): Svg =>
      ellipse(x, at, r, r * 0.28, mix(surface, '#2c2350', 0.32)) +
      ellipse(x - pen.light * r * 0.06, at + r * 0.06, r * 0.86, r * 0.2, mix(surface, '#2c2350', 0.18));
    return {
      back:
        defs +
        rect(0, 0, width, height, fill) +
        ellipse(width * (1 - side), height * 0.3, width * 0.5, height * 0.2, tint, {
          opacity: 0.1,
          transform: d`rotate(-16 ${width / 2} ${height / 3})`,
        }) +
        stars +
        planet(
          width * (side + random.between(-0.04, 0.04)),
          y * random.between(0.26, 0.36),
          random.between(88, 118) * scale,
          mix(palette.accents[0] ?? '#ff7f66', '#4a3f86', 0.1),
          true,
        ) +
        planet(
          width * (1 - side) + random.between(-30, 60),
          y * random.between(0.14, 0.24),
          random.between(30, 44) * scale,
          palette.accents[1] ?? '#f6c453',
          false,
        ) +
        hills(stage, stage.random('ridge'), y - height * 0.08, 44 * scale, mix(surface, bottom, 0.55), 4) +
        places(stage, stage.random('boulders'), 4)
          .map((x) => rock(stage, x, y, random.between(60, 130) * scale, mix(surface, bottom, 0.3)))
          .join('') +
        ground(stage, y - 12, surface, 14) +
        places(stage, stage.random('craters'), 6, true)
          .map((x) => crater(x, random.between(y + 40, height - 16), random.between(28, 64) * scale))
          .join(''),
    };
  },
};

export const sky: Setting = {
  name: 'sky',
  words: ['sky', 'heaven', 'air', 'above the clouds', 'in the clouds'],
  draw(stage) {
    const { palette, height, width, scale } = stage;
    const random = stage.random('sky');
    const white = mix(palette.sky[2], '#ffffff', palette.time === 'night' ? 0.16 : 0.55);
    const bank = (y: number, color: Color) =>
      Array.from({ length: Math.ceil(width / (170 * scale)) + 1 }, (_, index) =>
        circle(
          index * 170 * scale + random.between(-30, 30),
          y + random.between(-16, 26) * scale,
          random.between(110, 150) * scale,
          color,
        ),
      ).join('') + rect(0, y + 40, width, height, color);
    return {
      back:
        drawSky(stage, height * 0.9) +
        hills(stage, stage.random('far'), height * 0.84, 40 * scale, palette.lit(palette.conifer, 0.7), 4) +
        [0.2, 0.5, 0.82]
          .map((share) =>
            cloud(
              width * share,
              height * random.between(0.3, 0.66),
              random.between(240, 380) * scale,
              white,
              0.75,
            ),
          )
          .join(''),
      front: bank(height * 0.98, mix(white, palette.sky[1], 0.4)) + bank(height * 1.06, white),
      grounded: false,
    };
  },
};

function windowPane(stage: Stage, x: number, y: number, wide: number, tall: number): Svg {
  const { palette, pen, scale } = stage;
  const frame = palette.lit('#fffaf0');
  const data = d`M${x} ${y}h${wide}v${tall}h${-wide}Z`;
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: palette.sky[0] },
      { at: 1, color: palette.sky[2] },
    ],
    'down',
  );
  const night = palette.time === 'night';
  const view =
    rect(x, y, wide, tall, fill) +
    circle(x + wide * 0.7, y + tall * 0.26, wide * 0.1, palette.sun) +
    (night
      ? [0.2, 0.42, 0.56, 0.85]
          .map((share, index) =>
            circle(x + wide * share, y + tall * (0.12 + index * 0.09), 2.6 * scale, '#fff9e6'),
          )
          .join('')
      : cloud(x + wide * 0.35, y + tall * 0.4, wide * 0.4, '#ffffff', 0.8)) +
    path(
      d`M${x} ${y + tall * 0.74}Q${x + wide * 0.3} ${y + tall * 0.56} ${x + wide * 0.6} ${y + tall * 0.72}T${x + wide} ${y + tall * 0.64}V${y + tall}H${x}Z`,
      palette.lit(palette.foliage, 0.35),
    ) +
    path(
      d`M${x} ${y + tall * 0.86}Q${x + wide * 0.5} ${y + tall * 0.7} ${x + wide} ${y + tall * 0.86}V${y + tall}H${x}Z`,
      palette.lit(palette.foliage, 0.15),
    );
  return (
    defs +
    rect(x - 12 * scale, y - 12 * scale, wide + 24 * scale, tall + 24 * scale, frame, { rx: 8 * scale }) +
    pen.within(
      data,
      view,
      path(d`M${x} ${y}h${wide * 0.4}l${-wide * 0.4} ${tall * 0.6}Z`, '#ffffff', { opacity: 0.14 }),
    ) +
    stroke(d`M${x + wide / 2} ${y}v${tall}M${x} ${y + tall * 0.46}h${wide}`, frame, 10 * scale) +
    rect(
      x - 26 * scale,
      y + tall + 8 * scale,
      wide + 52 * scale,
      18 * scale,
      mix(frame, palette.shade, 0.1),
      { rx: 6 * scale },
    )
  );
}

function shelf(stage: Stage, x: number, y: number, wide: number, label: string): Svg {
  const { palette, scale } = stage;
  const random = stage.random(label);
  const parts: string[] = [];
  for (let at = x + 8 * scale; at < x + wide - 24 * scale; ) {
    const kind = random.next();
    if (kind < 0.78) {
      const [w, h] = [random.between(15, 27) * scale, random.between(56, 92) * scale];
      const color = palette.lit(random.pick([...palette.accents, ...palette.buildings]), 0.12);
      parts.push(
        rect(at, y - h, w, h, color, { rx: 3 * scale }),
        rect(at, y - h * 0.82, w, 6 * scale, lighten(color, 0.4)),
      );
      at += w + 2;
    } else if (kind < 0.9) {
      parts.push(
        path(
          d`M${at + 6} ${y - 30 * scale}h${34 * scale}l${-6 * scale} ${30 * scale}h${-22 * scale}Z`,
          palette.lit('#cd6f4e', 0.1),
        ),
        bush(stage, at + 24 * scale, y - 28 * scale, 54 * scale, palette.lit(palette.foliage, 0.08)),
      );
      at += 62 * scale;
    } else at += 34 * scale;
  }
  return parts.join('') + rect(x, y, wide, 12 * scale, palette.lit(palette.wood, 0.05), { rx: 4 * scale });
}

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

function picture(stage: Stage, x: number, y: number, wide: number): Svg {
  const { palette, scale } = stage;
  const [a, b] = [
    palette.lit(palette.accents[0] ?? '#ff7f66', 0.1),
    palette.lit(palette.accents[1] ?? '#f6c453', 0.1),
  ];
  return (
    rect(
      x - 8 * scale,
      y - 8 * scale,
      wide + 16 * scale,
      wide * 1.2 + 16 * scale,
      palette.lit(palette.wood),
      { rx: 4 },
    ) +
    rect(x, y, wide, wide * 1.2, palette.lit('#fffaf0')) +
    circle(x + wide * 0.5, y + wide * 0.46, wide * 0.24, b) +
    path(
      d`M${x} ${y + wide * 1.2}V${y + wide * 0.9}Q${x + wide * 0.3} ${y + wide * 0.6} ${x + wide * 0.55} ${y + wide * 0.9}T${x + wide} ${y + wide * 0.8}V${y + wide * 1.2}Z`,
      a,
    )
  );
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
