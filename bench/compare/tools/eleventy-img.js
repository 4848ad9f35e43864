// As its documentation calls it: the function itself, whose own queue says how many files are made at once.
import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import image from '@11ty/eleventy-img';
import { FORMATS, WIDTHS } from '../work.js';

const [masters, out] = process.argv.slice(2);
const filenameFormat = (id, source, width, format) => `${parse(source).name}-${id}-${width}.${format}`;

await Promise.all(
  readdirSync(masters).map((file) =>
    image(join(masters, file), { widths: WIDTHS, formats: FORMATS, outputDir: out, filenameFormat }),
  ),
);
