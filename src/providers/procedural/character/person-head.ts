import { type Color, darken, lighten, mix } from '../color.ts';
import type { Pen } from '../pen.ts';
import { d, ellipse, group, path, type Svg, stroke } from '../svg.ts';
import { deep } from './character.ts';
import { drawFace } from './faces.ts';
import { both, type DrawHead, FACE } from './head-parts.ts';

/** Skin, ears, hair and features; people and, behind glass, astronauts. */
export const person: DrawHead = ({ pen, who, pose }) => {
  const hair = who.hair;
  const head = 'M0 -54C34 -54 52 -32 52 -2C52 34 28 56 3 56C-24 56 -52 34 -52 -2C-52 -32 -34 -54 0 -54Z';
  return (
    (hair === undefined ? '' : hairBehind(pen, hair.color, hair.style)) +
    both((side) => pen.disc(side * 52, 6, 11, who.coat, 2)) +
    pen.form(head, who.coat, 6) +
    (who.beard === undefined
      ? ''
      : pen.within(head, path('M-60 4C-44 14 -30 16 -18 20Q5 12 28 20C38 16 48 12 60 4V70H-60Z', who.beard)) +
        ellipse(5, 32, 11, 5, who.coat)) +
    drawFace(
      {
        ...FACE,
        apart: 22,
        eyeY: 2,
        eye: 6.8,
        mouthY: 30,
        mouthWidth: 10,
        blush: mix(who.coat, '#e0604f', 0.55),
        brows: hair?.color ?? deep(who.coat),
      },
      pose,
      who.eyes,
    ) +
    stroke('M7 10Q14 18 6 20', mix(who.coat, '#7a3020', 0.4), 3) +
    (hair === undefined ? '' : hairBefore(pen, hair.color, hair.style))
  );
};

function hairBehind(pen: Pen, color: Color, style: string): Svg {
  switch (style) {
    case 'long':
      return pen.form(
        'M0 -64C46 -64 66 -34 64 4C63 40 72 66 64 84C40 92 -40 92 -64 84C-72 66 -63 40 -64 4C-66 -34 -46 -64 0 -64Z',
        darken(color, 0.12),
        5,
      );
    case 'bun':
      return pen.disc(-8, -74, 24, color, 5);
    case 'ponytail':
      return pen.form(
        'M-30 -50C-84 -62 -104 -12 -92 36C-90 54 -78 64 -70 72C-66 40 -72 8 -44 -16Z',
        darken(color, 0.1),
        5,
      );
    case 'curly':
      return pen.form(
        'M0 -76C20 -88 46 -78 54 -60C78 -54 84 -28 74 -12C86 6 76 28 62 32C40 40 -40 40 -62 32C-78 28 -86 6 -74 -12C-84 -28 -78 -54 -54 -60C-46 -78 -20 -88 0 -76Z',
        darken(color, 0.1),
        5,
      );
    default:
      return '';
  }
}

function hairBefore(pen: Pen, color: Color, style: string): Svg {
  switch (style) {
    case 'bald':
      return '';
    case 'curly':
      return pen.form(
        'M-58 2C-70 -18 -62 -40 -48 -46C-44 -64 -22 -72 -6 -66C10 -78 36 -70 44 -54C62 -48 66 -22 56 -2C50 -12 48 -20 42 -26C34 -18 20 -20 12 -28C0 -16 -20 -18 -28 -26C-40 -22 -50 -12 -58 2Z',
        color,
        5,
      );
    case 'long':
      return pen.form(
        'M-58 26C-70 -40 -38 -66 4 -64C46 -62 66 -36 57 26C52 2 46 -14 34 -28C10 -14 -24 -18 -40 -24C-48 -10 -54 4 -58 26Z',
        color,
        5,
      );
    default:
      return pen.form(
        'M-56 2C-64 -40 -34 -68 6 -66C46 -64 62 -34 55 0C50 -8 46 -16 40 -26C14 -16 -10 -22 -24 -34C-32 -20 -48 -16 -56 2Z',
        color,
        5,
      );
  }
}

export const astronaut: DrawHead = ({ pen, who, pose }) => {
  const glass = 'M5 -42C40 -42 56 -22 56 4C56 34 36 46 5 46C-26 46 -46 34 -46 4C-46 -22 -26 -42 5 -42Z';
  const shell = lighten(mix('#eef1f6', who.accent, 0.06), 0.1);
  return (
    stroke('M44 -54L58 -84', '#aab2c2', 5) +
    pen.disc(59, -88, 7, who.accent) +
    both((side) =>
      pen.form(d`M${side * 58} -20H${side * 78}Q${side * 82} 2 ${side * 78} 24H${side * 58}Z`, who.accent, 2),
    ) +
    pen.form('M0 -66C44 -66 70 -36 70 2C70 42 44 62 0 62C-44 62 -70 42 -70 2C-70 -36 -44 -66 0 -66Z', shell) +
    pen.flat(glass, '#2a3a5e') +
    pen.within(
      glass,
      group({ transform: 'translate(4 12) scale(0.72)' }, person({ pen, who, pose })),
      path('M-60 -50H0L-36 60H-60Z', '#ffffff', { opacity: 0.13 }),
      path('M12 -50H24L-12 60H-24Z', '#ffffff', { opacity: 0.1 }),
    ) +
    stroke('M30 -28Q44 -18 46 0', '#ffffff', 5, { opacity: 0.6 })
  );
};
