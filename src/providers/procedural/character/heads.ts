import { type Color, darken, lighten, mix } from '../color.ts';
import type { Pen } from '../pen.ts';
import { circle, d, ellipse, group, path, rect, type Svg, stroke } from '../svg.ts';
import { type Character, deep } from './character.ts';
import { drawFace, type FaceLayout } from './faces.ts';
import type { Pose } from './skeleton.ts';

/** What every head is drawn from. Heads are about 60 units in radius around 0 0, and look to the right. */
export interface HeadBrief {
  readonly pen: Pen;
  readonly who: Character;
  readonly pose: Pose;
}

type DrawHead = (brief: HeadBrief) => Svg;

const FACE: FaceLayout = { apart: 25, eyeY: 0, eye: 8, mouthY: 33, mouthWidth: 8, shift: 5 };
const NOSE: Color = '#2d2630';

const both = (draw: (side: 1 | -1) => Svg): Svg => draw(-1) + draw(1);

function pointedEars({ pen, who }: HeadBrief, spread: number, tall: number, inner: Color): Svg {
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

const roundEars = ({ pen, who }: HeadBrief, color: Color, inner: Color, x = 42, y = -42, size = 21): Svg =>
  both(
    (side) =>
      pen.disc(side * x, y, size * who.earScale, color, 3) +
      circle(side * x, y + 2, size * 0.56 * who.earScale, inner),
  );

const skull = 'M0 -54C40 -54 66 -30 66 4C66 38 38 54 0 54C-38 54 -66 38 -66 4C-66 -30 -40 -54 0 -54Z';

const whiskers = (color: Color): Svg =>
  both((side) =>
    stroke(d`M${side * 44 + 4} 22L${side * 76 + 2} 16M${side * 44 + 4} 29L${side * 75 + 2} 32`, color, 2.2, {
      opacity: 0.65,
    }),
  );

const fox: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  const head =
    'M0 -52C34 -53 58 -34 64 -6C67 8 76 18 84 23C72 36 40 56 4 57C0 58 0 58 -4 57C-40 56 -72 36 -84 23C-76 18 -67 8 -64 -6C-58 -34 -34 -53 0 -52Z';
  return (
    pointedEars(brief, 54, 54, deep(deep(who.coat))) +
    pen.form(head, who.coat) +
    pen.within(
      head,
      path(
        'M-90 16C-62 8 -34 0 -20 12C-8 22 -2 10 5 10C12 10 18 22 30 12C44 0 66 8 90 16L90 70L-90 70Z',
        who.mark,
      ),
    ) +
    drawFace({ ...FACE, apart: 27, eyeY: -2, mouthY: 36, blush: '#f0907a' }, pose, who.eyes) +
    ellipse(5, 23, 9.5, 7, NOSE) +
    ellipse(7.5, 20.5, 3, 1.8, '#ffffff', { opacity: 0.6 })
  );
};

const wolf: DrawHead = (brief) => fox(brief);

const raccoon: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  const mask = deep(deep(deep(who.coat)));
  return (
    roundEars(brief, who.coat, who.mark, 44, -44, 20) +
    pen.form(skull, who.coat) +
    pen.within(
      skull,
      path(
        'M-70 2C-50 -26 -16 -22 5 0C26 -22 58 -26 70 2C60 26 34 24 22 14C12 8 -2 8 -12 14C-26 24 -56 26 -70 2Z',
        mask,
      ),
      ellipse(5, 34, 30, 22, who.mark),
    ) +
    both((side) => circle(5 + side * 26, 0, 12, who.mark)) +
    drawFace({ ...FACE, apart: 26, mouthY: 36 }, pose, who.eyes) +
    ellipse(5, 23, 9, 6.5, NOSE)
  );
};

const cat: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  return (
    pointedEars(brief, 48, 36, '#efa5a0') +
    pen.form(skull, who.coat) +
    pen.within(
      skull,
      ellipse(5, 38, 31, 24, who.mark),
      ...[-14, 0, 14].map((x) => stroke(d`M${x} -60L${x * 0.8} ${x === 0 ? -28 : -34}`, deep(who.coat), 6)),
    ) +
    drawFace(
      { ...FACE, apart: 28, eye: 9, mouthY: 30, mouthWidth: 0, blush: '#f2938c' },
      { ...pose, mouth: pose.mouth === 'open' ? 'open' : 'calm' },
      who.eyes,
    ) +
    path('M-1 18Q5 15 11 18Q9 25 5 26Q1 25 -1 18Z', '#e27d80') +
    stroke('M5 26V29Q4 36 -6 34M5 29Q6 36 16 34', who.eyes, 2.8) +
    whiskers(mix(who.eyes, who.mark, 0.3))
  );
};

const tiger: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  const stripe = '#3a2c33';
  return (
    roundEars(brief, who.coat, '#fff1de', 44, -44, 19) +
    pen.form(skull, who.coat) +
    pen.within(
      skull,
      ellipse(5, 38, 34, 24, who.mark),
      ...[-16, 0, 16].map((x) => stroke(d`M${x} -60L${x * 0.7} -34`, stripe, 6)),
      ...[1, -1].map((side) =>
        path(
          d`M${side * 70} 0L${side * 48} 8L${side * 70} 14ZM${side * 70} 22L${side * 50} 25L${side * 66} 34Z`,
          stripe,
        ),
      ),
    ) +
    drawFace({ ...FACE, apart: 27, mouthY: 35, mouthWidth: 10 }, pose, who.eyes) +
    path('M-4 20Q5 16 14 20Q11 28 5 29Q-1 28 -4 20Z', '#d9707a')
  );
};

const lion: DrawHead = (brief) => {
  const mane = brief.pen.form(
    'M0 -84C34 -92 60 -72 72 -50C94 -36 96 -4 86 16C92 44 66 66 46 70C28 88 -28 88 -46 70C-66 66 -92 44 -86 16C-96 -4 -94 -36 -72 -50C-60 -72 -34 -92 0 -84Z',
    mix(brief.who.coat, '#8a3f22', 0.62),
  );
  const { pen, who, pose } = brief;
  return (
    mane +
    roundEars(brief, who.coat, mix(who.coat, '#8a3f22', 0.4), 42, -44, 17) +
    pen.form(skull, who.coat) +
    ellipse(5, 34, 27, 19, who.mark) +
    drawFace({ ...FACE, apart: 26, mouthY: 36 }, pose, who.eyes) +
    path('M-5 20Q5 16 15 20Q12 29 5 30Q-2 29 -5 20Z', '#7a3f38')
  );
};

const dog: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  const ear = mix(who.coat, '#4a2c26', 0.42);
  return (
    pen.form(skull, who.coat) +
    pen.within(
      skull,
      path('M5 -60C22 -40 22 -8 24 10C40 18 44 60 5 62C-34 60 -30 18 -14 10C-12 -8 -12 -40 5 -60Z', who.mark),
    ) +
    both((side) =>
      pen.form(
        d`M${side * 34} -50C${side * 62} -58 ${side * 84} -30 ${side * 82} ${6 + 16 * who.earScale}C${side * 80} ${22 + 16 * who.earScale} ${side * 58} ${20 + 16 * who.earScale} ${side * 56} 6C${side * 56} -14 ${side * 50} -26 ${side * 34} -50Z`,
        ear,
        4,
      ),
    ) +
    drawFace({ ...FACE, apart: 26, mouthY: 36, mouthWidth: 11, blush: '#f0907a' }, pose, who.eyes) +
    ellipse(5, 22, 12, 8.5, NOSE) +
    ellipse(8, 19.5, 3.6, 2, '#ffffff', { opacity: 0.6 }) +
    stroke('M5 30V36', who.eyes, 2.8)
  );
};

const bear: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  return (
    roundEars(brief, who.coat, mix(who.coat, who.mark, 0.55)) +
    pen.form(skull, who.coat) +
    ellipse(5, 29, 28, 21, who.mark) +
    drawFace(
      { ...FACE, apart: 28, eye: 7.5, eyeY: -1, mouthY: 35, mouthWidth: 9, blush: '#e88870' },
      pose,
      who.eyes,
    ) +
    ellipse(5, 21, 11, 7.5, NOSE) +
    ellipse(8, 18.5, 3.4, 2, '#ffffff', { opacity: 0.6 })
  );
};

const panda: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  const patch = '#33303c';
  const lines =
    pose.eyes === undefined || pose.eyes === 'open' || pose.eyes === 'down' ? who.eyes : '#f7f3ea';
  return (
    roundEars(brief, patch, '#4a4654', 46, -42, 22) +
    pen.form(skull, who.coat) +
    both((side) =>
      ellipse(5 + side * 27, 3, 15, 18, patch, { transform: `rotate(${side * 24} ${5 + side * 27} 3)` }),
    ) +
    both((side) => circle(5 + side * 26, 0, lines === who.eyes ? 9 : 0, '#ffffff')) +
    drawFace(
      { ...FACE, apart: 26, eye: 7, mouthY: 35 },
      { ...pose, eyes: pose.eyes },
      lines === who.eyes ? who.eyes : lines,
    ) +
    stroke(d`M-3 35Q5 42 13 35`, who.eyes, 3) +
    ellipse(5, 24, 9.5, 6.5, NOSE)
  );
};

const rabbit: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  const tall = 84 * who.earScale;
  return (
    both((side) =>
      group(
        { transform: `rotate(${side * 9} ${side * 24} -40)` },
        pen.form(
          d`M${side * 24 - 18} -38C${side * 24 - 22} ${-60 - tall * 0.6} ${side * 24 - 10} ${-50 - tall} ${side * 24} ${-50 - tall}C${side * 24 + 10} ${-50 - tall} ${side * 24 + 22} ${-60 - tall * 0.6} ${side * 24 + 18} -38Z`,
          who.coat,
          4,
        ),
        path(
          d`M${side * 24 - 9} -48C${side * 24 - 11} ${-60 - tall * 0.5} ${side * 24 - 5} ${-38 - tall} ${side * 24} ${-38 - tall}C${side * 24 + 5} ${-38 - tall} ${side * 24 + 11} ${-60 - tall * 0.5} ${side * 24 + 9} -48Z`,
          '#f3b2ac',
        ),
      ),
    ) +
    pen.form(skull, who.coat) +
    pen.within(skull, ellipse(5, 40, 29, 22, who.mark)) +
    drawFace({ ...FACE, apart: 28, eye: 8.5, mouthY: 33, mouthWidth: 7, blush: '#f3958f' }, pose, who.eyes) +
    path('M-2 19Q5 16 12 19Q10 26 5 27Q0 26 -2 19Z', '#df7f86') +
    (pose.mouth === 'open' ? '' : rect(1, 36, 8, 8, '#ffffff', { rx: 2 })) +
    whiskers(mix(who.eyes, who.mark, 0.4))
  );
};

const mouse: DrawHead = (brief) => {
  const { pen, who, pose } = brief;
  return (
    roundEars(brief, who.coat, '#f0b0ae', 54, -40, 32) +
    pen.form(skull, who.coat) +
    pen.within(skull, ellipse(5, 42, 30, 22, who.mark)) +
    drawFace({ ...FACE, apart: 25, mouthY: 35, blush: '#f3958f' }, pose, who.eyes) +
    circle(5, 22, 7.5, '#e5818a') +
    whiskers(who.eyes)
  );
};

const beak = (pen: Pen, color: Color, open: boolean): Svg =>
  (open ? path('M-9 24Q5 46 21 24Z', '#a0452f') : '') +
  pen.form('M-12 16Q6 6 26 18Q8 34 -2 31Q-11 27 -12 16Z', color, 3);

const bird: DrawHead = ({ pen, who, pose }) =>
  stroke('M-4 -50Q-12 -72 -26 -74M2 -52Q4 -74 -6 -86', deep(who.coat), 6) +
  pen.form(skull, who.coat) +
  pen.within(skull, ellipse(5, 36, 46, 34, who.mark)) +
  drawFace({ ...FACE, apart: 30, eyeY: -6, mouthY: undefined, blush: '#f0907a' }, pose, who.eyes) +
  beak(pen, '#f2a33c', pose.mouth === 'open');

const penguin: DrawHead = ({ pen, who, pose }) =>
  pen.form(skull, who.coat) +
  pen.within(
    skull,
    path('M5 -16C18 -42 58 -34 56 2C54 44 34 60 5 60C-24 60 -44 44 -46 2C-48 -34 -8 -42 5 -16Z', who.mark),
  ) +
  drawFace({ ...FACE, apart: 25, eyeY: -4, mouthY: undefined, blush: '#f5a39a' }, pose, who.eyes) +
  beak(pen, '#f2a33c', pose.mouth === 'open');

const owl: DrawHead = ({ pen, who, pose }) =>
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

const robot: DrawHead = ({ pen, who, pose }) => {
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

/** Skin, ears, hair and features; people and, behind glass, astronauts. */
const person: DrawHead = ({ pen, who, pose }) => {
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

const astronaut: DrawHead = ({ pen, who, pose }) => {
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

const HEADS: { readonly [species: string]: DrawHead } = {
  fox,
  wolf,
  raccoon,
  cat,
  tiger,
  lion,
  dog,
  bear,
  panda,
  rabbit,
  mouse,
  bird,
  penguin,
  owl,
  robot,
  astronaut,
};

export function drawHead(brief: HeadBrief): Svg {
  const { pen, who } = brief;
  const head = (HEADS[who.species] ?? person)(brief);
  const animalHair =
    who.hair !== undefined && HEADS[who.species] !== undefined && who.species !== 'astronaut'
      ? pen.form(
          'M-26 -42C-34 -62 -14 -78 4 -72C-2 -80 18 -86 26 -72C40 -72 44 -52 32 -38C26 -46 20 -48 14 -48C10 -38 -2 -36 -8 -46C-14 -38 -22 -38 -26 -42Z',
          who.hair.color,
          4,
        )
      : '';
  return head + animalHair + headwear(brief);
}

function headwear({ pen, who }: HeadBrief): Svg {
  const { hat, beanie, cap, glasses, crown } = who.extras;
  return (
    (glasses === undefined
      ? ''
      : both((side) =>
          circle(5 + side * 25, 0, 17, '#ffffff', {
            'fill-opacity': 0.18,
            stroke: glasses,
            'stroke-width': 4,
          }),
        ) + stroke('M-3 -2Q5 -7 13 -2', glasses, 4)) +
    (beanie === undefined
      ? ''
      : pen.disc(0, -92, 14, lighten(beanie, 0.35), 3) +
        pen.form('M-54 -32C-56 -72 -30 -88 0 -88C30 -88 56 -72 54 -32Z', beanie) +
        pen.form(
          'M-58 -44Q0 -58 58 -44Q62 -34 58 -24Q0 -40 -58 -24Q-62 -34 -58 -44Z',
          lighten(beanie, 0.22),
          3,
        )) +
    (hat === undefined
      ? ''
      : pen.form('M-40 -40C-42 -86 -30 -92 0 -92C30 -92 42 -86 40 -40Z', hat) +
        pen.flat('M-41 -54Q0 -44 41 -54L40 -40Q0 -30 -40 -40Z', deep(deep(hat))) +
        pen.form('M-78 -40Q0 -60 78 -40Q80 -28 0 -28Q-80 -28 -78 -40Z', hat, 3)) +
    (cap === undefined
      ? ''
      : pen.form('M-52 -34C-54 -72 -28 -84 2 -84C32 -84 54 -70 52 -34Q0 -48 -52 -34Z', cap) +
        pen.form('M10 -44Q60 -48 88 -28Q60 -30 22 -32Z', deep(cap), 2)) +
    (crown === undefined
      ? ''
      : pen.form('M-34 -46L-42 -88L-18 -66L0 -96L18 -66L42 -88L34 -46Q0 -38 -34 -46Z', crown, 4))
  );
}
