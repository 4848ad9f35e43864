import { abstract, backdrop, studio } from './backdrops.ts';
import { city, greenhouse, kitchen, library, livingRoom, office, sky, space } from './built.ts';
import { beach, desert, forest, meadow, mountains, ocean, park, snow, underwater } from './nature.ts';
import type { Setting } from './setting.ts';

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
