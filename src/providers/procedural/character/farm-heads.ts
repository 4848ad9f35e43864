import { type Color, darken, lighten, mix } from '../color.ts';
import { circle, d, ellipse, path, stroke } from '../svg.ts';
import { deep } from './character.ts';
import { drawFace } from './faces.ts';
import { both, type DrawHead, FACE, type HeadBrief, NOSE, roundEars, skull } from './head-parts.ts';

const MUZZLE = 'M5 2C34 2 46 18 44 36C42 54 26 62 5 62C-16 62 -32 54 -34 36C-36 18 -24 2 5 2Z';

/** Ears that hang or stick out at the sides, as hoofed animals have them. */
const sideEars = ({ pen, who }: HeadBrief, drop: number): string =>
  both((side) =>
    pen.form(
      d`M${side * 48} -34C${side * 66} -46 ${side * 92} ${-34 + drop} ${side * 94} ${-18 + drop}C${side * 84} ${-4 + drop} ${side * 62} -8 ${side * 52} -16Z`,
      deep(who.coat),
      3,
    ),
  );

const nostrils = (y: number, color: string): string =>
  both((side) => ellipse(5 + side * 14, y, 4, 5.5, color));

const horns = (color: string): string =>
  both((side) => stroke(d`M${side * 28} -48C${side * 34} -66 ${side * 44} -72 ${side * 40} -84`, color, 11));

const muzzled = (brief: HeadBrief, muzzle: Color): string =>
  brief.pen.form(skull, brief.who.coat) +
  brief.pen.form(MUZZLE, muzzle, 4) +
  nostrils(26, darken(muzzle, 0.45)) +
  drawFace({ ...FACE, apart: 29, eyeY: -14, mouthY: 44, mouthWidth: 9 }, brief.pose, brief.who.eyes);

export const cow: DrawHead = (brief) =>
  sideEars(brief, 0) +
  horns('#e9dcc2') +
  muzzled(brief, brief.who.mark) +
  brief.pen.within(skull, ellipse(44, -34, 30, 34, mix(brief.who.coat, '#5a4038', 0.75), { opacity: 0.85 }));

export const horse: DrawHead = (brief) => {
  const mane = darken(brief.who.coat, 0.5);
  return (
    both((side) =>
      brief.pen.form(
        d`M${side * 20} -46L${side * 36} -88Q${side * 50} -70 ${side * 48} -40Z`,
        brief.who.coat,
        3,
      ),
    ) +
    muzzled(brief, mix(lighten(brief.who.coat, 0.25), brief.who.mark, 0.4)) +
    brief.pen.form('M-16 -54C-18 -84 14 -86 22 -62C20 -46 10 -34 4 -26C-2 -36 -12 -44 -16 -54Z', mane, 3)
  );
};

export const unicorn: DrawHead = (brief) =>
  brief.pen.form('M-9 -58L4 -122L15 -58Z', '#f0c75e', 3) +
  both((side) =>
    brief.pen.form(
      d`M${side * 24} -46L${side * 40} -86Q${side * 52} -70 ${side * 50} -40Z`,
      brief.who.coat,
      3,
    ),
  ) +
  muzzled(brief, brief.who.mark) +
  brief.pen.form(
    'M-46 -40C-62 -10 -70 20 -88 40C-96 0 -82 -60 -34 -62C-10 -64 6 -58 14 -44C-8 -50 -30 -50 -46 -40Z',
    '#e08bc0',
    4,
  );

export const pig: DrawHead = (brief) =>
  both((side) =>
    brief.pen.form(
      d`M${side * 18} -48L${side * 52} -80Q${side * 66} -52 ${side * 54} -24Z`,
      deep(brief.who.coat),
      3,
    ),
  ) +
  brief.pen.form(skull, brief.who.coat) +
  drawFace({ ...FACE, apart: 30, eyeY: -8, mouthY: 43 }, brief.pose, brief.who.eyes) +
  brief.pen.form(
    'M5 4C26 4 33 12 33 20C33 30 22 35 5 35C-12 35 -23 30 -23 20C-23 12 -16 4 5 4Z',
    deep(brief.who.coat),
    3,
  ) +
  nostrils(20, darken(brief.who.coat, 0.5));

export const sheep: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  const wool = [-58, -36, -10, 18, 42, 58].map((x, index) =>
    pen.disc(x, [-20, -46, -58, -58, -44, -18][index] ?? 0, 26, who.coat, 3),
  );
  return (
    wool.join('') +
    sideEars(brief, 14) +
    pen.form(
      'M0 -46C36 -46 54 -22 52 8C50 40 32 56 0 56C-32 56 -50 40 -52 8C-54 -22 -36 -46 0 -46Z',
      who.mark,
    ) +
    [-26, 0, 26].map((x) => pen.disc(x, -48, 20, who.coat, 2)).join('') +
    drawFace({ ...FACE, apart: 25, mouthY: 34 }, pose, who.eyes) +
    path('M-4 18H14Q12 26 5 27Q-2 26 -4 18Z', '#b98478')
  );
};

export const goat: DrawHead = (brief) =>
  both((side) =>
    stroke(d`M${side * 20} -48C${side * 22} -84 ${side * 44} -100 ${side * 58} -98`, '#cdbf9f', 12),
  ) +
  sideEars(brief, 12) +
  stroke('M5 58V86M-4 58L0 76M14 58L10 76', lighten(brief.who.coat, 0.2), 8) +
  muzzled(brief, mix(brief.who.coat, brief.who.mark, 0.6));

export const deer: DrawHead = (brief) =>
  both((side) =>
    stroke(
      d`M${side * 22} -46C${side * 26} -76 ${side * 50} -84 ${side * 50} -116M${side * 31} -72C${side * 20} -84 ${side * 22} -96 ${side * 24} -106M${side * 46} -92C${side * 62} -94 ${side * 70} -104 ${side * 72} -112`,
      '#8a6244',
      8,
    ),
  ) +
  sideEars(brief, -14) +
  brief.pen.form(skull, brief.who.coat) +
  brief.pen.within(skull, ellipse(5, 42, 32, 26, brief.who.mark)) +
  drawFace({ ...FACE, apart: 29, eye: 9, mouthY: 37 }, brief.pose, brief.who.eyes) +
  ellipse(5, 24, 11, 8, NOSE);

export const elephant: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  return (
    both(
      (side) =>
        pen.form(
          d`M${side * 42} -46C${side * 78} -72 ${side * 118} -50 ${side * 114} -4C${side * 110} 34 ${side * 80} 44 ${side * 52} 26Z`,
          who.coat,
          5,
        ) + ellipse(side * 82, -8, 20, 28, mix(who.coat, who.mark, 0.6)),
    ) +
    pen.form(skull, who.coat) +
    drawFace(
      { ...FACE, apart: 30, eyeY: -6, mouthY: 40, mouthWidth: 0 },
      { ...pose, mouth: 'calm' },
      who.eyes,
    ) +
    pen.limb('M5 10C8 40 8 62 18 74C28 84 44 78 44 64', deep(who.coat), 26) +
    stroke('M-2 32H18M0 48H20M6 64L24 58', darken(who.coat, 0.25), 2.5, { opacity: 0.6 })
  );
};

export const giraffe: DrawHead = (brief) =>
  both(
    (side) =>
      stroke(d`M${side * 16} -48V-80`, deep(brief.who.coat), 9) + circle(side * 16, -84, 9, '#8a5a3a'),
  ) +
  sideEars(brief, 0) +
  muzzled(brief, brief.who.mark) +
  brief.pen.within(
    skull,
    ...[
      [-44, -34, 14],
      [0, -44, 11],
      [46, -30, 15],
      [-58, 6, 10],
      [58, 8, 10],
    ].map(([x = 0, y = 0, r = 0]) => ellipse(x, y, r, r * 0.8, '#b97a3a', { opacity: 0.8 })),
  );

export const monkey: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  return (
    roundEars(brief, who.coat, who.mark, 66, -4, 21) +
    pen.form(skull, who.coat) +
    path(
      'M5 -26C20 -44 50 -34 50 -8C50 4 46 10 44 16C52 40 32 52 5 52C-22 52 -42 40 -34 16C-38 10 -40 4 -40 -8C-40 -34 -10 -44 5 -26Z',
      who.mark,
    ) +
    drawFace({ ...FACE, apart: 23, mouthY: 36, mouthWidth: 12 }, pose, who.eyes) +
    both((side) => ellipse(5 + side * 5, 20, 2.6, 3.4, darken(who.coat, 0.4)))
  );
};

export const frog: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  return (
    both(
      (side) => pen.disc(side * 32 + 3, -46, 25, who.coat, 4) + circle(side * 32 + 5, -46, 15, '#fffdf0'),
    ) +
    pen.form(
      'M0 -44C48 -44 76 -18 76 14C76 42 42 54 0 54C-42 54 -76 42 -76 14C-76 -18 -48 -44 0 -44Z',
      who.coat,
    ) +
    pen.within(skull, ellipse(3, 62, 60, 26, who.mark)) +
    drawFace(
      { ...FACE, apart: 32, eyeY: -46, eye: 8, mouthY: 18, mouthWidth: 22, blush: '#f09a80' },
      pose,
      who.eyes,
    )
  );
};

export const squirrel: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  return (
    both((side) =>
      pen.form(
        d`M${side * 52} -26C${side * 62} -58 ${side * 56} -84 ${side * 46} -94C${side * 32} -80 ${side * 22} -60 ${side * 18} -46Z`,
        who.coat,
        3,
      ),
    ) +
    pen.form(skull, who.coat) +
    pen.within(skull, ellipse(-30, 32, 34, 24, who.mark), ellipse(40, 32, 34, 24, who.mark)) +
    drawFace({ ...FACE, apart: 27, eye: 9, mouthY: 32, blush: '#f0907a' }, pose, who.eyes) +
    ellipse(5, 20, 7, 5, NOSE) +
    (pose.mouth === 'open' ? '' : path('M0 36H10V45H0Z', '#ffffff'))
  );
};

export const hedgehog: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  const spine = (index: number, radius: number): string => {
    const angle = Math.PI * (0.92 + index * 0.0725);
    return d`L${Math.cos(angle) * radius} ${Math.sin(angle) * radius - 2}`;
  };
  const spines = Array.from({ length: 17 }, (_, index) => spine(index, index % 2 === 0 ? 70 : 94)).join('');
  return (
    pen.form(d`M-64 30${spines}L64 30Z`, deep(who.coat), 4) +
    roundEars(brief, who.coat, who.mark, 48, -28, 14) +
    pen.form(
      'M0 -30C36 -34 62 -12 62 16C60 42 36 56 0 56C-36 56 -60 42 -62 16C-62 -12 -36 -34 0 -30Z',
      who.mark,
    ) +
    drawFace({ ...FACE, apart: 26, eyeY: 2, mouthY: 36, blush: '#f0907a' }, pose, who.eyes) +
    ellipse(5, 22, 10, 7.5, NOSE)
  );
};

export const koala: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  return (
    roundEars(brief, who.coat, who.mark, 60, -34, 34) +
    pen.form(skull, who.coat) +
    pen.within(skull, ellipse(5, 56, 34, 20, who.mark)) +
    drawFace({ ...FACE, apart: 30, mouthY: 42, mouthWidth: 7 }, pose, who.eyes) +
    pen.form('M5 -8C18 -8 20 8 19 18C18 30 12 34 5 34C-2 34 -8 30 -9 18C-10 8 -8 -8 5 -8Z', '#3a3640', 3)
  );
};
