import { avif } from './avif.ts';
import type { Format } from './format.ts';
import { gif } from './gif.ts';
import { ico } from './ico.ts';
import { jpeg } from './jpeg.ts';
import { jxl } from './jxl.ts';
import { png } from './png.ts';
import { svg } from './svg.ts';
import { webp } from './webp.ts';

/** All output formats. To add one: a file like its neighbours, and its line here. */
export const FORMATS: ReadonlyMap<string, Format> = new Map(
  [avif, webp, jpeg, png, gif, jxl, svg, ico].map((format) => [format.name, format]),
);
