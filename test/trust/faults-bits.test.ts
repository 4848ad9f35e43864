import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openShop, type Shop } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { badlyTold, copyOf, filesBelow, flaws, run } from './faults/scene.ts';
import { effort, reportFigures } from './support/effort.ts';

const MANIFEST = `version: 1
site: { out_dir: art, manifest: art/images.json }
budget: { month: 100 }
defaults: { provider: stability, model: core, seed: 42, outputs: [small] }
outputs: { small: { widths: [16], formats: [webp] } }
assets: { fox: { prompt: a fox } }
`;

/** A project with one bought picture, and one purchase that was cut off. */
async function template(shop: Shop) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'imagebuild.yaml'), MANIFEST);
  expect((await run(folder, ['build'], { env: shop.env })).exitCode).toBe(0);
  return folder;
}

/** What may be damaged, and whether the lockfile is lost as well: then all depends on what the store says. */
const PARTS: {
  readonly [what: string]: {
    readonly file: RegExp;
    readonly lockLost?: boolean;
    readonly outputsLost?: boolean;
  };
} = {
  'a master': { file: /masters\/sha256\/.*png$/ },
  'a master, with its outputs gone': { file: /masters\/sha256\/.*png$/, outputsLost: true },
  'the record of what was bought': { file: /masters\/keys\/.*json$/ },
  'the record of what was bought, with the lockfile gone': { file: /masters\/keys\/.*json$/, lockLost: true },
  'a cached rendition': { file: /cache\/renditions\/..\/[0-9a-f]{64}$/, outputsLost: true },
  'a line of the ledger': { file: /ledger\.jsonl$/ },
  'the index of outputs': { file: /outputs\.json$/ },
  'the lockfile': { file: /^imagebuild\.lock$/ },
};

test.each(Object.entries(PARTS))(
  'flipped bits in %s are found when it is read, never served, and never paid for again unasked',
  async (_, { file, lockLost = false, outputsLost = false }) => {
    const shop = await openShop();
    const from = await template(shop);
    const whole = readFileSync(join(from, 'art/fox-16.webp'));
    const scratch = temporaryFolder();
    const path = filesBelow(from).find((name) => file.test(name));
    if (path === undefined) throw new Error(`there is no ${file}`);
    const bytes = readFileSync(join(from, path));
    const flips = effort(3, 20);
    for (let flip = 0; flip < flips; flip++) {
      const folder = copyOf(from, join(scratch, String(flip)));
      const at = Math.min(bytes.length - 1, Math.floor(((flip + 0.5) / flips) * bytes.length));
      const spoilt = Buffer.from(bytes);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << (flip % 7));
      writeFileSync(join(folder, path), spoilt);
      if (lockLost) rmSync(join(folder, 'imagebuild.lock'));
      if (outputsLost) rmSync(join(folder, 'art'), { recursive: true });
      // Where the cache would serve it, the master is not read.
      if (outputsLost && /sha256/.test(path)) rmSync(join(folder, '.imagebuild/cache'), { recursive: true });
      const where = `${path}, bit ${flip % 7} of byte ${at}`;
      for (const again of [1, 2]) {
        const built = await run(folder, ['build'], { env: shop.env });
        expect([where, again, badlyTold(built)]).toEqual([where, again, []]);
        expect([where, again, shop.orders().length]).toEqual([where, again, 1]);
        if (built.exitCode === 0 && !built.document.warnings.length)
          expect([where, readFileSync(join(folder, 'art/fox-16.webp')).equals(whole)]).toEqual([where, true]);
      }
      if (path === 'imagebuild.lock') continue;
      expect([where, (await flaws(folder)).filter((flaw) => !flaw.startsWith(path))]).toEqual([where, []]);
      // What was whole is put back, and all is well again.
      rmSync(join(folder, `${path}.damaged`), { force: true });
      copyFileSync(join(from, path), join(folder, path));
      const mended = await run(folder, ['build'], { env: shop.env });
      expect([where, mended.exitCode, mended.stderr]).toEqual([where, 0, mended.stderr]);
      expect([where, readFileSync(join(folder, 'art/fox-16.webp')).equals(whole)]).toEqual([where, true]);
      expect([where, shop.orders().length]).toEqual([where, 1]);
    }
    reportFigures('faults-bits', { 'flipped bits': flips });
  },
);
