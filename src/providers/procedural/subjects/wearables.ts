import { darken, lighten } from '../color.ts';
import { circle, d, ellipse, path, rect, stroke } from '../svg.ts';
import { thing } from './thing.ts';

const shoeBody =
  'M-138 -44C-140 -100 -132 -148 -112 -168Q-96 -148 -64 -152Q-40 -154 -34 -172C-20 -160 -6 -142 16 -122C46 -98 120 -96 140 -62Q146 -50 142 -34H-138Z';

export const shoe = thing(
  'shoe',
  ['sneaker', 'trainer', 'footwear', 'running shoe', 'sandal', 'high heel', 'boot'],
  { width: 310, height: 190, besideCharacter: 0.18 },
  (pen, dye) =>
    pen.form(shoeBody, dye.main, 14) +
    pen.within(
      shoeBody,
      path('M70 -120C90 -96 96 -64 92 -30H160V-130Z', dye.light),
      path('M-150 -180H-96C-100 -130 -96 -80 -84 -30H-150Z', dye.dark),
      path('M-70 -36C-40 -110 20 -104 66 -60C30 -76 -10 -70 -34 -36Z', dye.second),
    ) +
    [0, 1, 2, 3]
      .map((lace) => stroke(d`M${-30 + lace * 20} ${-158 + lace * 17}l22 -16`, '#fffaf0', 7))
      .join('') +
    pen.form(
      'M-142 -40H146Q154 -26 146 -12Q142 0 126 0H-126Q-142 0 -146 -14Q-148 -30 -142 -40Z',
      '#fbf6ec',
      6,
    ) +
    stroke('M-136 -16H142', dye.second, 5),
);

export const bag = thing(
  'bag',
  [
    'handbag',
    'backpack',
    'rucksack',
    'satchel',
    'tote',
    'purse',
    'suitcase',
    'luggage',
    'shopping bag',
    'basket',
  ],
  { width: 230, height: 280, besideCharacter: 0.4 },
  (pen, dye) =>
    stroke('M-52 -180C-56 -282 56 -282 52 -180', dye.dark, 15 + pen.outline) +
    pen.form('M-104 -196H104L118 -18Q118 0 100 0H-100Q-118 0 -118 -18Z', dye.main, 14) +
    pen.form('M-104 -196H104L108 -128Q0 -96 -108 -128Z', dye.light, 8) +
    pen.form('M-20 -132H20V-92Q0 -78 -20 -92Z', dye.second, 4) +
    circle(0, -104, 6, '#fff4da') +
    stroke('M-98 -18H98', dye.pale, 4, { 'stroke-dasharray': '10 9' }),
);

export const headphones = thing(
  'headphones',
  ['headphone', 'headset', 'earphone', 'music', 'podcast', 'speaker'],
  { width: 270, height: 280, besideCharacter: 0.3 },
  (pen, dye) =>
    stroke('M-98 -110C-112 -292 112 -292 98 -110', dye.dark, 26 + pen.outline) +
    stroke('M-98 -116C-110 -284 110 -284 98 -116', dye.main, 20) +
    stroke('M-72 -218Q0 -272 72 -218', dye.light, 10) +
    pen.form(
      'M-66 -140Q-54 -140 -54 -128V-22Q-54 -10 -66 -10H-84Q-96 -10 -96 -22V-128Q-96 -140 -84 -140ZM66 -140Q54 -140 54 -128V-22Q54 -10 66 -10H84Q96 -10 96 -22V-128Q96 -140 84 -140Z',
      dye.pale,
      6,
    ) +
    pen.form('M-88 -148Q-132 -146 -132 -75Q-132 -2 -88 -2Z', dye.main, 9) +
    pen.form('M88 -148Q132 -146 132 -75Q132 -2 88 -2Z', dye.main, 9) +
    [-1, 1].map((side) => ellipse(side * 112, -75, 8, 26, dye.second)).join(''),
);

export const watch = thing(
  'watch',
  ['smartwatch', 'wristwatch', 'wrist watch'],
  { width: 150, height: 320, besideCharacter: 0.2 },
  (pen, dye) =>
    pen.form(
      'M-44 -230L-34 -312Q-33 -320 -24 -320H24Q33 -320 34 -312L44 -230ZM-44 -90L-34 -8Q-33 0 -24 0H24Q33 0 34 -8L44 -90Z',
      dye.main,
      8,
    ) +
    [-26, -46, -274, -294].map((y) => rect(-5, y, 10, 6, dye.dark, { rx: 3 })).join('') +
    pen.form('M74 -176H86V-148H74Z', '#9aa1ae', 2) +
    pen.form(
      'M-46 -242H46Q76 -242 76 -212V-108Q76 -78 46 -78H-46Q-76 -78 -76 -108V-212Q-76 -242 -46 -242Z',
      '#dfe3ea',
      8,
    ) +
    pen.flat(
      'M-40 -228H40Q62 -228 62 -206V-114Q62 -92 40 -92H-40Q-62 -92 -62 -114V-206Q-62 -228 -40 -228Z',
      '#232a3d',
    ) +
    circle(0, -160, 44, 'none', {
      stroke: lighten(dye.main, 0.1),
      'stroke-width': 9,
      'stroke-linecap': 'round',
      'stroke-dasharray': '200 80',
      transform: 'rotate(-90 0 -160)',
    }) +
    circle(0, -160, 28, 'none', {
      stroke: dye.second,
      'stroke-width': 8,
      'stroke-linecap': 'round',
      'stroke-dasharray': '110 70',
      transform: 'rotate(-90 0 -160)',
    }) +
    circle(0, -160, 9, '#ffffff'),
);

export const glassesThing = thing(
  'phone',
  ['smartphone', 'mobile', 'tablet', 'app', 'screen', 'device', 'chat', 'message'],
  { width: 170, height: 310, besideCharacter: 0.5 },
  (pen, dye) =>
    pen.form(
      'M-60 -310H60Q80 -310 80 -290V-20Q80 0 60 0H-60Q-80 0 -80 -20V-290Q-80 -310 -60 -310Z',
      '#2b3148',
      8,
    ) +
    pen.flat(
      'M-56 -296H56Q66 -296 66 -286V-24Q66 -14 56 -14H-56Q-66 -14 -66 -24V-286Q-66 -296 -56 -296Z',
      dye.pale,
    ) +
    path('M-66 -180Q-20 -214 10 -184T66 -196V-24Q66 -14 56 -14H-56Q-66 -14 -66 -24Z', dye.main) +
    circle(30, -240, 24, dye.second) +
    rect(-48, -110, 96, 16, '#ffffff', { rx: 8, opacity: 0.85 }) +
    rect(-48, -82, 70, 16, '#ffffff', { rx: 8, opacity: 0.6 }) +
    rect(-48, -48, 52, 22, darken(dye.main, 0.3), { rx: 11 }) +
    rect(-20, -290, 40, 8, '#2b3148', { rx: 4 }),
);
