import { mix } from '../color.ts';
import type { Stage } from '../settings/setting.ts';
import { d, path, type Svg } from '../svg.ts';
import { places } from './land.ts';
import { blossom, conifer, rock, roundTree, tuft } from './plants.ts';
import { luminaryAt } from './sky.ts';

/** Flowers, grass and stones on the ground around the subject. */
export function meadowFloor(stage: Stage, abundance: number): Svg {
  const { palette, height, ground: y, scale } = stage;
  const random = stage.random('floor');
  const grass = palette.lit(mix(palette.grass, palette.shade, 0.22));
  const parts: string[] = [];
  for (const x of places(stage, random, 22 * abundance, true)) {
    const at = random.between(y + 18, height - 8);
    const size = random.between(9, 16) * scale * (0.7 + ((at - y) / (height - y)) * 0.6);
    const kind = random.next();
    const color = palette.lit(random.pick(palette.accents));
    if (kind < 0.55 && stage.has('grass')) parts.push(tuft(x, at, size * 1.3, grass));
    else if (
      kind < 0.88 &&
      stage.has('flower') &&
      palette.time !== undefined &&
      stage.scene.season !== 'winter'
    )
      parts.push(blossom(x, at, size * 0.85, color, grass));
    else if (stage.has('rock')) parts.push(rock(stage, x, at, size * 2.6, palette.lit(palette.rock, 0.1)));
  }
  return parts.join('');
}

/** Dark leaves in the lower corners: the nearest layer, which makes the rest look deep. */
export function corners(stage: Stage): Svg {
  const { width, height, palette, scale } = stage;
  if (!stage.has('leaf') || !stage.has('bush') || stage.richness < 0.6) return '';
  const random = stage.random('corners');
  const color = palette.lit(mix(palette.foliage, palette.shade, 0.42));
  const back = palette.lit(mix(palette.foliage, palette.shade, 0.28));
  return [0, 1]
    .map((side) => {
      const x = side === 0 ? 0 : width;
      const inward = side === 0 ? 1 : -1;
      return [0, 1, 2, 3, 4]
        .map((leaf) => {
          const long = random.between(110, 190) * scale;
          const angle = (side === 0 ? 12 : -12) + inward * (leaf * 17 - 8);
          return `<g transform="${d`translate(${x + inward * leaf * 14 * scale} ${height + 18}) rotate(${angle})`}">${path(d`M0 0C${-long * 0.28} ${-long * 0.4} ${-long * 0.16} ${-long * 0.8} 0 ${-long}C${long * 0.16} ${-long * 0.8} ${long * 0.28} ${-long * 0.4} 0 0Z`, leaf % 2 === 0 ? color : back)}</g>`;
        })
        .join('');
    })
    .join('');
}

/** Slanted beams from the sun. */
export function beams(stage: Stage, horizon: number): Svg {
  const { width, height, palette, pen } = stage;
  if (!stage.has('rays') || !stage.has('sun') || palette.time === 'night' || stage.scene.weather.has('rain'))
    return '';
  const { x } = luminaryAt(stage, horizon);
  const random = stage.random('beams');
  return [0, 1, 2, 3]
    .map((beam) => {
      const [start, wide] = [x + (beam - 1.5) * width * 0.1, random.between(0.03, 0.07) * width];
      const shift = -pen.light * height * random.between(0.35, 0.6);
      return path(
        d`M${start} -10H${start + wide}L${start + wide * 2.6 + shift} ${height * 0.86}H${start + shift}Z`,
        palette.sun,
        { opacity: 0.13 },
      );
    })
    .join('');
}

export function forestTrees(
  stage: Stage,
  y: number,
  tall: number,
  distance: number,
  label: string,
  count: number,
): Svg {
  const random = stage.random(label);
  const { palette } = stage;
  if (!stage.has('tree')) return '';
  const trunk = palette.lit(palette.trunk, distance);
  return places(stage, random, count, distance > 0.3)
    .map((x) => {
      const size = tall * random.between(0.72, 1.15);
      const fir = random.chance(0.55);
      const color = palette.lit(fir ? palette.conifer : palette.foliage, distance);
      return fir
        ? conifer(stage, x, y + random.between(0, 16), size, color, trunk)
        : roundTree(stage, random, x, y + random.between(0, 16), size * 0.9, color, trunk);
    })
    .join('');
}
