import { abstract } from './abstract.ts';
import { backdrop } from './backdrop.ts';
import { city } from './city.ts';
import { desert } from './desert.ts';
import { forest } from './forest.ts';
import { meadow, park } from './meadow.ts';
import { mountains } from './mountains.ts';
import { greenhouse, kitchen, library, livingRoom, office } from './rooms.ts';
import type { Setting } from './setting.ts';
import { beach, ocean } from './shore.ts';
import { sky } from './sky.ts';
import { snow } from './snow.ts';
import { space } from './space.ts';
import { studio } from './studio.ts';
import { underwater } from './underwater.ts';

/** Every place a picture can show. A new one is a file (or an export) and a line here. */
export const SETTINGS: readonly Setting[] = [
  forest,
  meadow,
  park,
  beach,
  ocean,
  underwater,
  mountains,
  desert,
  snow,
  city,
  space,
  sky,
  livingRoom,
  office,
  kitchen,
  library,
  greenhouse,
  studio,
  backdrop,
  abstract,
];

export function findSetting(name: string): Setting {
  return SETTINGS.find((setting) => setting.name === name) ?? backdrop;
}
