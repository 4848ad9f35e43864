import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { generationKey } from '../../src/core/recipe.ts';
import {
  EMPTY_LOCKFILE,
  formatLockfile,
  formatMerge,
  isConflicted,
  type LockEntry,
  type Lockfile,
  mergeAndSettle,
  mergeConflict,
  mergeThreeWay,
  parseLockfile,
} from '../../src/lockfile/index.ts';
import { adoptedOf, entryOf } from './entries.ts';

const lock = (targets: { readonly [id: string]: LockEntry | undefined }): Lockfile => ({
  ...EMPTY_LOCKFILE,
  targets: new Map(Object.entries(targets).flatMap(([id, entry]) => (entry ? [[id, entry]] : []))),
});

const renditions = (picture: string, widths: number) => ({
  card: { key: digestOf(`${picture} card ${widths}`), files: ['a.png', `card-${widths}.png`] },
  tile: { key: digestOf(`${picture} tile`), files: ['tile.png'] },
});
const made = (picture: string, widths = 1) => entryOf(picture, { outputs: renditions(picture, widths) });

/** What people do to one entry, as a command would write it. */
const EDITS: { readonly [name: string]: (entry: LockEntry | undefined) => LockEntry | undefined } = {
  nothing: (entry) => entry,
  red: () => made('red'),
  blue: () => made('blue'),
  gone: () => undefined,
  approve: (entry) => entry && { ...entry, approval: { master: entry.master.digest, by: 'Ann' } },
  revoke: (entry) => {
    if (!entry) return undefined;
    const { approval: _, ...rest } = entry;
    return rest;
  },
  adopt: (entry) =>
    entry && {
      ...adoptedOf('by hand', { outputs: renditions('by hand', 1) }),
      key: entry.key,
      recipe: entry.recipe,
    },
  release: (entry) => (entry?.source === 'manual' ? made('first') : entry),
  widths: (entry) =>
    entry && { ...entry, outputs: { ...entry.outputs, card: renditions(entry.master.digest, 2).card } },
};
const edit = fc.constantFrom(...Object.keys(EDITS));
const beginnings: { readonly [name: string]: LockEntry | undefined } = {
  plain: made('first'),
  approved: EDITS.approve?.(made('first')),
  adopted: EDITS.adopt?.(made('first')),
  absent: undefined,
};
/** As in real lockfiles no two targets have a line of theirs in common by chance: git would take one for the other. */
function ownTo(at: number, entry: LockEntry | undefined): LockEntry | undefined {
  if (!entry) return undefined;
  const text = JSON.stringify({ ...entry, key: '' });
  const own = JSON.parse(
    text
      .replace(/sha256:[0-9a-f]{64}/g, (digest) => digestOf(`${at} ${digest}`))
      .replace(/"prompt":"/, `"prompt":"${at} `)
      .replace(/([a-z0-9-]+)\.png/g, `${at}/$1.png`)
      .replace('"bytes":1', `"bytes":${at + 1}`)
      .replace('"credits":0', `"credits":${at}`)
      .replace('"width":1', `"width":${at + 1}`)
      .replace('"height":1', `"height":${at + 1}`),
  ) as LockEntry;
  return { ...own, key: generationKey(own.recipe) };
}

const history = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(beginnings)), edit, edit), { minLength: 1, maxLength: 5 })
  .map((targets) => {
    const side = (change: (target: (typeof targets)[number]) => LockEntry | undefined) =>
      lock(Object.fromEntries(targets.map((target, at) => [`target-${at}`, ownTo(at, change(target))])));
    return {
      base: side(([began]) => beginnings[began]),
      ours: side(([began, mine]) => EDITS[mine]?.(beginnings[began])),
      theirs: side(([began, , other]) => EDITS[other]?.(beginnings[began])),
    };
  });

describe('three lockfiles', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'imagebuild-three-way-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function gitMerge(sides: { [side in 'ours' | 'base' | 'theirs']: Lockfile }, ...style: string[]): string {
    for (const [name, lockfile] of Object.entries(sides))
      writeFileSync(join(folder, name), formatLockfile(lockfile));
    try {
      const args = ['merge-file', '-p', ...style, 'ours', 'base', 'theirs'];
      return execFileSync('git', args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  test.prop([history], { numRuns: 150 })('merge as git merges their lines, where it can', (sides) => {
    const byLine = gitMerge(sides);
    const merged = mergeThreeWay(sides);
    if (isConflicted(byLine) || merged.conflicts.size > 0) return;
    const lines = parseLockfile(byLine, 'x.lock');
    // Where both have added the same block git may put it there twice, and where both have added one, in any order.
    if (!('code' in lines)) expect(formatMerge(merged)).toBe(formatLockfile(lines));
  });

  test.prop([history], { numRuns: 150 })(
    'leave what one side alone has changed as that side has it',
    (sides) => {
      const { lockfile, conflicts } = mergeThreeWay(sides);
      for (const id of new Set([
        ...sides.base.targets.keys(),
        ...sides.ours.targets.keys(),
        ...sides.theirs.targets.keys(),
      ])) {
        const [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map(({ targets }) =>
          targets.get(id),
        );
        if (JSON.stringify(base) === JSON.stringify(ours)) expect(lockfile.targets.get(id)).toEqual(theirs);
        if (JSON.stringify(base) === JSON.stringify(theirs)) expect(lockfile.targets.get(id)).toEqual(ours);
        if (conflicts.has(id)) expect(ours).not.toEqual(theirs);
      }
    },
  );

  test.prop([history, fc.constantFrom('driver', '--diff3', '--zdiff3', 'plain')], { numRuns: 200 })(
    'that are left in conflict are settled to what a merge of the whole files would settle',
    (sides, left) => {
      const merged = mergeThreeWay(sides);
      const style = left.startsWith('--') ? [left] : [];
      const text = left === 'driver' ? formatMerge(merged) : gitMerge(sides, ...style);
      const stages = {
        base: formatLockfile(sides.base),
        ours: formatLockfile(sides.ours),
        theirs: formatLockfile(sides.theirs),
      };
      if (!isConflicted(text)) return;
      const settled = mergeConflict(text, 'x.lock', undefined, stages);
      expect(settled).toEqual(mergeAndSettle(sides));
      const again = formatLockfile(settled as Lockfile);
      expect('code' in parseLockfile(again, 'x.lock')).toBe(false);
    },
  );
});
