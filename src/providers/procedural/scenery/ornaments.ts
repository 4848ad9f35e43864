import { type Color, mix } from '../color.ts';
import type { Stage } from '../settings/setting.ts';
import { circle, curve, d, type Point, path, type Svg, stroke } from '../svg.ts';
import { sparkle } from './sky.ts';

export function bigForm(
  stage: Stage,
  x: number,
  y: number,
  radius: number,
  color: Color,
  floor: number,
): Svg {
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
export function ornaments(stage: Stage, x: number, y: number, radius: number): Svg {
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

export function ornament(kind: number, x: number, y: number, size: number, color: Color): Svg {
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

export function sprigs(stage: Stage, x: number, y: number, radius: number): Svg {
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
