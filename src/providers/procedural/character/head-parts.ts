import type { Color } from '../color.ts';
import type { Pen } from '../pen.ts';
import { circle, d, path, type Svg, stroke } from '../svg.ts';
import type { Character } from './character.ts';
import type { FaceLayout } from './faces.ts';
import type { Pose } from './skeleton.ts';

/** What every head is drawn from. Heads are about 60 units in radius around 0 0, and look to the right. */
export interface HeadBrief {
  readonly pen: Pen;
  readonly who: Character;
  readonly pose: Pose;
}

export type DrawHead = (brief: HeadBrief) => Svg;

export const FACE: FaceLayout = { apart: 25, eyeY: 0, eye: 8, mouthY: 33, mouthWidth: 8, shift: 5 };

export const NOSE: Color = '#2d2630';

export const both = (draw: (side: 1 | -1) => Svg): Svg => draw(-1) + draw(1);

export function pointedEars({ pen, who }: HeadBrief, spread: number, tall: number, inner: Color): Svg {
  const tip = -50 - tall * who.earScale;
  return both((side) => {
    const [outside, inside] = [side * 56, side * 10];
    return (
      pen.form(
        d`M${outside} -14C${side * 62} -40 ${side * (spread + 8)} ${tip + 16} ${side * spread} ${tip}C${side * (spread - 10)} ${tip - 2} ${side * 24} -64 ${inside} -44Z`,
        who.coat,
        4,
      ) +
      path(
        d`M${side * 49} -28C${side * 54} -46 ${side * (spread + 2)} ${tip + 26} ${side * (spread - 2)} ${tip + 16}C${side * (spread - 8)} ${tip + 18} ${side * 32} -58 ${side * 24} -44Z`,
        inner,
      )
    );
  });
}

export const roundEars = (
  { pen, who }: HeadBrief,
  color: Color,
  inner: Color,
  x = 42,
  y = -42,
  size = 21,
): Svg =>
  both(
    (side) =>
      pen.disc(side * x, y, size * who.earScale, color, 3) +
      circle(side * x, y + 2, size * 0.56 * who.earScale, inner),
  );

export const skull = 'M0 -54C40 -54 66 -30 66 4C66 38 38 54 0 54C-38 54 -66 38 -66 4C-66 -30 -40 -54 0 -54Z';

export const whiskers = (color: Color): Svg =>
  both((side) =>
    stroke(d`M${side * 44 + 4} 22L${side * 76 + 2} 16M${side * 44 + 4} 29L${side * 75 + 2} 32`, color, 2.2, {
      opacity: 0.65,
    }),
  );
