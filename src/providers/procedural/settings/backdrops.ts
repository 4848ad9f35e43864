import { brightness, type Color, lighten, mix } from '../color.ts';
import { hills } from '../scenery/land.ts';
import { sparkle } from '../scenery/sky.ts';
import { circle, curve, d, ellipse, group, type Point, path, rect, type Svg, stroke } from '../svg.ts';
import type { Setting, Stage } from './setting.ts';

/** The quiet colour behind things: an accent, mixed far towards paper or, at night, towards the sky. */
function paper(stage: Stage): Color {
  const { palette } = stage;
  const random = stage.random('paper');
  const tint = palette.accents[random.integer(0, Math.min(2, palette.accents.length - 1))] ?? '#21908d';
  if (palette.time === 'night') return mix(palette.sky[1], tint, 0.14);
  if (palette.time === 'sunset') return mix(mix(palette.sky[2], tint, 0.2), '#ffffff', 0.42);
  return mix(tint, palette.time === 'golden' ? '#fff0d6' : '#fbf7f0', brightness(tint) > 0.72 ? 0.56 : 0.74);
}

export const studio: Setting = {
  name: 'studio',
  words: [
    'studio',
    'pedestal',
    'podium',
    'plinth',
    'stand',
    'white background',
    'plain background',
    'seamless',
    'studio backdrop',
    'showroom',
  ],
  indoors: true,
  draw(stage) {
    const { palette, ground: y, height, width, scale, pen, focus } = stage;
    const base = paper(stage);
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: mix(base, palette.shade, 0.06) },
        { at: 1, color: lighten(base, 0.35) },
      ],
      'down',
    );
    const floor = mix(base, palette.shade, 0.07);
    const x = focus?.x ?? width / 2;
    const half = Math.max((focus?.width ?? 300) * 0.66, 190 * scale);
    const tall = height * 0.1;
    const skirting = y - tall * 0.2;
    const glow = pen.gradient(
      [
        { at: 0, color: '#ffffff', opacity: 0.75 },
        { at: 1, color: '#ffffff', opacity: 0 },
      ],
      'out',
    );
    const random = stage.random('studio');
    const shape = random.integer(0, 2);
    const ornament = mix(base, palette.accents[1] ?? '#f6c453', 0.3);
    const arch =
      stage.has('ornament') && stage.richness > 0.45
        ? shape === 0
          ? path(
              d`M${x - half * 1.5} ${skirting}V${y - (focus?.height ?? 400) * 0.86}A${half * 1.5} ${half * 1.5} 0 0 1 ${x + half * 1.5} ${y - (focus?.height ?? 400) * 0.86}V${skirting}Z`,
              ornament,
              { opacity: 0.55 },
            )
          : shape === 1
            ? circle(x + pen.light * half * 0.35, y - (focus?.height ?? 400) * 0.62, half * 1.55, ornament, {
                opacity: 0.55,
              })
            : rect(
                x - half * 1.7,
                y - (focus?.height ?? 400) * 1.06,
                half * 2.1,
                (focus?.height ?? 400) * 1.1,
                ornament,
                { opacity: 0.45, rx: 16 },
              )
        : '';
    const beam = path(
      d`M${x + pen.light * half * 3.4} -10L${x + pen.light * half * 2} -10L${x - half * 1.1} ${y + tall}H${x + half * 1.1}Z`,
      '#ffffff',
      { opacity: 0.16 },
    );
    const [lit, dim] = [lighten(base, 0.6), mix(base, palette.shade, 0.2)];
    const sides = pen.gradient(
      [
        { at: 0, color: pen.light === 1 ? dim : lit },
        { at: 1, color: pen.light === 1 ? lit : dim },
      ],
      'across',
    );
    const block = d`M${x - half} ${y}A${half} ${half * 0.17} 0 0 0 ${x + half} ${y}V${y + tall}A${half} ${half * 0.17} 0 0 1 ${x - half} ${y + tall}Z`;
    return {
      back:
        defs +
        glow.defs +
        rect(0, 0, width, height, fill) +
        arch +
        circle(x, y - (focus?.height ?? 400) * 0.5, half * 2.3, glow.fill) +
        rect(0, skirting, width, height - skirting, floor) +
        rect(0, skirting, width, 3 * scale, lighten(floor, 0.35)) +
        beam +
        ellipse(
          x - pen.light * half * 0.35,
          y + tall + half * 0.1,
          half * 1.42,
          half * 0.24,
          mix(floor, palette.shade, 0.16),
        ) +
        sides.defs +
        path(block, sides.fill) +
        ellipse(x, y, half, half * 0.17, lighten(base, 0.66)) +
        (stage.richness > 0.75 && random.chance(0.6)
          ? companionStone(stage, x + pen.light * half * 1.52, y + tall + half * 0.13, half * 0.36)
          : ''),
    };
  },
};

function companionStone(stage: Stage, x: number, y: number, size: number): Svg {
  const color = stage.palette.own(stage.palette.accents[2] ?? '#21908d');
  return (
    ellipse(x - stage.pen.light * size * 0.4, y, size * 1.3, size * 0.2, stage.palette.shade, {
      opacity: 0.16,
    }) + stage.pen.disc(x, y - size * 0.92, size * 0.94, mix(color, '#ffffff', 0.2), size * 0.24)
  );
}

/** For a subject without a place: a big soft form behind it and small ornaments around, chosen by the words. */
export const backdrop: Setting = {
  name: 'backdrop',
  words: ['backdrop', 'background', 'empty state', 'blank', 'transparent'],
  indoors: true,
  draw(stage) {
    const { palette, ground: y, height, width, scale, pen, focus } = stage;
    const random = stage.random('backdrop');
    const base = paper(stage);
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: base },
        { at: 1, color: mix(base, '#ffffff', palette.time === 'night' ? 0.06 : 0.4) },
      ],
      'down',
    );
    const x = focus?.x ?? width / 2;
    const middle = y - (focus?.height ?? 400) * 0.5;
    const radius = Math.min(
      Math.max(focus?.height ?? 400, focus?.width ?? 400) * 0.72,
      width * 0.46,
      height * 0.44,
    );
    const soft = mix(base, palette.accents[0] ?? '#21908d', palette.time === 'night' ? 0.2 : 0.22);
    return {
      back:
        defs +
        rect(0, 0, width, height, fill) +
        (stage.has('ornament') ? bigForm(stage, x, middle, radius, soft, y + 26 * scale) : '') +
        ellipse(x, y + 26 * scale, radius * 0.98, radius * 0.14, mix(soft, palette.shade, 0.12)) +
        (stage.has('ornament') ? ornaments(stage, x, middle, radius) : '') +
        (random.chance(0.5) && stage.has('plant') && stage.richness > 0.6 ? sprigs(stage, x, y, radius) : ''),
    };
  },
};

function bigForm(stage: Stage, x: number, y: number, radius: number, color: Color, floor: number): Svg {
  const random = stage.random('big form');
  const count = 9;
  const kind = random.integer(0, 3);
  const spring = Math.max(y - radius * 0.2, radius + 44);
  if (kind === 0)
    return (
      circle(x, y, radius, color) +
      circle(x, y, radius * 1.2, 'none', {
        stroke: color,
        'stroke-width': 3 * stage.scale,
        'stroke-dasharray': '3 16',
        'stroke-linecap': 'round',
      })
    );
  if (kind === 1)
    return path(
      d`M${x - radius} ${floor}V${spring}A${radius} ${radius} 0 0 1 ${x + radius} ${spring}V${floor}Z`,
      color,
    );
  const points: Point[] = Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * Math.PI * 2;
    const reach = radius * random.between(0.86, 1.22);
    return [x + Math.cos(angle) * reach * 1.12, y + Math.sin(angle) * reach * 0.94];
  });
  return (
    path(curve(points, true), color) +
    (kind === 3
      ? path(
          curve(
            points.map(
              ([px, py]): Point => [x + (px - x) * 0.72 + radius * 0.14, y + (py - y) * 0.72 - radius * 0.08],
            ),
            true,
          ),
          mix(color, '#ffffff', 0.26),
        )
      : '')
  );
}

/** Small marks on a ring around the subject; which ones, and how many, the words decide. */
function ornaments(stage: Stage, x: number, y: number, radius: number): Svg {
  const { palette, scale, width, height } = stage;
  const random = stage.random('ornaments');
  const count = Math.round(
    (stage.scene.mood === 'playful' || stage.scene.mood === 'cheerful'
      ? 20
      : stage.scene.mood === 'calm'
        ? 8
        : 13) * stage.richness,
  );
  const first = random.integer(0, 5);
  return Array.from({ length: count }, (_, index) => {
    const angle = ((index + random.between(0.1, 0.8)) / count) * Math.PI * 2;
    const reach = radius * random.between(1.08, 1.5);
    const [px, py] = [x + Math.cos(angle) * reach * 1.14, y + Math.sin(angle) * reach * 0.9];
    if (px < 30 || py < 30 || px > width - 30 || py > height - 30) return '';
    return ornament(
      (first + random.integer(0, 2)) % 6,
      px,
      py,
      random.between(9, 19) * scale,
      palette.own(random.pick(palette.accents)),
    );
  }).join('');
}

function ornament(kind: number, x: number, y: number, size: number, color: Color): Svg {
  switch (kind) {
    case 0:
      return circle(x, y, size * 0.62, color);
    case 1:
      return circle(x, y, size * 0.7, 'none', { stroke: color, 'stroke-width': size * 0.34 });
    case 2:
      return sparkle(x, y, size * 1.3, color);
    case 3:
      return stroke(
        d`M${x - size * 0.7} ${y}H${x + size * 0.7}M${x} ${y - size * 0.7}V${y + size * 0.7}`,
        color,
        size * 0.36,
      );
    case 4:
      return stroke(
        d`M${x - size} ${y}q${size * 0.5} ${-size * 0.8} ${size} 0t${size} 0`,
        color,
        size * 0.34,
      );
    default:
      return path(d`M${x} ${y - size}L${x + size * 0.9} ${y + size * 0.6}H${x - size * 0.9}Z`, color, {
        'stroke-linejoin': 'round',
        stroke: color,
        'stroke-width': size * 0.3,
      });
  }
}

function sprigs(stage: Stage, x: number, y: number, radius: number): Svg {
  const { palette } = stage;
  const green = palette.own(mix(palette.foliage, palette.accents[0] ?? '#21908d', 0.3));
  return [-1, 1]
    .map((side) =>
      [0, 1, 2]
        .map((leaf) => {
          const long = radius * (0.52 - leaf * 0.1);
          return `<g transform="${d`translate(${x + side * radius * (0.98 + leaf * 0.07)} ${y}) rotate(${side * (leaf * 26 - 14)})`}">${path(d`M0 0C${-long * 0.26} ${-long * 0.4} ${-long * 0.16} ${-long * 0.8} 0 ${-long}C${long * 0.16} ${-long * 0.8} ${long * 0.26} ${-long * 0.4} 0 0Z`, leaf % 2 === 0 ? green : mix(green, '#ffffff', 0.25))}${stroke(d`M0 0V${-long * 0.8}`, mix(green, '#ffffff', 0.4), 2.4)}</g>`;
        })
        .join(''),
    )
    .join('');
}

/** For words nobody knows: a composition of forms that is theirs alone. */
export const abstract: Setting = {
  name: 'abstract',
  words: [
    'abstract',
    'shapes',
    'pattern',
    'mosaic',
    'bauhaus',
    'wallpaper',
    'texture',
    'geometry',
    'hero banner',
    'gradient',
  ],
  draw(stage) {
    const kind = stage.random('abstract kind').integer(0, 2);
    return { back: [tiles, arches, dunes][kind]?.(stage) ?? '', grounded: false };
  },
};

function tiles(stage: Stage): Svg {
  const { width, height, palette } = stage;
  const random = stage.random('tiles');
  const columns = Math.max(3, Math.round(width / 250));
  const size = width / columns;
  const rows = Math.ceil(height / size);
  const base = paper(stage);
  const colors = [
    ...palette.accents.slice(0, 3).map(palette.own),
    base,
    mix(base, palette.shade, 0.75),
    lighten(base, 0.5),
  ];
  const cells: string[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [x, y] = [column * size, row * size];
      const [under, over] = [random.pick(colors), random.pick(colors)];
      const turned = random.integer(0, 3) * 90;
      const form = [
        path(d`M0 0H${size}A${size} ${size} 0 0 1 0 ${size}Z`, over),
        circle(size / 2, size / 2, size * 0.34, over),
        path(d`M0 0A${size / 2} ${size / 2} 0 0 0 ${size} 0Z`, over) +
          path(d`M0 ${size}A${size / 2} ${size / 2} 0 0 1 ${size} ${size}Z`, random.pick(colors)),
        path(d`M0 0L${size} ${size}H0Z`, over),
        path(d`M0 ${size}Q0 0 ${size} 0Q${size} ${size} 0 ${size}Z`, over),
        circle(0, 0, size * 0.92, over) +
          circle(0, 0, size * 0.62, under) +
          circle(0, 0, size * 0.32, random.pick(colors)),
      ][random.integer(0, 5)];
      cells.push(
        stage.pen.within(
          d`M${x} ${y}h${size + 0.5}v${size + 0.5}h${-size - 0.5}Z`,
          rect(x, y, size + 1, size + 1, under),
          group({ transform: d`translate(${x} ${y}) rotate(${turned} ${size / 2} ${size / 2})` }, form ?? ''),
        ),
      );
    }
  return cells.join('');
}

function arches(stage: Stage): Svg {
  const { width, height, palette, pen } = stage;
  const random = stage.random('arches');
  const base = paper(stage);
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: lighten(base, 0.3) },
      { at: 1, color: base },
    ],
    'down',
  );
  const sun = palette.own(palette.accents[1] ?? '#f6c453');
  const short = Math.min(width, height);
  const sunX = width * (0.5 + pen.light * random.between(0.16, 0.28));
  const count = Math.max(2, Math.round((width / height) * 2));
  const parts = Array.from({ length: count }, (_, index) => {
    const x = ((index + random.between(0.3, 0.7)) / count) * width;
    const radius = short * random.between(0.16, 0.26);
    const top = height * random.between(0.42, 0.62);
    const colors = [0, 1, 2, 3].map((band) =>
      palette.own(palette.accents[(index + band) % palette.accents.length] ?? '#21908d'),
    );
    return colors
      .map((color, band) =>
        path(
          d`M${x - radius * (1 - band * 0.22)} ${height + 10}V${top}A${radius * (1 - band * 0.22)} ${radius * (1 - band * 0.22)} 0 0 1 ${x + radius * (1 - band * 0.22)} ${top}V${height + 10}Z`,
          band % 2 === 0 ? mix(color, base, 0.08) : mix(color, base, 0.55),
        ),
      )
      .join('');
  }).join('');
  const rays = Array.from({ length: 24 }, (_, ray) => {
    const angle = (ray / 24) * Math.PI * 2;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return d`M${sunX + c * short * 0.15} ${height * 0.26 + s * short * 0.15}L${sunX + c * short * 0.19} ${height * 0.26 + s * short * 0.19}`;
  }).join('');
  return (
    defs +
    rect(0, 0, width, height, fill) +
    circle(sunX, height * 0.26, short * 0.12, sun) +
    stroke(rays, sun, 5 * stage.scale) +
    hills(
      stage,
      stage.random('arch hill'),
      height * 0.66,
      60,
      mix(base, palette.accents[2] ?? '#21908d', 0.3),
      2,
    ) +
    parts +
    hills(
      stage,
      stage.random('arch front'),
      height * 0.9,
      40,
      mix(palette.own(palette.accents[0] ?? '#ff7f66'), palette.shade, 0.3),
      2,
    )
  );
}

function dunes(stage: Stage): Svg {
  const { width, height, palette, pen } = stage;
  const random = stage.random('dunes');
  const base = paper(stage);
  const short = Math.min(width, height);
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: palette.sky[0] },
      { at: 0.6, color: lighten(base, 0.4) },
    ],
    'down',
  );
  const [sunX, sunY] = [
    width * (0.5 + pen.light * random.between(0.08, 0.26)),
    height * random.between(0.3, 0.42),
  ];
  const sun = palette.own(palette.accents[0] ?? '#ff7f66');
  const bands = [0, 1, 2, 3, 4].map((band) => {
    const color = palette.own(palette.accents[band % palette.accents.length] ?? '#21908d');
    return hills(
      stage,
      stage.random(`band ${band}`),
      height * (0.52 + band * 0.105),
      height * 0.06,
      mix(mix(color, base, 0.62 - band * 0.14), palette.shade, band * 0.05),
      2 + (band % 2),
    );
  });
  const bubbles = Array.from({ length: Math.round(7 * stage.richness) }, () =>
    ornament(
      random.integer(0, 4),
      random.between(0.05, 0.95) * width,
      random.between(0.06, 0.46) * height,
      random.between(8, 20) * stage.scale,
      palette.own(random.pick(palette.accents)),
    ),
  ).join('');
  return (
    defs +
    rect(0, 0, width, height, fill) +
    circle(sunX, sunY, short * 0.3, sun, { opacity: 0.16 }) +
    circle(sunX, sunY, short * 0.235, sun, { opacity: 0.25 }) +
    circle(sunX, sunY, short * 0.17, sun) +
    bubbles +
    bands.join('')
  );
}
