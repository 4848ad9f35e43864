import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import sharp from 'sharp';
import { compare, toPlanes } from '../encoders/metrics.js';
import { resizeTo } from '../encoders/pictures/index.js';

const FORMAT_OF = { '.avif': 'avif', '.webp': 'webp', '.jpeg': 'jpeg', '.jpg': 'jpeg' };

/** How near files are to their masters at the files' own size. Equal bytes are looked at once. */
export function createLikeness(masters, widths) {
  const known = new Map();
  const names = readdirSync(masters)
    .map((file) => parse(file).name)
    .sort((a, b) => b.length - a.length);

  /** All pictures in a folder, one master after the other, so that only its references are in memory. */
  return async function likenessOf(folder) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => FORMAT_OF[parse(file).ext])
      .map((file) => ({
        path: join(folder, file),
        format: FORMAT_OF[parse(file).ext],
        master: masterOf(file),
      }));
    const rows = [];
    for (const name of names) {
      const master = readFileSync(join(masters, `${name}.png`));
      const planes = new Map();
      for (const file of files.filter((one) => one.master === name))
        rows.push(await row(file, master, planes));
    }
    return rows;
  };

  function masterOf(file) {
    return names.find((name) => parse(file).name.startsWith(`${name}-`));
  }

  async function row({ path, format, master: name }, master, planes) {
    const bytes = readFileSync(path);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const key = `${name} ${digest}`;
    if (!known.has(key)) known.set(key, await near(bytes, master, planes));
    return { name, format, bytes: bytes.length, digest, ...known.get(key) };
  }

  async function near(bytes, master, planes) {
    const { data, info } = await sharp(bytes)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (!widths.includes(info.width)) throw new Error(`a file is ${info.width} pixels wide`);
    if (!planes.has(info.width)) {
      const [reference] = await resizeTo(master, [info.width]);
      planes.set(info.width, toPlanes(reference));
    }
    const { ssim, chromaPsnr } = compare(planes.get(info.width), toPlanes({ ...info, data }));
    return { width: info.width, ssim, chromaPsnr };
  }
}
