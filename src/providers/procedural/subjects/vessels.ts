import { darken, lighten } from '../color.ts';
import { circle, d, ellipse, path, rect, type Svg, stroke } from '../svg.ts';
import { thing } from './thing.ts';

/** A soft streak of light on something shiny. */
const gleam = (data: string, width: number, opacity = 0.35): Svg =>
  stroke(data, '#ffffff', width, { opacity });

export const bottle = thing(
  'bottle',
  [
    'water bottle',
    'wine bottle',
    'flask',
    'perfume',
    'lotion',
    'shampoo',
    'wine',
    'oil',
    'jar',
    'cosmetic',
    'serum',
    'skincare',
    'skin care',
  ],
  { width: 130, height: 310 },
  (pen, dye) =>
    pen.form(
      'M-22 -262H22V-218C22 -198 62 -190 62 -148V-14Q62 0 48 0H-48Q-62 0 -62 -14V-148C-62 -190 -22 -198 -22 -218Z',
      dye.main,
      14,
    ) +
    pen.form(
      'M-27 -304H27Q31 -304 31 -300V-260Q31 -256 27 -256H-27Q-31 -256 -31 -260V-300Q-31 -304 -27 -304Z',
      dye.second,
      8,
    ) +
    pen.flat('M-62 -124H62V-44H-62Z', dye.pale) +
    circle(0, -92, 17, dye.main) +
    rect(-26, -66, 52, 6, dye.dark, { rx: 3, opacity: 0.5 }) +
    rect(-17, -55, 34, 5, dye.dark, { rx: 2.5, opacity: 0.35 }) +
    gleam(d`M${pen.light * 40} -160Q${pen.light * 46} -90 ${pen.light * 44} -24`, 9),
);

export const mug = thing(
  'mug',
  ['cup', 'coffee', 'tea', 'teacup', 'espresso', 'latte', 'cocoa'],
  { width: 220, height: 240, besideCharacter: 0.22 },
  (pen, dye) =>
    stroke('M68 -140C128 -150 134 -50 58 -46', dye.dark, 24 + pen.outline) +
    stroke('M68 -140C124 -148 128 -54 58 -50', dye.main, 18) +
    pen.form('M-86 -176H86V-40Q86 0 46 0H-46Q-86 0 -86 -40Z', dye.main, 18) +
    pen.flat('M-86 -176A86 19 0 0 1 86 -176A86 19 0 0 1 -86 -176Z', dye.light) +
    ellipse(0, -175, 75, 14, '#6a4230') +
    ellipse(-14, -177, 44, 7, '#8d5d42') +
    pen.within(
      'M-86 -176H86V-40Q86 0 46 0H-46Q-86 0 -86 -40Z',
      path('M-90 -64Q-45 -80 0 -64T90 -64V10H-90Z', dye.dark, { opacity: 0.35 }),
    ) +
    gleam(d`M${pen.light * 60} -140V-60`, 11, 0.32) +
    [
      'M-28 -206Q-46 -226 -28 -246T-28 -284',
      'M8 -202Q-10 -222 8 -242T8 -276',
      'M42 -206Q24 -226 42 -246T42 -280',
    ]
      .map((steam) => stroke(steam, '#ffffff', 8, { opacity: 0.55 }))
      .join(''),
);

export const plant = thing(
  'plant',
  [
    'pot',
    'houseplant',
    'house plant',
    'potted plant',
    'monstera',
    'fern',
    'succulent',
    'vase',
    'seedling',
    'sprout',
  ],
  { width: 240, height: 310, besideCharacter: 0.5, natural: '#cd6f4e' },
  (pen, dye, { palette }) => {
    const leaf = palette.own(palette.foliage);
    const leaves: readonly (readonly [number, number, number])[] = [
      [-74, 1.02, 0],
      [72, 0.98, 1],
      [-44, 1.18, 1],
      [46, 1.2, 0],
      [-16, 1.34, 0],
      [20, 1.28, 1],
      [0, 1.05, 0],
    ];
    return (
      leaves
        .map(([angle, scale, tone]) => {
          const data = 'M0 0C-44 -40 -40 -110 0 -150C40 -110 44 -40 0 0Z';
          const color = tone === 0 ? leaf : darken(leaf, 0.16);
          return `<g transform="translate(0 -104) rotate(${angle}) scale(${scale})">${pen.flat(data, color)}${stroke('M0 -4V-128M0 -50L-20 -74M0 -50L20 -74M0 -84L-16 -104M0 -84L16 -104', lighten(color, 0.3), 3)}</g>`;
        })
        .join('') +
      pen.form('M-66 -104H66L52 -10Q50 0 40 0H-40Q-50 0 -52 -10Z', dye.main, 12) +
      pen.form(
        'M-74 -122H74Q78 -122 78 -118V-96Q78 -92 74 -92H-74Q-78 -92 -78 -96V-118Q-78 -122 -74 -122Z',
        dye.light,
        8,
      ) +
      stroke('M-46 -54L-30 -64L-14 -54L2 -64L18 -54L34 -64L48 -54', dye.pale, 6)
    );
  },
);

export const flower = thing(
  'bouquet',
  ['rose bouquet', 'flowerpot', 'sunflower'],
  { width: 200, height: 300, besideCharacter: 0.45 },
  (pen, dye, { palette }) => {
    const stem = palette.own(palette.foliage);
    const heads: readonly (readonly [number, number, number])[] = [
      [-58, -216, 0.9],
      [60, -222, 0.9],
      [0, -258, 1.15],
    ];
    return (
      heads.map(([x, y]) => stroke(d`M0 -80Q${x * 0.3} -150 ${x} ${y}`, stem, 7)).join('') +
      path('M-6 -120Q-60 -150 -70 -112Q-40 -92 -6 -108ZM6 -120Q60 -150 72 -116Q40 -92 6 -108Z', stem) +
      heads
        .map(([x, y, scale], index) => {
          const color = index === 1 ? dye.second : dye.main;
          const petals = [0, 60, 120, 180, 240, 300]
            .map((angle) => ellipse(0, -26, 17, 22, color, { transform: `rotate(${angle})` }))
            .join('');
          return `<g transform="translate(${x} ${y}) scale(${scale})">${petals}${pen.disc(0, 0, 16, '#f6c453', 3)}</g>`;
        })
        .join('') +
      pen.form('M-48 -104H48Q66 -50 46 -8Q44 0 36 0H-36Q-44 0 -46 -8Q-66 -50 -48 -104Z', dye.pale, 12)
    );
  },
);
