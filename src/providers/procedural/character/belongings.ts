import { type Color, darken, lighten } from '../color.ts';
import type { Pen } from '../pen.ts';
import { circle, d, ellipse, path, type Svg, stroke } from '../svg.ts';

/** Things small enough for a hand, drawn around the hand at 0 0. */
export const BELONGINGS: { readonly [name: string]: (pen: Pen, color: Color) => Svg } = {
  book: (pen, color) =>
    pen.flat('M-48 -26Q-24 -36 0 -24Q24 -36 48 -26V24Q24 16 0 26Q-24 16 -48 24Z', '#fff8ea') +
    pen.form('M-52 -20Q-26 -30 0 -17Q26 -30 52 -20V32Q26 22 0 34Q-26 22 -52 32Z', color, 5) +
    stroke('M0 -17V34', darken(color, 0.3), 3) +
    path('M-40 -8Q-26 -13 -12 -7V4Q-26 -1 -40 4Z', lighten(color, 0.55)),
  mug: (pen, color) =>
    stroke('M16 -12Q34 -12 32 2Q30 14 14 12', darken(color, 0.15), 7) +
    pen.form('M-18 -22H18V12Q18 22 8 22H-8Q-18 22 -18 12Z', color, 4) +
    ellipse(0, -22, 18, 5, darken(color, 0.4)) +
    stroke('M-6 -34Q-12 -42 -6 -50M6 -34Q0 -42 6 -50', '#ffffff', 3, { opacity: 0.7 }),
  brush: (pen, color) =>
    stroke('M-12 16L20 -30', '#b9814f', 6) +
    pen.flat('M16 -36L27 -28L32 -44Q24 -48 16 -36Z', color) +
    stroke('M16 -34L26 -27', '#c9ced6', 5),
  pan: (pen, color) =>
    stroke('M0 0L22 -4', '#4a4a58', 8) +
    pen.form('M20 -16H90Q90 12 70 12H40Q20 12 20 -16Z', color, 4) +
    ellipse(55, -16, 35, 6, darken(color, 0.45)) +
    ellipse(52, -19, 16, 5, '#fff8ea') +
    circle(54, -21, 5, '#f4b73f'),
  can: (pen, color) =>
    stroke('M4 -6Q24 -34 44 -6', darken(color, 0.2), 6) +
    pen.form('M4 -8H48V30Q48 36 42 36H10Q4 36 4 30Z', color, 4) +
    stroke('M46 22L78 -8', color, 8) +
    pen.flat('M70 -14L84 0L90 -12L80 -20Z', lighten(color, 0.25)) +
    [0, 1, 2].map((drop) => ellipse(92 + drop * 9, 14 + drop * 17, 3.4, 5.4, '#7cc7e6')).join(''),
  balloon: (pen, color) =>
    stroke('M0 0Q10 -60 4 -104', '#8a8799', 2.4) +
    pen.form(
      'M4 -186C38 -186 48 -150 34 -124Q20 -104 4 -102Q-12 -104 -26 -124C-40 -150 -30 -186 4 -186Z',
      color,
    ) +
    ellipse(18, -160, 6, 11, '#ffffff', { opacity: 0.5, transform: 'rotate(20 18 -160)' }),
  flower: (pen, color) =>
    stroke('M0 14Q4 -20 0 -44', '#4f9a68', 5) +
    path('M1 -10Q22 -24 26 -8Q14 0 1 -6Z', '#5dab6e') +
    [0, 72, 144, 216, 288]
      .map((angle) => ellipse(0, -62, 9, 13, color, { transform: `rotate(${angle} 0 -50)` }))
      .join('') +
    pen.disc(0, -50, 8, '#f6c453'),
  lantern: (pen, color) =>
    stroke('M0 0V14', '#4a4654', 4) +
    circle(0, 44, 52, '#ffe08a', { opacity: 0.28 }) +
    pen.form('M-18 16H18L22 26H-22Z', color, 2) +
    pen.flat('M-18 26H18V58H-18Z', '#ffe9a8') +
    path('M0 32Q9 44 0 54Q-9 44 0 32Z', '#f59a3c') +
    pen.form('M-22 58H22V66H-22Z', color, 2),
  envelope: (pen, color) =>
    pen.form('M-44 -26H44V32H-44Z', lighten(color, 0.55), 4) +
    stroke('M-44 -26L0 10L44 -26', darken(color, 0.1), 4),
  gift: (pen, color) =>
    pen.form('M-36 -22H36V36H-36Z', color, 5) +
    path('M-6 -22H6V36H-6Z', '#fff3dc') +
    stroke('M0 -22Q-30 -48 -24 -24M0 -22Q30 -48 24 -24', '#fff3dc', 6),
  heart: (pen, color) => pen.form('M0 38C-58 0 -40 -46 0 -18C40 -46 58 0 0 38Z', color, 5),
  umbrella: (pen, color) =>
    stroke('M0 16V-128', '#6b5a52', 5) +
    pen.form(
      'M-104 -112C-92 -190 92 -190 104 -112Q86 -126 70 -112Q52 -126 35 -112Q18 -126 0 -112Q-18 -126 -35 -112Q-52 -126 -70 -112Q-86 -126 -104 -112Z',
      color,
    ) +
    stroke(d`M0 -172V-182`, '#6b5a52', 5),
  laptop: (pen, color) =>
    pen.form('M-22 -58H62Q70 -58 72 -50L84 14H-6L-28 -48Q-30 -58 -22 -58Z', lighten(color, 0.2), 4) +
    circle(30, -22, 8, '#ffffff', { opacity: 0.8 }),
};
