import { darken } from '../color.ts';
import { circle, d, ellipse, path, rect, stroke } from '../svg.ts';
import { thing } from './thing.ts';

const icon = { home: 'backdrop', besideCharacter: 0.35 } as const;

export const cart = thing(
  'shopping cart',
  ['cart', 'trolley', 'shopping trolley', 'checkout', 'grocery cart', 'ecommerce', 'e commerce'],
  { width: 300, height: 270, home: 'backdrop', besideCharacter: 0.6 },
  (pen, dye) =>
    stroke('M-144 -246H-108L-62 -78H96', dye.dark, 16 + pen.outline) +
    pen.form('M-98 -206H142L108 -98H-70Z', dye.main, 9) +
    stroke('M-48 -200L-34 -104M2 -200L6 -104M52 -200L46 -104M100 -200L84 -104M-88 -154H122', dye.pale, 7) +
    stroke('M-62 -78L-72 -52H100', dye.dark, 13) +
    [-48, 80].map((x) => pen.disc(x, -24, 24, '#3d434f', 4) + circle(x, -24, 9, '#c6ccd4')).join(''),
);

export const creditCard = thing(
  'credit card',
  ['debit card', 'bank card', 'payment card', 'payment', 'gift card', 'visa card', 'banking'],
  { width: 320, height: 220, ...icon, natural: '#3f74c8' },
  (pen, dye) =>
    pen.form(
      'M-138 -206H138Q156 -206 156 -188V-24Q156 -6 138 -6H-138Q-156 -6 -156 -24V-188Q-156 -206 -138 -206Z',
      dye.main,
      8,
    ) +
    rect(-156, -176, 312, 34, darken(dye.main, 0.55)) +
    pen.form('M-124 -122H-76V-84H-124Z', '#e9c35e', 3) +
    stroke('M-100 -122V-84M-124 -103H-76', '#b98d35', 3) +
    [0, 1, 2, 3].map((at) => rect(-124 + at * 48, -64, 36, 10, dye.pale, { rx: 5 })).join('') +
    rect(-124, -38, 110, 9, dye.light, { rx: 4.5 }) +
    circle(92, -46, 24, '#f07a4a', { opacity: 0.95 }) +
    circle(118, -46, 24, '#f6c453', { opacity: 0.85 }),
);

export const checkMark = thing(
  'check mark',
  [
    'checkmark',
    'check sign',
    'tick',
    'tick mark',
    'checkbox',
    'check icon',
    'done icon',
    'success icon',
    'confirmation',
  ],
  { width: 270, height: 270, ...icon, natural: '#3fa66b' },
  (pen, dye) => pen.disc(0, -132, 128, dye.main, 14) + stroke('M-62 -130L-16 -82L70 -176', '#ffffff', 32),
);

export const rack = thing(
  'server rack',
  [
    'server',
    'data center',
    'data centre',
    'datacenter',
    'datacentre',
    'server room',
    'hosting',
    'database',
    'mainframe',
  ],
  { width: 220, height: 330, home: 'backdrop', besideCharacter: 1.05, natural: '#4d5a78' },
  (pen, dye) =>
    pen.form('M-96 -322H96Q106 -322 106 -312V-14H-106V-312Q-106 -322 -96 -322Z', darken(dye.main, 0.35), 9) +
    rect(-84, -14, 34, 14, '#2b3040') +
    rect(50, -14, 34, 14, '#2b3040') +
    [0, 1, 2, 3, 4, 5]
      .map((at) => {
        const y = -306 + at * 47;
        return (
          pen.form(d`M-90 ${y}H90V${y + 38}H-90Z`, dye.main, 3) +
          [0, 1, 2]
            .map((light) =>
              circle(
                -72 + light * 17,
                y + 19,
                5.5,
                ['#5fe0a0', '#5fe0a0', '#f6c453'][(light + at) % 3] ?? '#5fe0a0',
              ),
            )
            .join('') +
          stroke(d`M-10 ${y + 13}H74M-10 ${y + 25}H74`, darken(dye.main, 0.4), 6)
        );
      })
      .join(''),
);

export const logo = thing(
  'logo',
  ['logotype', 'monogram', 'brand mark', 'brandmark'],
  { width: 280, height: 280, ...icon },
  (pen, dye) =>
    pen.disc(0, -138, 136, dye.main, 12) +
    circle(0, -138, 114, 'none', { stroke: dye.pale, 'stroke-width': 6 }) +
    path('M0 -214L66 -100H26L0 -146L-26 -100H-66Z', '#ffffff') +
    circle(0, -78, 17, dye.second),
);

export const shelf = thing(
  'shelf',
  ['shelving', 'wall shelf', 'rack shelf', 'bookrack'],
  { width: 320, height: 300, home: 'room', besideCharacter: 0.9, natural: '#b98052' },
  (pen, dye) =>
    pen.form('M-150 -296H150V0H-150Z', darken(dye.main, 0.35), 6) +
    [-286, -190, -94]
      .map(
        (y, row) =>
          [0, 1, 2, 3, 4, 5]
            .map((at) =>
              rect(
                -132 + at * 34 + row * 14,
                y + 20 + ((at * 7 + row * 5) % 18),
                26,
                66 - ((at * 7 + row * 5) % 18),
                [dye.second, '#f2e6cf', '#4a6fb5', '#d8564a', '#4d9a6a', '#e0a832'][(at + row * 2) % 6] ??
                  dye.second,
                { rx: 3 },
              ),
            )
            .join('') + pen.form(d`M-156 ${y + 84}H156V${y + 100}H-156Z`, dye.main, 2),
      )
      .join('') +
    pen.form('M-156 -304H156V-286H-156Z', dye.main, 2),
);

export const calendar = thing(
  'calendar',
  ['schedule', 'planner', 'appointment'],
  { width: 280, height: 270, ...icon },
  (pen, dye) =>
    pen.form(
      'M-124 -246H124Q136 -246 136 -234V-12Q136 0 124 0H-124Q-136 0 -136 -12V-234Q-136 -246 -124 -246Z',
      '#fffaf2',
      8,
    ) +
    path('M-136 -184V-234Q-136 -246 -124 -246H124Q136 -246 136 -234V-184Z', dye.main) +
    [-70, 70].map((x) => stroke(d`M${x} -266V-222`, dye.dark, 14)).join('') +
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
      .map((at) =>
        rect(-110 + (at % 4) * 58, -162 + Math.floor(at / 4) * 52, 42, 36, at === 6 ? dye.second : dye.pale, {
          rx: 7,
        }),
      )
      .join(''),
);

export const camera = thing(
  'camera',
  ['photo camera', 'video camera', 'webcam', 'dslr'],
  { width: 300, height: 220, ...icon, natural: '#4a4f60' },
  (pen, dye) =>
    pen.form('M-58 -178L-40 -214H40L58 -178Z', dye.dark, 4) +
    pen.form(
      'M-126 -182H126Q144 -182 144 -164V-18Q144 0 126 0H-126Q-144 0 -144 -18V-164Q-144 -182 -126 -182Z',
      dye.main,
      10,
    ) +
    rect(-144, -140, 288, 22, dye.light) +
    pen.disc(0, -88, 72, '#e6e9ee', 6) +
    pen.disc(0, -88, 54, '#2b3040', 6) +
    circle(0, -88, 32, '#4a78b8') +
    circle(-14, -102, 10, '#ffffff', { opacity: 0.8 }) +
    rect(92, -170, 34, 18, dye.second, { rx: 5 }),
);

export const globe = thing(
  'globe',
  ['earth', 'world', 'world map', 'worldwide', 'internet'],
  { width: 260, height: 260, ...icon, natural: '#4a9be4' },
  (pen, dye) =>
    pen.disc(0, -130, 126, dye.main, 14) +
    pen.within(
      'M-126 -130a126 126 0 1 1 252 0a126 126 0 1 1 -252 0Z',
      path(
        'M-120 -190C-80 -240 -30 -230 -20 -196C-10 -160 -60 -160 -66 -126C-70 -90 -104 -120 -126 -130ZM30 -160C60 -200 130 -190 130 -130C120 -60 70 -30 50 -60C30 -86 10 -110 30 -160ZM-50 -60C-20 -76 10 -50 0 -20C-20 0 -60 -20 -50 -60Z',
        '#6fae5f',
      ),
    ),
);

export const gear = thing(
  'gear',
  ['cog', 'cogwheel', 'settings icon', 'settings', 'automation'],
  { width: 270, height: 270, ...icon, natural: '#7d8798' },
  (pen, dye) =>
    [0, 45, 90, 135]
      .map((angle) => rect(-26, -266, 52, 264, dye.main, { rx: 10, transform: `rotate(${angle} 0 -134)` }))
      .join('') +
    pen.disc(0, -134, 96, dye.main, 10) +
    circle(0, -134, 44, dye.pale) +
    circle(0, -134, 44, 'none', { stroke: dye.dark, 'stroke-width': 8 }),
);

export const pencil = thing(
  'pencil',
  ['pen', 'quill'],
  { width: 130, height: 320, ...icon, natural: '#f4c745' },
  (pen, dye) =>
    pen.form('M-34 -286H34V-76H-34Z', dye.main, 8) +
    path('M-10 -286H10V-76H-10Z', dye.light) +
    pen.form('M-34 -76H34L0 0Z', '#f0d2a4', 5) +
    path('M-11 -24H11L0 0Z', '#33384a') +
    rect(-35, -296, 70, 16, '#c6ccd4') +
    pen.form('M-34 -296V-308Q-34 -320 -18 -320H18Q34 -320 34 -308V-296Z', '#e88a94', 3),
);

export const megaphone = thing(
  'megaphone',
  ['loudspeaker', 'bullhorn', 'announcement'],
  { width: 310, height: 240, ...icon },
  (pen, dye) =>
    pen.limb('M-62 -92L-40 -18', dye.dark, 34) +
    pen.form(
      'M-130 -164H-30L104 -236V-24L-30 -84H-130Q-146 -84 -146 -100V-148Q-146 -164 -130 -164Z',
      dye.main,
      11,
    ) +
    ellipse(104, -130, 22, 106, dye.second) +
    stroke('M140 -172L156 -186M146 -130H168M140 -88L156 -74', dye.dark, 9),
);

export const pin = thing(
  'map pin',
  ['location pin', 'location', 'map marker', 'place marker', 'pin'],
  { width: 210, height: 290, ...icon, natural: '#d8453e' },
  (pen, dye) =>
    ellipse(0, -6, 60, 12, '#2b3040', { opacity: 0.2 }) +
    pen.form(
      'M0 -4C-60 -84 -96 -130 -96 -188C-96 -246 -54 -286 0 -286C54 -286 96 -246 96 -188C96 -130 60 -84 0 -4Z',
      dye.main,
      12,
    ) +
    pen.disc(0, -186, 40, '#ffffff', 4),
);

export const coin = thing(
  'coin',
  ['money', 'cash', 'dollar', 'euro', 'wallet', 'savings', 'currency'],
  { width: 250, height: 250, ...icon, natural: '#efb63f' },
  (pen, dye) =>
    pen.disc(0, -124, 122, dye.main, 13) +
    circle(0, -124, 92, 'none', { stroke: dye.dark, 'stroke-width': 7 }) +
    stroke(
      'M34 -160Q20 -182 -6 -178Q-38 -172 -32 -148Q-26 -128 4 -124Q38 -118 38 -96Q36 -70 0 -68Q-28 -68 -38 -90M0 -196V-52',
      dye.dark,
      14,
    ),
);
