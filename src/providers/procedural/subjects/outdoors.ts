import { darken, lighten, mix } from '../color.ts';
import { circle, d, ellipse, path, rect, stroke } from '../svg.ts';
import { thing } from './thing.ts';

export const tree = thing(
  'tree',
  ['oak', 'maple', 'pine', 'pine tree', 'fir', 'fir tree', 'birch', 'palm tree', 'willow', 'apple tree'],
  { width: 360, height: 430, home: 'meadow', besideCharacter: 1.75 },
  (pen, dye, { palette, color }) => {
    const leaves = color === undefined ? palette.own(palette.foliage) : dye.main;
    const trunk = palette.own(palette.trunk);
    const crown =
      'M-60 -150C-150 -142 -190 -220 -146 -270C-162 -350 -70 -400 -20 -372C40 -430 140 -392 140 -316C196 -280 180 -176 110 -166C70 -130 -20 -130 -60 -150Z';
    return (
      pen.form('M-34 0C-14 -40 -16 -90 -20 -170H22C20 -90 22 -40 48 0Q6 8 -34 0Z', trunk, 8) +
      pen.limb('M10 -120Q50 -150 66 -190', trunk, 15) +
      pen.form(crown, leaves, 24) +
      pen.within(
        crown,
        ...[
          [-80, -300, 44],
          [30, -340, 52],
          [90, -250, 38],
          [-30, -220, 40],
        ].map(([x = 0, y = 0, r = 0]) =>
          path(
            d`M${x - r} ${y}A${r} ${r * 0.8} 0 0 1 ${x + r} ${y}Q${x} ${y - r * 0.35} ${x - r} ${y}Z`,
            lighten(leaves, 0.18),
            { opacity: 0.75 },
          ),
        ),
      )
    );
  },
);

export const house = thing(
  'house',
  ['home', 'cottage', 'cabin', 'hut', 'barn', 'building', 'shop', 'store', 'castle', 'lighthouse'],
  { width: 320, height: 330, home: 'meadow', besideCharacter: 1.35 },
  (pen, dye, { palette }) => {
    const wall = palette.own('#f6e6cc');
    const window = palette.time === 'night' || palette.time === 'sunset' ? '#ffd97a' : '#a8d6e6';
    const pane = (x: number, y: number) =>
      rect(x, y, 52, 56, window, { rx: 6, stroke: dye.dark, 'stroke-width': 6 }) +
      stroke(d`M${x + 26} ${y}v56M${x} ${y + 28}h52`, dye.dark, 4);
    return (
      pen.form('M66 -318H104V-210H66Z', mix(dye.dark, '#8a5040', 0.5), 4) +
      pen.form('M-130 -176L0 -284L130 -176V0H-130Z', wall, 12) +
      pen.form(
        'M0 -306L164 -170Q170 -160 160 -152L146 -146L0 -262L-146 -146L-160 -152Q-170 -160 -164 -170Z',
        dye.main,
        8,
      ) +
      pen.form('M-26 0V-92Q-26 -118 0 -118Q26 -118 26 -92V0Z', dye.second, 5) +
      circle(15, -52, 5, '#fff0c8') +
      pane(-104, -128) +
      pane(54, -128) +
      circle(0, -196, 22, window, { stroke: dye.dark, 'stroke-width': 6 })
    );
  },
);

export const boat = thing(
  'boat',
  ['ship', 'sailboat', 'sailing', 'yacht', 'canoe', 'raft'],
  { width: 310, height: 320, home: 'ocean', besideCharacter: 1.1 },
  (pen, dye) =>
    pen.limb('M0 -60V-312', '#8a6048', 9) +
    pen.form('M10 -304C90 -230 126 -150 132 -86H10Z', '#fff8ea', 10) +
    pen.form('M-10 -280C-70 -220 -102 -150 -108 -86H-10Z', dye.second, 8) +
    pen.form('M-150 -66H156Q146 -6 104 0H-92Q-138 -4 -150 -66Z', dye.main, 8) +
    stroke('M-140 -46H146', dye.pale, 7) +
    path('M4 -318L48 -306L4 -294Z', dye.main),
);

export const hotAirBalloon = thing(
  'hot air balloon',
  ['balloon', 'airship', 'zeppelin'],
  { width: 260, height: 380, home: 'sky', besideCharacter: 1.1, floats: true },
  (pen, dye) => {
    const body =
      'M0 -380C90 -380 132 -314 126 -246C122 -190 70 -150 46 -106H-46C-70 -150 -122 -190 -126 -246C-132 -314 -90 -380 0 -380Z';
    return (
      stroke('M-38 -106L-26 -54M38 -106L26 -54', '#7a5a4a', 4) +
      pen.form(body, dye.main, 18) +
      pen.within(
        body,
        path('M-44 -390C-90 -300 -60 -170 -24 -100H24C60 -170 90 -300 44 -390Z', dye.pale, { opacity: 0.9 }),
        path('M-12 -390C-30 -300 -20 -170 -6 -100H6C20 -170 30 -300 12 -390Z', dye.second),
      ) +
      pen.form('M-36 -58H36L28 -8Q26 0 18 0H-18Q-26 0 -28 -8Z', '#a8744d', 5) +
      stroke('M-34 -42H34', '#8a5b3c', 4)
    );
  },
);

export const cactus = thing(
  'cactus',
  ['cacti', 'agave'],
  { width: 210, height: 300, home: 'desert', besideCharacter: 0.8, natural: '#4d9a6a' },
  (pen, dye) =>
    pen.limb('M-4 -110H-72V-168', dye.dark, 40) +
    pen.limb('M0 -86H72V-150', dye.main, 40) +
    pen.form('M-38 0V-250Q-38 -296 0 -296Q38 -296 38 -250V0Z', dye.main, 9) +
    stroke('M-12 -270V-10M14 -270V-10', dye.light, 4) +
    circle(0, -298, 13, '#f08aa4') +
    circle(72, -172, 10, '#f08aa4'),
);

export const mushroom = thing(
  'mushroom',
  ['toadstool', 'fungus'],
  { width: 220, height: 230, home: 'forest', besideCharacter: 0.25, natural: '#d8564a' },
  (pen, dye) =>
    pen.form('M-38 -110C-26 -70 -34 -30 -46 -6Q0 8 46 -6C34 -30 26 -70 38 -110Z', '#f8ecd6', 8) +
    pen.form(
      'M0 -222C78 -222 118 -160 118 -112Q118 -94 0 -94Q-118 -94 -118 -112C-118 -160 -78 -222 0 -222Z',
      dye.main,
      10,
    ) +
    [
      [-52, -150, 16],
      [10, -184, 20],
      [66, -140, 14],
      [4, -128, 10],
    ]
      .map(([x = 0, y = 0, r = 0]) => ellipse(x, y, r, r * 0.82, '#fff6e6'))
      .join(''),
);

export const tent = thing(
  'tent',
  ['camp', 'campfire', 'camping'],
  { width: 320, height: 230, home: 'forest', besideCharacter: 0.9 },
  (pen, dye) =>
    pen.form('M-20 -220L158 0H-158Z', dye.main, 9) +
    pen.flat('M-20 -220L40 0H-88Z', dye.dark) +
    pen.flat('M-20 -220L-88 0H-46Z', dye.light) +
    pen.limb('M-28 -232L-14 -208', '#7a5a4a', 7),
);

export const bicycle = thing(
  'bicycle',
  ['bike', 'cycling', 'cyclist'],
  { width: 340, height: 220, home: 'park', besideCharacter: 0.62 },
  (pen, dye) =>
    [-100, 100]
      .map(
        (x) =>
          circle(x, -72, 66, 'none', { stroke: '#3a3f52', 'stroke-width': 11 }) +
          circle(x, -72, 66, 'none', { stroke: '#c9ced8', 'stroke-width': 2.4 }) +
          circle(x, -72, 9, dye.dark),
      )
      .join('') +
    stroke('M-100 -72L-46 -166H66L0 -72ZM-46 -166L0 -72M66 -166L100 -72M66 -166L60 -206', dye.main, 12) +
    stroke('M60 -206H92Q100 -204 98 -194', dye.dark, 9) +
    stroke('M-70 -184H-26', '#6b4a3c', 15) +
    stroke('M-46 -166L-50 -182', dye.dark, 8) +
    pen.disc(0, -72, 17, dye.second, 3),
);

export const car = thing(
  'car',
  ['van', 'taxi', 'truck', 'bus', 'vehicle'],
  { width: 400, height: 210, home: 'city', besideCharacter: 0.62 },
  (pen, dye) =>
    pen.form(
      'M-186 -36V-92Q-184 -112 -160 -116L-112 -122L-74 -182Q-66 -194 -50 -194H64Q80 -194 90 -182L134 -122Q186 -116 190 -82V-36Q190 -26 178 -26H-174Q-186 -26 -186 -36Z',
      dye.main,
      12,
    ) +
    pen.flat(
      'M-86 -122L-56 -170Q-52 -176 -44 -176H0V-122ZM16 -122V-176H58Q66 -176 72 -168L106 -122Z',
      '#bfe3ee',
    ) +
    path('M-186 -74H190V-58H-186Z', dye.light) +
    [-102, 104].map((x) => circle(x, -36, 37, '#343a4c') + circle(x, -36, 17, '#d6dae2')).join('') +
    ellipse(180, -88, 8, 12, '#fff0b8') +
    rect(10, -108, 26, 7, darken(dye.main, 0.3), { rx: 3.5 }),
);
