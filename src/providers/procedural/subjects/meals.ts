import { darken, lighten, mix } from '../color.ts';
import { circle, d, ellipse, path, rect, stroke } from '../svg.ts';
import { thing } from './thing.ts';

const food = { home: 'studio', besideCharacter: 0.25 } as const;
const shine = (data: string, width = 9): string => stroke(data, '#ffffff', width, { opacity: 0.45 });

export const pizza = thing(
  'pizza',
  [],
  { width: 270, height: 290, ...food, natural: '#f2c14e' },
  (pen, dye) =>
    pen.form('M-122 -226Q0 -286 122 -226L6 -2Q0 6 -6 -2Z', dye.main, 10) +
    pen.form(
      'M-134 -234Q0 -310 134 -234Q144 -214 124 -206Q0 -262 -124 -206Q-144 -214 -134 -234Z',
      '#cf8a48',
      7,
    ) +
    [
      [-48, -182],
      [42, -186],
      [-4, -122],
      [2, -224],
    ]
      .map(([x = 0, y = 0]) => pen.disc(x, y, 23, '#c9453a', 4))
      .join('') +
    [
      [-22, -154],
      [26, -142],
      [62, -208],
      [-76, -206],
    ]
      .map(([x = 0, y = 0]) => ellipse(x, y, 12, 6, '#4f9a58', { transform: `rotate(30 ${x} ${y})` }))
      .join(''),
);

export const burger = thing(
  'burger',
  ['hamburger', 'cheeseburger', 'sandwich'],
  { width: 290, height: 230, ...food, natural: '#d99650' },
  (pen, dye) =>
    pen.form('M-118 -58H118V-26Q118 0 88 0H-88Q-118 0 -118 -26Z', dye.main, 10) +
    pen.form('M-130 -96H130Q140 -78 130 -58H-130Q-140 -78 -130 -96Z', '#7a4636', 6) +
    path('M-128 -100H128L66 -62L30 -100H-30L-62 -66Z', '#f6c453') +
    stroke('M-126 -112Q-96 -94 -64 -112T0 -112T64 -112T126 -112', '#6fae4f', 17) +
    pen.form('M-124 -124C-124 -190 -70 -226 0 -226C70 -226 124 -190 124 -124Z', dye.main, 14) +
    [-56, -14, 34, 72, 10]
      .map((x, index) => ellipse(x, [-178, -200, -190, -160, -168][index] ?? 0, 8, 5, '#fff0cf'))
      .join(''),
);

export const taco = thing(
  'taco',
  ['burrito'],
  { width: 290, height: 190, ...food, natural: '#e8b45a' },
  (pen, dye) =>
    stroke('M-118 -84C-96 -168 -40 -190 0 -190C40 -190 96 -168 118 -84', '#6fae4f', 34) +
    [-76, -26, 30, 80]
      .map((x, index) => pen.disc(x, index % 3 === 0 ? -138 : -170, 19, '#d8453e', 4))
      .join('') +
    pen.form('M-140 0C-140 -96 -76 -156 0 -156C76 -156 140 -96 140 0Z', dye.main, 14) +
    [-70, 0, 62, 24, -34]
      .map((x, index) => circle(x, [-50, -104, -60, -34, -74][index] ?? 0, 6, dye.dark))
      .join(''),
);

export const cake = thing(
  'cake',
  ['birthday cake', 'cupcake', 'muffin', 'pie', 'dessert', 'wedding cake', 'cheesecake', 'chocolate cake'],
  { width: 270, height: 290, ...food, natural: '#f3b8c4' },
  (pen, dye) =>
    ellipse(0, -8, 136, 16, '#e6e9ee') +
    pen.form('M-110 -140H110V-12H-110Z', mix(dye.main, '#f6dcae', 0.5), 12) +
    pen.form(
      'M-116 -172Q-116 -190 -98 -190H98Q116 -190 116 -172V-124Q96 -88 76 -124Q56 -92 36 -124Q18 -80 -4 -124Q-24 -94 -44 -124Q-66 -86 -84 -124Q-100 -98 -116 -124Z',
      dye.main,
      8,
    ) +
    rect(-110, -70, 220, 14, dye.pale) +
    [-56, 0, 56]
      .map(
        (x) =>
          rect(x - 7, -242, 14, 54, dye.second, { rx: 4 }) +
          path(d`M${x} -282Q${x + 15} -258 ${x} -246Q${x - 15} -258 ${x} -282Z`, '#ffb347'),
      )
      .join(''),
);

export const donut = thing(
  'donut',
  ['doughnut', 'bagel'],
  { width: 260, height: 260, ...food, natural: '#f19bb4' },
  (pen, dye) =>
    pen.disc(0, -128, 126, '#d7a064', 12) +
    pen.form(
      'M0 -240C70 -240 112 -190 110 -130C112 -84 92 -70 78 -58C60 -40 44 -52 20 -34C-4 -22 -26 -46 -52 -44C-92 -50 -114 -86 -110 -130C-112 -190 -70 -240 0 -240Z',
      dye.main,
      8,
    ) +
    circle(0, -130, 44, '#b9814a') +
    circle(0, -124, 38, mix(dye.pale, '#fff6ea', 0.6)) +
    [
      [-70, -170],
      [-20, -214],
      [46, -206],
      [84, -150],
      [62, -84],
      [-62, -82],
      [-84, -126],
    ]
      .map(([x = 0, y = 0], index) =>
        stroke(
          d`M${x} ${y}l${index % 2 === 0 ? 12 : -8} 10`,
          ['#ffffff', '#f6c453', '#41c0bd'][index % 3] ?? '#ffffff',
          7,
        ),
      )
      .join(''),
);

export const cookie = thing(
  'cookie',
  ['biscuit'],
  { width: 250, height: 250, ...food, natural: '#d3a063' },
  (pen, dye) =>
    pen.disc(0, -122, 120, dye.main, 14) +
    [
      [-56, -162],
      [22, -188],
      [66, -128],
      [-14, -118],
      [-66, -84],
      [30, -60],
    ]
      .map(([x = 0, y = 0]) => pen.disc(x, y, 17, '#5d3b2b', 4))
      .join('') +
    [
      [-20, -160],
      [70, -80],
      [-30, -50],
      [44, -150],
    ]
      .map(([x = 0, y = 0]) => circle(x, y, 5, dye.dark))
      .join(''),
);

export const iceCream = thing(
  'ice cream',
  ['icecream', 'gelato', 'ice cream cone', 'sundae', 'popsicle'],
  { width: 190, height: 320, ...food, natural: '#f5b8c4' },
  (pen, dye) =>
    pen.form('M-62 -150H62L6 -4Q0 4 -6 -4Z', '#d9a05b', 8) +
    pen.within(
      'M-62 -150H62L6 -4Q0 4 -6 -4Z',
      stroke(
        'M-80 -120L20 0M-50 -150L60 -20M0 -150L70 -70M80 -120L-20 0M50 -150L-60 -20M0 -150L-70 -70',
        '#b67a3c',
        5,
      ),
    ) +
    pen.disc(-30, -190, 54, dye.main, 10) +
    pen.disc(34, -190, 52, dye.second, 10) +
    pen.disc(0, -250, 54, '#fff2d8', 10) +
    pen.disc(8, -308, 14, '#d8453e', 3),
);

export const egg = thing(
  'egg',
  ['fried egg', 'omelette', 'omelet'],
  { width: 200, height: 250, ...food, natural: '#f4e3cc' },
  (pen, dye) =>
    pen.form(
      'M0 -246C60 -246 96 -158 96 -96C96 -36 54 0 0 0C-54 0 -96 -36 -96 -96C-96 -158 -60 -246 0 -246Z',
      dye.main,
      16,
    ) + shine(d`M${pen.light * 44} -190Q${pen.light * 66} -150 ${pen.light * 70} -110`, 12),
);

export const cheese = thing(
  'cheese',
  ['cheddar'],
  { width: 290, height: 200, ...food, natural: '#f4c745' },
  (pen, dye) =>
    pen.form('M-140 -100L60 -196Q130 -176 140 -100Z', dye.light, 5) +
    pen.form('M-140 -100H140V0H-140Z', dye.main, 10) +
    [
      [-84, -54, 20],
      [-10, -30, 14],
      [52, -62, 24],
      [104, -26, 13],
    ]
      .map(([x = 0, y = 0, r = 0]) => circle(x, y, r, dye.dark))
      .join(''),
);

export const sushi = thing(
  'sushi',
  ['sashimi', 'nigiri', 'maki'],
  { width: 280, height: 170, ...food, natural: '#f58a6a' },
  (pen, dye) =>
    pen.form('M-126 -84H126V-34Q126 0 90 0H-90Q-126 0 -126 -34Z', '#fbf8f0', 10) +
    pen.form(
      'M-140 -84C-134 -150 -70 -164 0 -164C70 -164 134 -150 140 -84Q70 -104 0 -92Q-70 -80 -140 -84Z',
      dye.main,
      10,
    ) +
    stroke('M-80 -146L-60 -100M-10 -158L6 -104M60 -150L74 -100', dye.pale, 7) +
    rect(-24, -166, 48, 168, '#2c4238'),
);

export const salad = thing(
  'salad',
  [
    'bowl',
    'soup',
    'ramen',
    'noodle',
    'pasta',
    'spaghetti',
    'rice',
    'cereal',
    'vegetable',
    'food',
    'meal',
    'breakfast',
    'lunch',
    'dinner',
    'dish',
  ],
  { width: 290, height: 230, ...food },
  (pen, dye) =>
    [
      [-84, -146, 40],
      [-30, -172, 48],
      [40, -172, 46],
      [90, -144, 38],
    ]
      .map(([x = 0, y = 0, r = 0], index) => pen.disc(x, y, r, index % 2 === 0 ? '#6fae4f' : '#8bc25e', 6))
      .join('') +
    [
      [-54, -152],
      [16, -190],
      [70, -166],
    ]
      .map(([x = 0, y = 0]) => pen.disc(x, y, 19, '#d8453e', 4))
      .join('') +
    ellipse(-14, -150, 17, 12, '#f6c453') +
    pen.form('M-140 -132H140C138 -50 90 0 40 0H-40C-90 0 -138 -50 -140 -132Z', dye.main, 14) +
    rect(-140, -134, 280, 14, dye.light, { rx: 7 }),
);

export const honey = thing(
  'honey',
  ['jam', 'syrup', 'honey jar', 'maple syrup', 'marmalade'],
  { width: 200, height: 260, ...food, natural: '#e9a22f' },
  (pen, dye) =>
    pen.form(
      'M-84 -198H84Q96 -190 96 -176V-24Q96 0 72 0H-72Q-96 0 -96 -24V-176Q-96 -190 -84 -198Z',
      dye.main,
      13,
    ) +
    pen.form('M-86 -246H86Q94 -246 94 -236V-202H-94V-236Q-94 -246 -86 -246Z', darken(dye.main, 0.45), 6) +
    pen.flat('M-96 -142H96V-56H-96Z', '#fff6e2') +
    path('M0 -126C22 -100 26 -92 26 -84A26 24 0 0 1 -26 -84C-26 -92 -22 -100 0 -126Z', dye.main) +
    shine(d`M${pen.light * 70} -180V-150`) +
    rect(-60, -236, 120, 8, lighten(dye.main, 0.3), { rx: 4, opacity: 0.4 }),
);
