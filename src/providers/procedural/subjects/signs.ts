import { darken, lighten } from '../color.ts';
import { circle, d, ellipse, path, rect, stroke } from '../svg.ts';
import { thing } from './thing.ts';

const icon = { home: 'backdrop', besideCharacter: 0.35 } as const;

const OPEN_POCKET = 'M-144 -136L-16 -52Q0 -42 16 -52L144 -136V-18Q144 0 126 0H-126Q-144 0 -144 -18Z';
const CLOSED_POCKET =
  'M-126 -178H126Q144 -178 144 -160V-18Q144 0 126 0H-126Q-144 0 -144 -18V-160Q-144 -178 -126 -178Z';

export const envelope = thing(
  'envelope',
  ['mail', 'email', 'inbox', 'letter', 'newsletter', 'mailbox', 'postcard'],
  { width: 300, height: 250, ...icon },
  (pen, dye, { random }) => {
    const open = random.chance(0.6);
    const sheet =
      pen.form('M-104 -214Q-104 -222 -96 -222H96Q104 -222 104 -214V-40H-104Z', '#fffaf0', 5) +
      rect(-74, -192, 92, 12, dye.main, { rx: 6 }) +
      rect(-74, -166, 140, 12, dye.pale, { rx: 6 }) +
      rect(-74, -140, 116, 12, dye.pale, { rx: 6 });
    return (
      (open ? pen.flat('M-142 -138L-16 -242Q0 -252 16 -242L142 -138Z', dye.dark) + sheet : '') +
      pen.form(open ? OPEN_POCKET : CLOSED_POCKET, dye.main, 8) +
      pen.flat('M-138 -6L-18 -88Q0 -100 18 -88L138 -6Q132 0 124 0H-124Q-132 0 -138 -6Z', dye.light) +
      (open
        ? ''
        : pen.form(
            'M-143 -164Q-141 -178 -126 -178H126Q141 -178 143 -164L20 -78Q0 -64 -20 -78Z',
            dye.pale,
            5,
          ) + pen.disc(0, -80, 22, dye.second, 4))
    );
  },
);

export const magnifier = thing(
  'magnifier',
  ['magnifying glass', 'magnifying', 'search', 'loupe', 'lens', 'not found', 'no results'],
  { width: 270, height: 290, ...icon },
  (pen, dye) =>
    pen.limb('M44 -96L112 -20', dye.dark, 38) +
    pen.limb('M62 -76L112 -20', dye.second, 26) +
    pen.disc(-26, -178, 108, dye.main, 12) +
    pen.disc(-26, -178, 82, '#d9eef4') +
    path('M-100 -168A76 76 0 0 1 -20 -252Q-70 -230 -74 -160Q-90 -150 -100 -168Z', '#ffffff', {
      opacity: 0.75,
    }) +
    [-1, 1].map((side) => ellipse(-26 + side * 26, -186, 7.5, 10, darken(dye.main, 0.55))).join('') +
    stroke('M-44 -150Q-26 -162 -8 -150', darken(dye.main, 0.55), 6),
);

export const folder = thing(
  'folder',
  ['document', 'file', 'archive', 'paper', 'report', 'form'],
  { width: 300, height: 240, ...icon },
  (pen, dye) =>
    pen.form(
      'M-122 -216H-34Q-24 -216 -18 -206L-6 -188H122Q138 -188 138 -172V-20H-138V-200Q-138 -216 -122 -216Z',
      dye.dark,
      8,
    ) +
    `<g transform="rotate(-4)">${pen.form('M-98 -226H88V-40H-98Z', '#fffaf0', 5)}${rect(-74, -202, 90, 11, dye.pale, { rx: 5 })}${rect(-74, -178, 134, 11, dye.pale, { rx: 5 })}</g>` +
    pen.form(
      'M-136 -140H136Q154 -140 151 -122L138 -16Q136 0 120 0H-120Q-136 0 -138 -16L-151 -122Q-154 -140 -136 -140Z',
      dye.main,
      10,
    ) +
    rect(54, -44, 52, 16, dye.pale, { rx: 8 }),
);

export const cloudThing = thing(
  'cloudlet',
  ['cloud storage', 'cloud computing', 'upload', 'sync', 'backup'],
  { width: 320, height: 220, ...icon, floats: true },
  (pen, dye) =>
    pen.form(
      'M-96 -30C-166 -30 -166 -124 -100 -124C-98 -206 14 -232 44 -162C98 -184 150 -140 128 -96C172 -84 164 -30 112 -30Z',
      dye.pale,
      12,
    ) + stroke('M0 -56V-124M-30 -98L0 -128L30 -98', dye.main, 16),
);

export const bell = thing(
  'bell',
  ['notification', 'alert', 'reminder', 'alarm'],
  { width: 230, height: 280, ...icon },
  (pen, dye) =>
    pen.disc(0, -26, 27, dye.dark, 4) +
    pen.disc(0, -258, 20, dye.dark, 4) +
    pen.form(
      'M0 -252C70 -252 88 -196 90 -140C92 -92 104 -76 116 -60Q122 -44 106 -42H-106Q-122 -44 -116 -60C-104 -76 -92 -92 -90 -140C-88 -196 -70 -252 0 -252Z',
      dye.main,
      13,
    ) +
    stroke('M-86 -92H86', dye.light, 8) +
    pen.disc(78, -222, 30, dye.second, 5),
);

export const key = thing(
  'key',
  ['password', 'access', 'login', 'sign in'],
  { width: 160, height: 300, ...icon },
  (pen, dye) =>
    pen.form('M-15 -170H15V-14Q15 0 0 0Q-15 0 -15 -14Z', dye.main, 5) +
    pen.form('M15 -92H54V-64H42V-50H54V-22H15Z', dye.main, 5) +
    pen.disc(0, -224, 76, dye.main, 10) +
    pen.disc(0, -236, 28, darken(dye.main, 0.4)) +
    stroke('M-52 -246A56 56 0 0 1 -14 -284', '#ffffff', 8, { opacity: 0.5 }),
);

export const lock = thing(
  'lock',
  ['padlock', 'security', 'privacy', 'shield', 'protection', 'safe', 'secure'],
  { width: 230, height: 290, ...icon },
  (pen, dye) =>
    stroke('M-58 -160V-206C-58 -290 58 -290 58 -206V-160', '#8f97a8', 30 + pen.outline) +
    stroke('M-58 -160V-206C-58 -284 58 -284 58 -206V-160', '#c3cad6', 22) +
    pen.form(
      'M-84 -176H84Q108 -176 108 -152V-24Q108 0 84 0H-84Q-108 0 -108 -24V-152Q-108 -176 -84 -176Z',
      dye.main,
      13,
    ) +
    pen.disc(0, -104, 24, darken(dye.main, 0.5)) +
    path('M-10 -96H10L16 -44H-16Z', darken(dye.main, 0.5)),
);

export const chart = thing(
  'chart',
  [
    'graph',
    'bar chart',
    'pie chart',
    'line chart',
    'analytics',
    'dashboard',
    'statistics',
    'data',
    'growth',
    'pricing',
    'finance',
    'metric',
  ],
  { width: 320, height: 270, ...icon },
  (pen, dye) =>
    pen.form(
      'M-140 -264H140Q156 -264 156 -248V-16Q156 0 140 0H-140Q-156 0 -156 -16V-248Q-156 -264 -140 -264Z',
      '#fffaf2',
      8,
    ) +
    path('M-156 -226V-248Q-156 -264 -140 -264H140Q156 -264 156 -248V-226Z', dye.pale) +
    [0, 1, 2]
      .map((dot) => circle(-136 + dot * 20, -245, 6, [dye.main, dye.second, dye.dark][dot] ?? dye.main))
      .join('') +
    [60, 96, 78, 130, 164]
      .map((height, bar) =>
        rect(
          -124 + bar * 52,
          -30 - height,
          36,
          height,
          bar === 4 ? dye.second : bar % 2 === 0 ? dye.main : dye.light,
          { rx: 8 },
        ),
      )
      .join('') +
    stroke('M-106 -118L-54 -146L-2 -132L50 -182L102 -206', dye.dark, 6) +
    circle(102, -206, 9, dye.dark),
);

export const bulb = thing(
  'bulb',
  ['idea', 'light bulb', 'lightbulb', 'inspiration', 'innovation'],
  { width: 210, height: 310, ...icon, natural: '#f6c453' },
  (pen, dye) =>
    circle(0, -196, 160, dye.pale, { opacity: 0.5 }) +
    pen.form('M-34 -70H34V-18Q34 0 16 0H-16Q-34 0 -34 -18Z', '#8f97a8', 5) +
    stroke('M-34 -50H34M-34 -30H34', '#6b7386', 5) +
    pen.form(
      'M0 -306C66 -306 104 -258 104 -204C104 -150 54 -134 46 -76H-46C-54 -134 -104 -150 -104 -204C-104 -258 -66 -306 0 -306Z',
      dye.main,
      12,
    ) +
    stroke('M-22 -78V-150L-40 -176M22 -78V-150L40 -176M-22 -150H22', dye.dark, 6) +
    stroke('M-72 -214Q-66 -262 -28 -276', '#ffffff', 9, { opacity: 0.6 }),
);

export const box = thing(
  'box',
  ['package', 'parcel', 'crate', 'delivery', 'carton', 'shipping', 'order', 'product', 'object'],
  { width: 280, height: 240, besideCharacter: 0.35, natural: '#cf9a62' },
  (pen, dye) =>
    pen.form('M-120 -170L0 -140V0L-120 -36Z', dye.main, 0.1) +
    pen.form('M120 -170L0 -140V0L120 -36Z', dye.dark, 0.1) +
    pen.flat('M-120 -170L0 -204L120 -170L0 -140Z', darken(dye.dark, 0.3)) +
    pen.flat('M-120 -170L0 -140L-34 -100L-156 -132ZM120 -170L0 -140L34 -100L156 -132Z', dye.light) +
    pen.flat('M-120 -170L0 -204L-30 -240L-146 -206ZM120 -170L0 -204L30 -240L146 -206Z', dye.main) +
    path('M30 -62L70 -74V-44L30 -32Z', dye.pale, { opacity: 0.7 }),
);

export const book = thing(
  'book',
  ['notebook', 'novel', 'magazine', 'guide', 'journal', 'diary', 'bible', 'textbook'],
  { width: 260, height: 270, besideCharacter: 0.25 },
  (pen, dye) =>
    pen.form('M-108 0Q-118 -12 -108 -26H104V0Z', dye.second, 3) +
    pen.form('M-98 -34H92V-62H-98Q-108 -48 -98 -34Z', lighten(dye.second, 0.45), 3) +
    `<g transform="translate(4 -62) rotate(7)">${pen.form('M-78 -196H78Q90 -196 90 -184V0H-78Q-90 -6 -90 -18V-184Q-90 -196 -78 -196Z', dye.dark, 5)}${pen.flat('M-80 -18H86V-4H-78Q-84 -10 -80 -18Z', '#fff8ea')}${pen.form('M-78 -200H78Q90 -200 90 -188V-18H-78Q-90 -18 -90 -8V-188Q-90 -200 -78 -200Z', dye.main, 8)}${path('M-66 -200V-18H-78Q-90 -18 -90 -8V-188Q-90 -200 -78 -200Z', dye.dark)}${circle(14, -124, 30, dye.pale)}${rect(-26, -76, 80, 10, dye.pale, { rx: 5 })}${rect(-10, -56, 48, 8, dye.pale, { rx: 4 })}</g>`,
);

export const gift = thing(
  'gift',
  ['present box', 'surprise', 'birthday', 'reward'],
  { width: 230, height: 260, ...icon },
  (pen, dye) =>
    pen.form('M-94 -130H94V-14Q94 0 80 0H-80Q-94 0 -94 -14Z', dye.main, 12) +
    pen.form('M-110 -178H110V-126H-110Z', dye.light, 8) +
    path('M-20 -178H20V0H-20Z', dye.second) +
    stroke('M0 -182C-80 -262 -104 -182 0 -182C80 -262 104 -182 0 -182', dye.second, 17),
);

export const trophy = thing(
  'trophy',
  ['award', 'winner', 'prize', 'medal', 'achievement', 'goal'],
  { width: 250, height: 290, ...icon, natural: '#efb63f' },
  (pen, dye) =>
    stroke('M-78 -246C-150 -256 -146 -150 -56 -146M78 -246C150 -256 146 -150 56 -146', dye.dark, 16) +
    pen.form('M-14 -120H14V-46H-14Z', dye.dark, 3) +
    pen.form('M-86 -282H86C86 -180 60 -112 0 -108C-60 -112 -86 -180 -86 -282Z', dye.main, 12) +
    pen.form('M-66 -48H66V0H-66Z', '#5a4a58', 6) +
    path('M0 -250L13 -218L46 -216L20 -195L29 -162L0 -180L-29 -162L-20 -195L-46 -216L-13 -218Z', dye.pale) +
    rect(-30, -32, 60, 14, dye.light, { rx: 4 }),
);

export const rocket = thing(
  'rocket',
  ['spaceship', 'spacecraft', 'launch', 'startup', 'shuttle'],
  { width: 210, height: 330, home: 'space', besideCharacter: 1.1, floats: true },
  (pen, dye) =>
    path('M-34 -62Q0 40 34 -62Z', '#ffb347') +
    path('M-18 -62Q0 4 18 -62Z', '#fff0b0') +
    pen.form(
      'M-50 -160C-104 -120 -104 -70 -98 -40L-42 -78ZM50 -160C104 -120 104 -70 98 -40L42 -78Z',
      dye.main,
      6,
    ) +
    pen.form(
      'M0 -326C58 -270 66 -180 46 -78Q44 -66 32 -66H-32Q-44 -66 -46 -78C-66 -180 -58 -270 0 -326Z',
      '#f4f3f0',
      12,
    ) +
    pen.within(
      'M0 -326C58 -270 66 -180 46 -78Q44 -66 32 -66H-32Q-44 -66 -46 -78C-66 -180 -58 -270 0 -326Z',
      path('M-80 -330H80V-258Q0 -238 -80 -258Z', dye.main),
      path('M-80 -104H80V-84H-80Z', dye.second),
    ) +
    pen.disc(0, -196, 31, dye.dark) +
    pen.disc(0, -196, 22, '#8fd0ea') +
    stroke(d`M-10 -204Q-6 -212 4 -212`, '#ffffff', 5, { opacity: 0.8 }),
);
