// What a careful engineer writes: one master after the other, all its files at once, nothing that is there already.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import sharp from 'sharp';
import { FORMATS, WIDTHS } from '../work.js';

const [masters, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

for (const file of readdirSync(masters)) {
  const source = join(masters, file);
  const jobs = WIDTHS.flatMap((width) => FORMATS.map((format) => ({ width, format })));
  await Promise.all(jobs.map((job) => make(source, job)));
}

async function make(source, { width, format }) {
  const target = join(out, `${parse(source).name}-${width}.${format}`);
  if (isNewer(target, source)) return;
  await sharp(source)
    .autoOrient()
    .resize({ width, withoutEnlargement: true })
    .toFormat(format)
    .toFile(target);
}

function isNewer(target, source) {
  const made = statSync(target, { throwIfNoEntry: false });
  return made !== undefined && made.mtimeMs > statSync(source).mtimeMs;
}
