import { BELONGINGS } from '../character/belongings.ts';
import { place, type Svg } from '../svg.ts';
import type { Subject } from './subject.ts';
import { type DrawThing, type ThingFacts, thing } from './thing.ts';

/** What a character would hold, standing by itself. */
const carried = (
  name: string,
  words: readonly string[],
  facts: ThingFacts,
  x: number,
  y: number,
  scale: number,
): Subject => {
  const draw: DrawThing = (pen, dye): Svg => place(x, y, scale, BELONGINGS[name]?.(pen, dye.main) ?? '');
  return thing(name, words, facts, draw);
};

export const umbrella = carried(
  'umbrella',
  ['parasol'],
  { width: 270, height: 300, besideCharacter: 0.6 },
  0,
  -24,
  1.45,
);
export const lantern = carried(
  'lantern',
  ['torch'],
  { width: 140, height: 260, home: 'forest', besideCharacter: 0.3 },
  0,
  -220,
  3.2,
);
export const heart = carried(
  'heart',
  ['love', 'valentine', 'favorite', 'favourite'],
  { width: 260, height: 250, home: 'backdrop', besideCharacter: 0.3 },
  0,
  -108,
  2.9,
);
export const laptop = carried(
  'laptop',
  ['notebook computer', 'website', 'webpage'],
  { width: 260, height: 200, besideCharacter: 0.3 },
  -60,
  -36,
  2.4,
);
