import { type Color, lighten, mix } from '../color.ts';
import { circle, d, path, type Svg, stroke } from '../svg.ts';
import type { Figure } from './limbs.ts';

/** A canvas in reach of the far hand, with a picture begun on it. */
export function easel({ pen, bones, build }: Figure, accent: Color): Svg {
  const x = bones.farArm.end[0] + 62;
  const y = bones.farArm.end[1];
  const half = build.torso * 0.62;
  return (
    pen.limb(d`M${x - 8} ${y - half - 22}L${x - 44} 0`, '#a8714b', 8) +
    pen.limb(d`M${x + 8} ${y - half - 22}L${x + 48} 0`, '#8f5d3e', 8) +
    pen.form(d`M${x - half} ${y - half}H${x + half}V${y + half * 0.9}H${x - half}Z`, '#fffaf0', 5) +
    pen.within(
      d`M${x - half + 7} ${y - half + 7}H${x + half - 7}V${y + half * 0.9 - 7}H${x - half + 7}Z`,
      circle(x + half * 0.24, y - half * 0.32, half * 0.3, lighten(accent, 0.2)),
      path(
        d`M${x - half} ${y + half * 0.3}Q${x - half * 0.3} ${y - half * 0.2} ${x + half * 0.2} ${y + half * 0.3}T${x + half} ${y + half * 0.2}V${y + half}H${x - half}Z`,
        mix(accent, '#21908d', 0.6),
      ),
    ) +
    stroke(d`M${x - half - 6} ${y + half * 0.9 + 4}H${x + half + 6}`, '#8f5d3e', 8)
  );
}

/** A crate or cushion under somebody who sits. */
export function drawSeat({ pen, bones, build }: Figure, accent: Color): Svg {
  const top = bones.hip[1] + build.legWidth * 0.42;
  return (
    pen.form(d`M-52 ${top + 12}H34L40 0H-58Z`, '#a8744d', 6) +
    stroke(d`M-44 ${top * 0.5 + 8}H26`, '#8a5b3c', 3) +
    pen.form(
      d`M-58 ${top}Q-60 ${top + 18} -46 ${top + 18}H30Q44 ${top + 18} 42 ${top}Q40 ${top - 6} 30 ${top - 5}H-46Q-56 ${top - 6} -58 ${top}Z`,
      accent,
      4,
    )
  );
}
