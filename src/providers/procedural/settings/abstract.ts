import { lighten, mix } from '../color.ts';
import { hills } from '../scenery/land.ts';
import { ornament } from '../scenery/ornaments.ts';
import { paper } from '../scenery/paper.ts';
import { circle, d, group, path, rect, type Svg, stroke } from '../svg.ts';
import type { Setting, Stage } from './setting.ts';

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
    'abstract wave',
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
