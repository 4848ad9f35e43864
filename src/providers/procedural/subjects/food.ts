import { d, ellipse, path, stroke } from '../svg.ts';
import { thing } from './thing.ts';

const food = { home: 'studio', besideCharacter: 0.25 } as const;
const shine = (data: string, width = 9): string => stroke(data, '#ffffff', width, { opacity: 0.45 });

export const apple = thing(
  'apple',
  ['fruit'],
  { width: 230, height: 260, ...food, natural: '#d8453e' },
  (pen, dye) =>
    stroke('M0 -196Q4 -226 20 -246', '#7a4f38', 11) +
    pen.flat('M10 -212C30 -252 72 -250 88 -238C78 -206 40 -196 10 -212Z', '#5da05b') +
    pen.form(
      'M0 -186C34 -214 112 -200 112 -112C112 -42 66 6 30 2Q0 -8 -30 2C-66 6 -112 -42 -112 -112C-112 -200 -34 -214 0 -186Z',
      dye.main,
      16,
    ) +
    shine(d`M${pen.light * 76} -150Q${pen.light * 92} -116 ${pen.light * 80} -80`, 13),
);

export const banana = thing(
  'banana',
  [],
  { width: 270, height: 210, ...food, natural: '#f4cb45' },
  (pen, dye) =>
    pen.form(
      'M-122 -176L-96 -186C-88 -116 -20 -70 60 -84C90 -90 108 -104 120 -116L132 -98C112 -30 40 6 -20 -2C-92 -14 -130 -84 -122 -176Z',
      dye.main,
      16,
    ) +
    path('M-124 -172L-94 -182L-98 -204L-116 -200Z', '#7a5a2e') +
    path('M112 -110L134 -92L140 -108L126 -120Z', '#7a5a2e') +
    stroke('M-98 -140C-76 -66 0 -36 88 -62', dye.dark, 5, { opacity: 0.6 }),
);

export const carrot = thing(
  'carrot',
  [],
  { width: 200, height: 300, ...food, natural: '#ee8434' },
  (pen, dye) =>
    [-34, 0, 34]
      .map((lean) =>
        pen.form(
          d`M0 -196C${lean - 26} -240 ${lean - 16} -290 ${lean * 1.5} -300C${lean + 24} -270 ${lean + 18} -230 0 -196Z`,
          '#4f9a58',
          4,
        ),
      )
      .join('') +
    pen.form(
      'M-54 -186C-30 -210 30 -210 54 -186C60 -120 24 -30 0 0C-24 -30 -60 -120 -54 -186Z',
      dye.main,
      12,
    ) +
    stroke('M-46 -150H-14M46 -120H18M-30 -88H-6M24 -60H6', dye.dark, 6),
);

export const strawberry = thing(
  'strawberry',
  ['berry', 'raspberry'],
  { width: 220, height: 260, ...food, natural: '#d93f48' },
  (pen, dye) =>
    pen.form(
      'M0 -200C60 -226 120 -186 104 -116C90 -56 40 -8 0 0C-40 -8 -90 -56 -104 -116C-120 -186 -60 -226 0 -200Z',
      dye.main,
      15,
    ) +
    [-56, 0, 56, -30, 30, 0, -52, 52]
      .map((x, index) =>
        ellipse(x, [-150, -150, -150, -104, -104, -56, -118, -118][index] ?? 0, 4.5, 8, dye.pale),
      )
      .join('') +
    path(
      'M0 -250L18 -214L62 -230L44 -196L84 -178L36 -172L0 -152L-36 -172L-84 -178L-44 -196L-62 -230L-18 -214Z',
      '#4f9a58',
    ),
);

export const avocado = thing(
  'avocado',
  ['guacamole'],
  { width: 220, height: 290, ...food, natural: '#4f7a45' },
  (pen, dye) =>
    pen.form(
      'M0 -286C46 -286 62 -224 72 -182C96 -150 106 -120 104 -96C100 -36 60 0 0 0C-60 0 -100 -36 -104 -96C-106 -120 -96 -150 -72 -182C-62 -224 -46 -286 0 -286Z',
      dye.main,
      12,
    ) +
    path(
      'M0 -264C34 -264 46 -212 56 -172C78 -142 86 -116 84 -96C80 -48 50 -20 0 -20C-50 -20 -80 -48 -84 -96C-86 -116 -78 -142 -56 -172C-46 -212 -34 -264 0 -264Z',
      '#e3e8a0',
    ) +
    pen.disc(0, -98, 44, '#8a5a3a', 8),
);

export const bread = thing(
  'bread',
  ['loaf', 'baguette', 'toast', 'bun', 'sourdough'],
  { width: 300, height: 190, ...food, natural: '#cf935a' },
  (pen, dye) =>
    pen.form(
      'M-140 -104C-150 -186 -76 -184 0 -184C76 -184 150 -186 140 -104V-20Q140 0 120 0H-120Q-140 0 -140 -20Z',
      dye.main,
      14,
    ) + [-74, 0, 74].map((x) => stroke(d`M${x - 26} -118L${x + 20} -164`, dye.pale, 15)).join(''),
);

export const croissant = thing(
  'croissant',
  ['pastry'],
  { width: 300, height: 190, ...food, natural: '#d99a52' },
  (pen, dye) =>
    pen.form(
      'M-148 -20C-150 -120 -70 -186 0 -186C70 -186 150 -120 148 -20C120 -8 100 -20 92 -44C72 -90 -72 -90 -92 -44C-100 -20 -120 -8 -148 -20Z',
      dye.main,
      13,
    ) +
    stroke(
      'M-54 -170Q-44 -120 -58 -78M54 -170Q44 -120 58 -78M-112 -124Q-96 -84 -98 -50M112 -124Q96 -84 98 -50M0 -182V-84',
      dye.dark,
      7,
    ),
);
