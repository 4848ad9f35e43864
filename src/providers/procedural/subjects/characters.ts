import { drawFigure } from '../character/figure.ts';
import { SPECIES } from '../character/species.ts';
import type { Subject } from './subject.ts';

const HEIGHTS = { mascot: 318, adult: 320, young: 292, bird: 265, robot: 308, suit: 318 } as const;

/** Everybody who has a face. Species are listed in character/species.ts. */
export const CHARACTERS: readonly Subject[] = SPECIES.map(({ name, words, home, body }) => ({
  name,
  words: [...new Set([name, ...words])],
  living: true,
  home,
  width: body === 'adult' ? 190 : 220,
  height: HEIGHTS[body],
  stature: body === 'adult' ? 1.45 : body === 'young' ? 1.1 : 1,
  besideCharacter: 0.9,
  draw: ({ pen, palette, character, pose, held, carried, color }) =>
    character === undefined
      ? ''
      : drawFigure({
          pen,
          who: character,
          pose,
          held,
          carried,
          accent: palette.own(color ?? palette.accents[0] ?? '#ff7f66'),
        }),
}));
