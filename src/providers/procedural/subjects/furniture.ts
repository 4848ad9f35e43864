import { darken, lighten } from '../color.ts';
import { circle, d, ellipse, path, rect, stroke } from '../svg.ts';
import { thing } from './thing.ts';

export const chair = thing(
  'chair',
  ['armchair', 'stool', 'seat'],
  { width: 210, height: 320, besideCharacter: 0.75 },
  (pen, dye) =>
    pen.limb('M54 -140L64 -6', dye.dark, 15) +
    pen.limb('M-64 -140L-74 -6', dye.dark, 15) +
    pen.limb('M-40 -150L-34 -26', darken(dye.dark, 0.14), 13) +
    pen.limb('M88 -150L96 -26', darken(dye.dark, 0.14), 13) +
    pen.limb('M-62 -150L-70 -306', dye.dark, 15) +
    pen.limb('M62 -150L72 -306', dye.dark, 15) +
    pen.form(
      'M-88 -318Q0 -340 90 -318Q96 -318 95 -308L90 -262Q89 -254 82 -254Q0 -268 -80 -254Q-87 -254 -88 -262L-93 -308Q-94 -318 -88 -318Z',
      dye.main,
      8,
    ) +
    pen.limb('M-68 -218Q0 -230 68 -218', dye.main, 14) +
    pen.limb('M-66 -184Q0 -194 66 -184', dye.main, 11) +
    pen.form(
      'M-92 -160H86Q110 -156 112 -142Q112 -126 96 -124H-90Q-106 -126 -106 -142Q-106 -156 -92 -160Z',
      dye.light,
      7,
    ) +
    pen.limb('M-68 -66H60', dye.main, 10) +
    stroke('M-70 -308Q0 -324 70 -308', '#ffffff', 4, { opacity: 0.3 }),
);

export const sofa = thing(
  'sofa',
  ['couch', 'bench', 'bed'],
  { width: 380, height: 210, home: 'room', besideCharacter: 0.55 },
  (pen, dye) =>
    [-140, 140].map((x) => pen.limb(d`M${x} -30V-6`, '#7a523c', 14)).join('') +
    pen.form('M-150 -206H150Q172 -206 172 -184V-60H-172V-184Q-172 -206 -150 -206Z', dye.main, 12) +
    stroke('M0 -196V-90', dye.dark, 4) +
    pen.form(
      'M-144 -112H0V-56H-156V-100Q-156 -112 -144 -112ZM0 -112H144Q156 -112 156 -100V-56H0Z',
      dye.light,
      8,
    ) +
    pen.form('M-164 -72H164V-38Q164 -26 152 -26H-152Q-164 -26 -164 -38Z', dye.main, 10) +
    pen.form(
      'M-172 -146Q-192 -146 -192 -124V-40Q-192 -24 -176 -24H-160Q-146 -24 -146 -40V-124Q-146 -146 -172 -146Z',
      dye.dark,
      7,
    ) +
    pen.form(
      'M172 -146Q192 -146 192 -124V-40Q192 -24 176 -24H160Q146 -24 146 -40V-124Q146 -146 172 -146Z',
      dye.dark,
      7,
    ) +
    `<g transform="rotate(-14 -96 -130)">${pen.form('M-132 -164H-64Q-58 -164 -58 -158V-96Q-58 -90 -64 -90H-132Q-138 -90 -138 -96V-158Q-138 -164 -132 -164Z', dye.second, 6)}</g>`,
);

export const table = thing(
  'table',
  ['desk', 'workbench'],
  { width: 340, height: 190, home: 'room', besideCharacter: 0.45, natural: '#b07a50' },
  (pen, dye) =>
    pen.limb('M-130 -160L-146 -6', dye.dark, 16) +
    pen.limb('M130 -160L146 -6', dye.dark, 16) +
    pen.form(
      'M-160 -186H160Q172 -186 172 -174Q172 -160 160 -160H-160Q-172 -160 -172 -174Q-172 -186 -160 -186Z',
      dye.main,
      6,
    ) +
    pen.form('M-90 -160H90V-122H-90Z', dye.light, 6) +
    circle(0, -141, 6, dye.dark),
);

export const lamp = thing(
  'lamp',
  ['floor lamp', 'desk lamp', 'lampshade', 'chandelier'],
  { width: 190, height: 320, besideCharacter: 0.85 },
  (pen, dye, { palette }) => {
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: palette.glow, opacity: 0.55 },
        { at: 1, color: palette.glow, opacity: 0 },
      ],
      'out',
    );
    return (
      defs +
      circle(0, -208, 170, fill) +
      pen.limb('M0 -190V-20', '#6a5a56', 9) +
      pen.form('M-56 -18Q0 -34 56 -18Q62 -4 54 0H-54Q-62 -4 -56 -18Z', '#5a4c4c', 5) +
      pen.form('M-46 -318H46L88 -200Q0 -180 -88 -200Z', dye.main, 12) +
      ellipse(0, -198, 78, 9, '#fff0c0', { opacity: 0.85 }) +
      stroke('M56 -196V-150', '#6a5a56', 3) +
      circle(56, -146, 5, dye.second)
    );
  },
);

export const clock = thing(
  'clock',
  ['timer', 'alarm clock', 'hourglass', 'deadline'],
  { width: 250, height: 290, besideCharacter: 0.35 },
  (pen, dye) =>
    pen.limb('M-62 -34L-86 -6', dye.dark, 18) +
    pen.limb('M62 -34L86 -6', dye.dark, 18) +
    pen.form('M-98 -236C-120 -276 -60 -304 -32 -268ZM98 -236C120 -276 60 -304 32 -268Z', dye.second, 6) +
    pen.disc(0, -138, 118, dye.main, 16) +
    pen.disc(0, -138, 90, '#fffaf0', 8) +
    [0, 90, 180, 270]
      .map((angle) => rect(-4, -218, 8, 18, dye.dark, { rx: 4, transform: `rotate(${angle} 0 -138)` }))
      .join('') +
    stroke('M0 -138V-192', '#33384a', 9) +
    stroke('M0 -138L38 -116', '#33384a', 9) +
    circle(0, -138, 9, dye.second),
);

export const telescope = thing(
  'telescope',
  ['binocular', 'spyglass'],
  { width: 230, height: 270, home: 'meadow', besideCharacter: 0.8 },
  (pen, dye) =>
    pen.limb('M0 -150L-62 -4', '#8a5f48', 11) +
    pen.limb('M0 -150L62 -4', '#8a5f48', 11) +
    pen.limb('M0 -150V-4', '#75503e', 11) +
    `<g transform="translate(0 -166) rotate(-28)">${pen.form('M-112 -15H-40V15H-112Z', dye.dark, 5)}${pen.form('M-44 -24H60V24H-44Z', dye.main, 8)}${pen.form('M60 -33H122V33H60Z', dye.light, 8)}${ellipse(122, 0, 8, 33, '#a8d8ee')}${path('M-20 -24H-6V24H-20Z', dye.second)}</g>` +
    pen.disc(0, -154, 16, lighten(dye.second, 0.1), 3),
);
