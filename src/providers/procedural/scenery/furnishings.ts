import { lighten, mix } from '../color.ts';
import type { Stage } from '../settings/setting.ts';
import { circle, d, path, rect, type Svg, stroke } from '../svg.ts';
import { bush } from './plants.ts';
import { cloud } from './sky.ts';

export function windowPane(stage: Stage, x: number, y: number, wide: number, tall: number): Svg {
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

export function shelf(stage: Stage, x: number, y: number, wide: number, label: string): Svg {
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

export function picture(stage: Stage, x: number, y: number, wide: number): Svg {
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
