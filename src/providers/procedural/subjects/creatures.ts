import { darken, lighten } from '../color.ts';
import { circle, d, path, stroke } from '../svg.ts';
import { thing } from './thing.ts';

const eye = (x: number, y: number, size = 11): string =>
  circle(x, y, size, '#2a2433') + circle(x + size * 0.3, y - size * 0.35, size * 0.32, '#ffffff');

export const fish = thing(
  'fish',
  ['goldfish', 'salmon fish', 'shark', 'koi'],
  { width: 310, height: 210, home: 'underwater', floats: true, besideCharacter: 0.35, natural: '#f08a4a' },
  (pen, dye) =>
    pen.form(
      'M-70 -106C-110 -180 -150 -178 -152 -166Q-126 -110 -152 -44C-150 -30 -110 -36 -70 -106Z',
      dye.dark,
      5,
    ) +
    pen.form('M-20 -172C0 -214 60 -210 72 -186L50 -150Z', dye.dark, 4) +
    pen.form('M-96 -106C-60 -176 40 -196 110 -150Q146 -126 150 -104C130 -44 20 -6 -96 -106Z', dye.main, 13) +
    stroke('M-10 -158Q24 -106 -6 -56M34 -166Q66 -106 36 -48', dye.pale, 10) +
    eye(104, -120) +
    stroke('M118 -84Q130 -82 138 -90', darken(dye.main, 0.4), 5),
);

export const whale = thing(
  'whale',
  ['dolphin', 'orca'],
  { width: 330, height: 240, home: 'underwater', floats: true, besideCharacter: 0.9, natural: '#4a7fb5' },
  (pen, dye) => {
    const body =
      'M-122 -110C-80 -40 -20 -190 70 -168C140 -150 166 -100 156 -60C140 -10 60 0 0 -4C-80 -10 -120 -50 -140 -104Z';
    return (
      pen.form(
        'M-128 -96C-166 -110 -170 -158 -152 -170C-140 -150 -128 -148 -118 -150C-108 -160 -92 -168 -78 -160C-84 -126 -104 -98 -128 -96Z',
        dye.dark,
        5,
      ) +
      pen.form(body, dye.main, 13) +
      pen.within(body, path('M-140 -10C-60 -60 80 -90 170 -62V20H-140Z', dye.pale)) +
      eye(112, -84, 9) +
      stroke('M84 -184Q80 -214 56 -222M84 -184Q92 -216 116 -220', '#8fd0ea', 9) +
      pen.form('M20 -44C40 -40 50 -8 30 6C6 -4 0 -28 20 -44Z', dye.dark, 3)
    );
  },
);

export const octopus = thing(
  'octopus',
  ['squid', 'jellyfish'],
  { width: 290, height: 270, home: 'underwater', floats: true, besideCharacter: 0.6, natural: '#c96a9a' },
  (pen, dye) =>
    [-3, -2, -1, 1, 2, 3]
      .map((at) =>
        pen.limb(
          d`M${at * 20} -92C${at * 34} -50 ${at * 30} -20 ${at * 46} -12Q${at * 52} -30 ${at * 44} -40`,
          dye.main,
          25,
        ),
      )
      .join('') +
    pen.form(
      'M0 -266C74 -266 106 -210 100 -150C96 -110 70 -76 0 -76C-70 -76 -96 -110 -100 -150C-106 -210 -74 -266 0 -266Z',
      dye.main,
      14,
    ) +
    [-34, 34].map((x) => circle(x, -146, 21, '#ffffff') + eye(x + 3, -144, 11)).join('') +
    stroke('M-16 -110Q0 -98 16 -110', darken(dye.main, 0.5), 6) +
    [
      [-52, -206],
      [-20, -232],
      [56, -214],
    ]
      .map(([x = 0, y = 0]) => circle(x, y, 10, dye.light))
      .join(''),
);

export const turtle = thing(
  'turtle',
  ['tortoise'],
  { width: 310, height: 200, home: 'beach', besideCharacter: 0.35, natural: '#5d9a58' },
  (pen, dye) =>
    [-84, 62]
      .map((x) =>
        pen.form(
          d`M${x - 26} -60H${x + 26}V-8Q${x + 26} 0 ${x + 16} 0H${x - 16}Q${x - 26} 0 ${x - 26} -8Z`,
          dye.light,
          5,
        ),
      )
      .join('') +
    pen.form('M88 -70C100 -140 152 -142 154 -104C154 -76 130 -58 96 -48Z', dye.light, 6) +
    eye(130, -108, 8) +
    stroke('M132 -84Q142 -84 148 -92', darken(dye.main, 0.4), 4.5) +
    pen.form(
      'M-140 -52C-136 -150 -70 -192 -12 -192C52 -192 106 -150 110 -52Q-16 -28 -140 -52Z',
      dye.main,
      13,
    ) +
    stroke(
      'M-50 -176L-60 -128L-104 -100M36 -174L36 -128L84 -100M-60 -128H36M-60 -128L-70 -48M36 -128L46 -48',
      dye.dark,
      7,
    ),
);

export const bee = thing(
  'bee',
  ['bumblebee', 'honeybee', 'wasp', 'ladybug', 'beetle'],
  { width: 270, height: 220, home: 'meadow', floats: true, besideCharacter: 0.25, natural: '#f4c23a' },
  (pen, dye) => {
    const body =
      'M-116 -84C-116 -136 -56 -152 0 -152C64 -152 116 -128 116 -82C116 -36 62 -12 0 -12C-56 -12 -116 -32 -116 -84Z';
    return (
      pen.form('M-16 -144C-66 -226 -110 -220 -108 -186C-104 -156 -60 -142 -16 -144Z', '#dff0f6', 5) +
      pen.form('M6 -144C-4 -224 48 -236 62 -206C70 -176 40 -154 6 -144Z', '#eef7fa', 5) +
      path('M-112 -92L-140 -82L-112 -72Z', '#33303c') +
      pen.form(body, dye.main, 12) +
      pen.within(body, path('M-70 -160H-36V0H-70ZM-6 -160H28V0H-6Z', '#33303c')) +
      stroke('M84 -136Q96 -164 112 -164M98 -128Q116 -148 130 -144', '#33303c', 5) +
      eye(78, -92, 9) +
      stroke('M80 -62Q92 -54 100 -64', '#33303c', 5)
    );
  },
);

export const snail = thing(
  'snail',
  ['slug'],
  { width: 300, height: 210, home: 'meadow', besideCharacter: 0.25, natural: '#cf8a58' },
  (pen, dye) =>
    stroke('M104 -96L96 -160M122 -96L134 -158', '#d9b28a', 9) +
    eye(96, -166, 9) +
    eye(136, -164, 9) +
    pen.form(
      'M-146 -2Q-120 -44 -40 -44H60C76 -60 80 -112 114 -112C150 -112 152 -50 132 -18Q124 0 100 0H-140Q-150 0 -146 -2Z',
      '#e6c39c',
      8,
    ) +
    pen.disc(-22, -110, 94, dye.main, 12) +
    stroke(
      'M-22 -110Q-2 -112 -2 -128Q-6 -152 -34 -146Q-66 -132 -56 -96Q-38 -60 4 -70Q48 -92 42 -142',
      lighten(dye.main, 0.5),
      10,
    ),
);
