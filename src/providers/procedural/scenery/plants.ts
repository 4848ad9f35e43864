import { type Color, lighten, mix } from '../color.ts';
import type { Stream } from '../random.ts';
import type { Stage } from '../settings/setting.ts';
import { circle, d, ellipse, path, type Svg, stroke } from '../svg.ts';

/** A fir standing at x, y with its shaded side away from the light. */
export function conifer(stage: Stage, x: number, y: number, tall: number, color: Color, trunk: Color): Svg {
  const wide = tall * 0.3;
  const shaded = mix(color, stage.palette.shade, 0.18);
  const far = -stage.pen.light;
  const tiers = [0, 1, 2].map((tier) => {
    const [top, bottom, half] = [
      y - tall + tier * tall * 0.22,
      y - tall * (0.5 - tier * 0.19),
      wide * (0.58 + tier * 0.21),
    ];
    return (
      path(
        d`M${x} ${top}Q${x + half * 0.45} ${bottom - (bottom - top) * 0.35} ${x + half} ${bottom}Q${x} ${bottom + half * 0.2} ${x - half} ${bottom}Q${x - half * 0.45} ${bottom - (bottom - top) * 0.35} ${x} ${top}Z`,
        color,
      ) +
      path(
        d`M${x} ${top}Q${x + far * half * 0.45} ${bottom - (bottom - top) * 0.35} ${x + far * half} ${bottom}Q${x + far * half * 0.5} ${bottom + half * 0.09} ${x} ${bottom + half * 0.1}Z`,
        shaded,
      )
    );
  });
  return (
    path(d`M${x - tall * 0.026} ${y - tall * 0.2}H${x + tall * 0.026}V${y}H${x - tall * 0.026}Z`, trunk) +
    tiers.reverse().join('')
  );
}

/** A leafy tree standing at x, y. */
export function roundTree(
  stage: Stage,
  random: Stream,
  x: number,
  y: number,
  tall: number,
  color: Color,
  trunk: Color,
): Svg {
  const r = tall * 0.27;
  const top = y - tall + r;
  const shaded = mix(color, stage.palette.shade, 0.16);
  const [lean, form] = [random.between(-0.12, 0.12), random.integer(0, 2)];
  const light = stage.pen.light;
  const stem =
    path(
      d`M${x - tall * 0.034} ${y}Q${x - tall * 0.014} ${y - tall * 0.3} ${x - tall * 0.016} ${top}H${x + tall * 0.016}Q${x + tall * 0.014} ${y - tall * 0.3} ${x + tall * 0.034} ${y}Z`,
      trunk,
    ) + stroke(d`M${x} ${y - tall * 0.34}L${x + light * r * 0.5} ${top + r * 0.5}`, trunk, tall * 0.018);
  if (form === 0)
    return (
      stem +
      ellipse(x, top + r * 0.2, r * 0.86, r * 1.34, shaded) +
      ellipse(x + light * r * 0.1, top + r * 0.1, r * 0.72, r * 1.2, color) +
      ellipse(x + light * r * 0.28, top - r * 0.35, r * 0.28, r * 0.5, lighten(color, 0.14))
    );
  const blobs: readonly (readonly [number, number, number])[] =
    form === 1
      ? [
          [-0.62, 0.34, 0.72],
          [0.62, 0.3, 0.74],
          [lean, -0.3, 0.92],
        ]
      : [
          [-0.4, -0.1, 0.78],
          [0.5, 0.16, 0.82],
          [0, 0.5, 0.7],
          [lean + 0.1, -0.56, 0.6],
        ];
  return (
    stem +
    blobs
      .map(([dx, dy, s]) => circle(x + dx * r - light * r * 0.1, top + dy * r + r * 0.08, r * s, shaded))
      .join('') +
    blobs
      .map(([dx, dy, s]) =>
        circle(x + dx * r + light * r * 0.08, top + dy * r - r * 0.04, r * s * 0.88, color),
      )
      .join('') +
    blobs
      .slice(-1)
      .map(([dx, dy, s]) =>
        circle(x + dx * r + light * r * 0.24, top + dy * r - r * 0.16, r * s * 0.42, lighten(color, 0.14)),
      )
      .join('')
  );
}

/** A trunk that leaves the frame at the top: the nearest layer of a forest. */
export function tallTrunk(stage: Stage, x: number, y: number, wide: number, color: Color): Svg {
  const shaded = mix(color, stage.palette.shade, 0.22);
  const half = wide / 2;
  const body = d`M${x - half * 1.7} ${y}Q${x - half} ${y - wide} ${x - half * 0.9} ${y - wide * 3}L${x - half * 0.72} -10H${x + half * 0.72}L${x + half * 0.9} ${y - wide * 3}Q${x + half} ${y - wide} ${x + half * 1.7} ${y}Z`;
  const far = -stage.pen.light;
  return (
    path(body, color) +
    path(
      d`M${x + far * half * 1.7} ${y}Q${x + far * half} ${y - wide} ${x + far * half * 0.9} ${y - wide * 3}L${x + far * half * 0.72} -10H${x + far * half * 0.2}L${x + far * half * 0.3} ${y}Z`,
      shaded,
    ) +
    [0.25, 0.42, 0.6, 0.78]
      .map((share, index) =>
        stroke(
          d`M${x + (index % 2 === 0 ? -0.3 : 0.1) * half} ${y * share}v${wide * 0.5}`,
          shaded,
          wide * 0.06,
        ),
      )
      .join('')
  );
}

export function bush(stage: Stage, x: number, y: number, wide: number, color: Color): Svg {
  const shaded = mix(color, stage.palette.shade, 0.15);
  const u = wide / 100;
  const light = stage.pen.light;
  return (
    path(
      d`M${x - 50 * u} ${y}C${x - 62 * u} ${y - 34 * u} ${x - 30 * u} ${y - 46 * u} ${x - 22 * u} ${y - 36 * u}C${x - 16 * u} ${y - 66 * u} ${x + 20 * u} ${y - 64 * u} ${x + 22 * u} ${y - 38 * u}C${x + 38 * u} ${y - 50 * u} ${x + 62 * u} ${y - 28 * u} ${x + 50 * u} ${y}Z`,
      shaded,
    ) +
    path(
      d`M${x - 38 * u + light * 6 * u} ${y}C${x - 46 * u + light * 6 * u} ${y - 26 * u} ${x - 22 * u} ${y - 36 * u} ${x - 16 * u + light * 6 * u} ${y - 26 * u}C${x - 10 * u} ${y - 56 * u} ${x + 18 * u} ${y - 52 * u} ${x + 18 * u + light * 4 * u} ${y - 26 * u}C${x + 30 * u} ${y - 38 * u} ${x + 48 * u} ${y - 18 * u} ${x + 40 * u + light * 5 * u} ${y}Z`,
      color,
    )
  );
}

/** A few blades of grass. */
export function tuft(x: number, y: number, size: number, color: Color): Svg {
  return path(
    d`M${x - size * 0.5} ${y}Q${x - size * 0.5} ${y - size * 0.5} ${x - size * 0.8} ${y - size * 0.8}Q${x - size * 0.2} ${y - size * 0.6} ${x - size * 0.1} ${y - size * 0.2}Q${x} ${y - size * 0.8} ${x + size * 0.1} ${y - size * 1.1}Q${x + size * 0.25} ${y - size * 0.6} ${x + size * 0.2} ${y - size * 0.2}Q${x + size * 0.4} ${y - size * 0.6} ${x + size * 0.8} ${y - size * 0.7}Q${x + size * 0.5} ${y - size * 0.4} ${x + size * 0.5} ${y}Z`,
    color,
  );
}

export function blossom(x: number, y: number, size: number, color: Color, stem: Color): Svg {
  return (
    stroke(d`M${x} ${y}Q${x + size * 0.2} ${y - size} ${x} ${y - size * 2}`, stem, size * 0.22) +
    [0, 72, 144, 216, 288]
      .map((angle) =>
        ellipse(x, y - size * 2.5, size * 0.34, size * 0.5, color, {
          transform: d`rotate(${angle} ${x} ${y - size * 2})`,
        }),
      )
      .join('') +
    circle(x, y - size * 2, size * 0.32, '#f8d26a')
  );
}

export function rock(stage: Stage, x: number, y: number, wide: number, color: Color): Svg {
  const half = wide / 2;
  const far = -stage.pen.light;
  return (
    path(
      d`M${x - half} ${y}Q${x - half * 0.96} ${y - half * 0.6} ${x - half * 0.4} ${y - half * 0.84}Q${x + half * 0.3} ${y - half * 1.06} ${x + half * 0.7} ${y - half * 0.54}Q${x + half * 0.96} ${y - half * 0.3} ${x + half} ${y}Z`,
      color,
    ) +
    path(
      d`M${x + far * half} ${y}Q${x + far * half * 0.94} ${y - half * 0.4} ${x + far * half * 0.55} ${y - half * 0.66}Q${x + far * half * 0.5} ${y - half * 0.2} ${x - far * half * 0.2} ${y}Z`,
      mix(color, stage.palette.shade, 0.2),
    )
  );
}

export function palm(stage: Stage, x: number, y: number, tall: number, side: 1 | -1): Svg {
  const { palette } = stage;
  const leaf = palette.lit(palette.foliage);
  const dark = mix(leaf, palette.shade, 0.2);
  const [tx, ty] = [x + side * tall * 0.2, y - tall];
  const fronds = [-160, -120, -70, -20, 15, 40].map((angle, index) => {
    const size = tall * 0.44;
    return `<g transform="${d`translate(${tx} ${ty}) rotate(${angle})`}">${path(d`M0 0Q${size * 0.5} ${-size * 0.34} ${size} ${size * 0.1}Q${size * 0.5} ${-size * 0.02} 0 0Z`, index % 2 === 0 ? leaf : dark)}</g>`;
  });
  return (
    stroke(
      d`M${x} ${y}Q${x + side * tall * 0.02} ${y - tall * 0.6} ${tx} ${ty}`,
      palette.lit(palette.trunk),
      tall * 0.05,
    ) +
    fronds.join('') +
    circle(tx - 8, ty + 12, tall * 0.03, '#7a4a36') +
    circle(tx + 12, ty + 14, tall * 0.03, '#7a4a36')
  );
}
