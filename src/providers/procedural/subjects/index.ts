import * as carried from './carried.ts';
import { CHARACTERS } from './characters.ts';
import * as commerce from './commerce.ts';
import * as creatures from './creatures.ts';
import * as food from './food.ts';
import * as furniture from './furniture.ts';
import * as meals from './meals.ts';
import * as outdoors from './outdoors.ts';
import * as signs from './signs.ts';
import type { Subject } from './subject.ts';
import * as vessels from './vessels.ts';
import * as wearables from './wearables.ts';

/** Everything a picture can be about. A new thing is an export in one of these files, or a file and a line here. */
export const SUBJECTS: readonly Subject[] = [
  ...CHARACTERS,
  ...Object.values(vessels),
  ...Object.values(carried),
  ...Object.values(furniture),
  ...Object.values(wearables),
  ...Object.values(signs),
  ...Object.values(outdoors),
  ...Object.values(commerce),
  ...Object.values(food),
  ...Object.values(meals),
  ...Object.values(creatures),
];

const BY_NAME = new Map(SUBJECTS.map((subject) => [subject.name, subject]));

export function findSubject(name: string): Subject | undefined {
  return BY_NAME.get(name);
}
