import { type Color, lighten } from '../color.ts';
import { circle, d, ellipse, path, rect, type Svg, stroke } from '../svg.ts';
import { deep } from './character.ts';
import type { FaceLayout } from './faces.ts';
import { both, type DrawHead, FACE } from './head-parts.ts';
import type { Pose } from './skeleton.ts';

export const robot: DrawHead = ({ pen, who, pose }) => {
  const light = lighten(who.accent, 0.45);
  const screen: Color = '#243149';
  const face = { ...FACE, apart: 23, eyeY: -2, eye: 9, mouthY: 18, mouthWidth: 12, shift: 3 };
  return (
    stroke('M0 -54V-78', deep(who.coat), 6) +
    pen.disc(0, -84, 10, who.accent, 3) +
    both((side) =>
      pen.form(d`M${side * 60} -18H${side * 76}Q${side * 80} 2 ${side * 76} 22H${side * 60}Z`, who.accent, 2),
    ) +
    pen.form('M-42 -56H42Q66 -56 66 -32V26Q66 52 42 52H-42Q-66 52 -66 26V-32Q-66 -56 -42 -56Z', who.coat) +
    pen.flat('M-32 -38H38Q52 -38 52 -24V18Q52 34 38 34H-32Q-48 34 -48 18V-24Q-48 -38 -32 -38Z', screen) +
    path('M-32 -38H2L-22 34H-32Q-48 34 -48 18V-24Q-48 -38 -32 -38Z', '#ffffff', { opacity: 0.08 }) +
    robotEyes(face, pose, light) +
    stroke(pose.mouth === 'open' ? 'M-9 14Q3 28 15 14Z' : 'M-9 15Q3 24 15 15', light, 4)
  );
};

function robotEyes({ apart, eyeY, eye, shift }: FaceLayout, { eyes }: Pose, light: Color): Svg {
  if (eyes === undefined || eyes === 'open')
    return both(
      (side) =>
        ellipse(shift + side * apart, eyeY - 3, eye, eye * 1.15, light) +
        circle(shift + side * apart + 3, eyeY - 7, 2.8, '#ffffff'),
    );
  if (eyes === 'down')
    return both((side) => rect(shift + side * apart - eye, eyeY - 1, eye * 2, eye * 1.1, light, { rx: 4 }));
  const bend = eyes === 'happy' ? -12 : 10;
  return both((side) => stroke(d`M${shift + side * apart - 9} ${eyeY}q9 ${bend} 18 0`, light, 4.4));
}
