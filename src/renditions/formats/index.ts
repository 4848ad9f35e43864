import { avif } from './avif.ts';
import type { Format } from './format.ts';
import { jpeg } from './jpeg.ts';
import { png } from './png.ts';
import { webp } from './webp.ts';

/** All output formats. To add one: a file like its neighbours, and its line here. */
export const FORMATS: ReadonlyMap<string, Format> = new Map(
  [avif, webp, jpeg, png].map((format) => [format.name, format]),
);
