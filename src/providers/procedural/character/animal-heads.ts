import { mix } from '../color.ts';
import { circle, d, ellipse, group, path, rect, stroke } from '../svg.ts';
import { deep } from './character.ts';
import { drawFace } from './faces.ts';
import { both, type DrawHead, FACE, NOSE, pointedEars, roundEars, skull, whiskers } from './head-parts.ts';

export const fox: DrawHead = (brief) => {
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

export const wolf: DrawHead = (brief) => fox(brief);

export const raccoon: DrawHead = (brief) => {
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

export const cat: DrawHead = (brief) => {
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

export const tiger: DrawHead = (brief) => {
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

export const lion: DrawHead = (brief) => {
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

export const dog: DrawHead = (brief) => {
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

export const bear: DrawHead = (brief) => {
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

export const panda: DrawHead = (brief) => {
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

export const rabbit: DrawHead = (brief) => {
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

export const mouse: DrawHead = (brief) => {
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
