import type { Color } from '../color.ts';
import type { Pen } from '../pen.ts';
import { circle, d, ellipse, path, type Svg, stroke } from '../svg.ts';
import { deep } from './character.ts';
import { drawFace } from './faces.ts';
import { both, type DrawHead, FACE, skull } from './head-parts.ts';

const beak = (pen: Pen, color: Color, open: boolean): Svg =>
  (open ? path('M-9 24Q5 46 21 24Z', '#a0452f') : '') +
  pen.form('M-12 16Q6 6 26 18Q8 34 -2 31Q-11 27 -12 16Z', color, 3);

export const bird: DrawHead = ({ pen, who, pose }) =>
  stroke('M-4 -50Q-12 -72 -26 -74M2 -52Q4 -74 -6 -86', deep(who.coat), 6) +
  pen.form(skull, who.coat) +
  pen.within(skull, ellipse(5, 36, 46, 34, who.mark)) +
  drawFace({ ...FACE, apart: 30, eyeY: -6, mouthY: undefined, blush: '#f0907a' }, pose, who.eyes) +
  beak(pen, '#f2a33c', pose.mouth === 'open');

export const penguin: DrawHead = ({ pen, who, pose }) =>
  pen.form(skull, who.coat) +
  pen.within(
    skull,
    path('M5 -16C18 -42 58 -34 56 2C54 44 34 60 5 60C-24 60 -44 44 -46 2C-48 -34 -8 -42 5 -16Z', who.mark),
  ) +
  drawFace({ ...FACE, apart: 25, eyeY: -4, mouthY: undefined, blush: '#f5a39a' }, pose, who.eyes) +
  beak(pen, '#f2a33c', pose.mouth === 'open');

export const owl: DrawHead = ({ pen, who, pose }) =>
  both((side) =>
    pen.form(
      d`M${side * 62} -4C${side * 68} -40 ${side * 66} -70 ${side * 60} -80C${side * 46} -74 ${side * 22} -58 ${side * 8} -46Z`,
      deep(who.coat),
      3,
    ),
  ) +
  pen.form(skull, who.coat) +
  both(
    (side) =>
      pen.disc(3 + side * 27, 0, 28, who.mark) +
      circle(3 + side * 26, 0, 17, pose.eyes !== 'closed' && pose.eyes !== 'happy' ? '#f7c04a' : who.mark),
  ) +
  drawFace({ ...FACE, apart: 26, eye: 11, shift: 4, mouthY: undefined }, pose, who.eyes) +
  path('M-6 12Q4 4 14 12Q12 30 4 36Q-4 30 -6 12Z', '#e9963a');
