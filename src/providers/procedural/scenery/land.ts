import { type Color, lighten, mix } from '../color.ts';
import type { Stream } from '../random.ts';
import type { Stage } from '../settings/setting.ts';
import { curve, d, type Point, path, type Svg } from '../svg.ts';

/** A soft skyline across the whole width, filled to the bottom. */
export function hills(stage: Stage, random: Stream, y: number, swing: number, color: Color, waves = 4): Svg {
  const { width, height } = stage;
  const count = Math.max(2, Math.round(waves * Math.max(1, width / 1200)));
  const points: Point[] = [];
  for (let index = -1; index <= count + 1; index++)
    points.push([(index / count) * width, y + random.between(-swing, swing)]);
  return path(d`${curve(points)}L${width * 1.6} ${height}L${-width * 0.6} ${height}Z`, color);
}

/** A mountain range: every peak has a lit and a shaded flank, and snow when asked. */
export function peaks(
  stage: Stage,
  random: Stream,
  base: number,
  tall: number,
  color: Color,
  snow: Color | undefined,
  count: number,
): Svg {
  const { width, height, pen, palette } = stage;
  const total = Math.max(2, Math.round(count * Math.max(1, width / 1100)));
  const shaded = mix(color, palette.shade, 0.2);
  return Array.from({ length: total }, (_, index) => {
    const x = ((index + random.between(0.2, 0.8)) / total) * width * 1.1 - width * 0.05;
    const rise = tall * random.between(0.6, 1);
    const spread = rise * random.between(0.72, 0.95);
    const top = base - rise;
    const bend = spread * random.between(-0.12, 0.12);
    const ridge = d`M${x} ${top}L${x + bend + spread * 0.05} ${top + rise * 0.32}L${x + bend - spread * 0.06} ${top + rise * 0.62}L${x + bend} ${base + 4}`;
    const far = -pen.light * spread;
    const cap = rise * 0.3;
    const slope = (share: number) => spread * share;
    return (
      path(d`M${x} ${top}L${x + spread} ${base}V${height}H${x - spread}V${base}Z`, color) +
      path(d`${ridge}L${x + far} ${base}Z`, shaded) +
      (snow === undefined
        ? ''
        : path(
            d`M${x} ${top}L${x + slope(0.3)} ${top + cap}L${x + slope(0.16)} ${top + cap * 0.82}L${x + slope(0.05)} ${top + cap * 1.2}L${x - slope(0.1)} ${top + cap * 0.8}L${x - slope(0.3)} ${top + cap}Z`,
            snow,
          ) +
          path(
            d`M${x} ${top}L${x + slope(0.05)} ${top + cap * 1.2}L${x - pen.light * slope(0.12)} ${top + cap * 0.82}L${x - pen.light * slope(0.3)} ${top + cap}Z`,
            mix(snow, palette.shade, 0.16),
          ))
    );
  }).join('');
}

/** The ground the subject stands on: a lit band on top of a slightly darker body. */
export function ground(stage: Stage, y: number, color: Color, swing = 14): Svg {
  const random = stage.random('ground');
  const { height, palette } = stage;
  const deep = mix(color, palette.shade, 0.14);
  const gap = height - y;
  return (
    hills(stage, random, y, swing * stage.scale, lighten(color, 0.07), 2) +
    hills(stage, random, y + gap * 0.36, swing * 0.8 * stage.scale, color, 2) +
    hills(stage, random, y + gap * 0.74, swing * 0.6 * stage.scale, deep, 2)
  );
}

/** Places along the width, evenly but not stiffly; none inside the subject's own space unless `through`. */
export function places(stage: Stage, random: Stream, count: number, through = false): number[] {
  const total = Math.max(
    1,
    Math.round(count * Math.max(0.6, stage.width / 1000) * (0.45 + 0.55 * stage.richness)),
  );
  const found = Array.from(
    { length: total },
    (_, index) => ((index + random.between(0.1, 0.9)) / total) * stage.width,
  );
  const { focus } = stage;
  return through || focus === undefined
    ? found
    : found.filter((x) => Math.abs(x - focus.x) > focus.width * 0.62);
}
