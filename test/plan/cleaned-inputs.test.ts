import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { generationKey, type InputRole } from '../../src/core/recipe.ts';
import type { LockEntry } from '../../src/lockfile/index.ts';
import { line, planAfter, type World } from './situation.ts';

const project = (...assets: string[]) =>
  `version: 1\ndefaults: { provider: paint, seed: 1, outputs: { widths: [100] } }\nassets:\n${assets.map((asset) => `  ${asset}\n`).join('')}`;
const DEN = project('den: { prompt: a den, operation: inpaint, image: ./a.jpg, mask: ./mask.png }');

/** The photograph and the mask carry metadata; the lock was written by a version that counted whole files. */
const world = (more: World = {}): World => ({
  inputs: { 'a.jpg': 'GPS and a den', 'mask.png': 'text and a mask' },
  contents: { 'a.jpg': 'a den', 'mask.png': 'a mask' },
  ...more,
});

const lines = async (now: string, more?: World) => {
  const { targets, removals } = await planAfter(DEN, now, world(more));
  return [...targets.map(line), ...removals.map(({ id }) => `remove ${id}`)];
};

const keyOf = ({ recipe }: LockEntry, inputs: { [Role in InputRole]?: string }) =>
  generationKey({
    ...recipe,
    inputs: Object.fromEntries(Object.entries(inputs).map(([role, text]) => [role, digestOf(text)])),
  });

describe('an entry that counts whole files with their metadata', () => {
  test('is current as long as the files are what they were', async () => {
    expect(await lines(DEN)).toEqual(['reuse den: unchanged (lock stays)']);
  });

  test('is what another name asks for too, so that renaming is free', async () => {
    expect(await lines(DEN.replace('den:', 'lair:'))).toEqual(['restore lair: new', 'remove den']);
  });

  test('is made again when something else changes, and only that is given as the reason', async () => {
    const { targets } = await planAfter(DEN, DEN.replace('a den', 'a lair'), world());
    expect(targets.map(line)).toEqual(['generate den: recipe-changed prompt "a den" → "a lair" [5]']);
    expect(targets[0]?.recipe?.inputs).toEqual({ image: digestOf('a den'), mask: digestOf('a mask') });
  });

  test('is made again when the picture in one file changes, and only that file is named', async () => {
    const changed = { 'a.jpg': 'GPS and a lair', 'mask.png': 'text and a mask' };
    const now = { inputs: changed, contents: { 'a.jpg': 'a lair', 'mask.png': 'a mask' } };
    const inputsBefore = { 'a.jpg': 'GPS and a den' };
    expect(await lines(DEN, { ...now, inputsBefore })).toEqual([
      'generate den: input-changed image digest → digest [5]',
    ]);
  });

  test.each([
    ['the mask was sent as it is, and has got a text since', 'a mask'],
    ['the mask counted with its text', 'text and a mask'],
  ])('is current file by file: %s', async (_, mask) => {
    const edit: World['edit'] = (targets) => {
      const entry = targets.get('den') as LockEntry;
      const inputs = { image: digestOf('GPS and a den'), mask: digestOf(mask) };
      const key = keyOf(entry, { image: 'GPS and a den', mask });
      targets.set('den', { ...entry, key, recipe: { ...entry.recipe, inputs } });
    };
    expect(await lines(DEN, { edit })).toEqual(['reuse den: unchanged (lock stays)']);
  });

  test('keeps its key where nothing is known but that it was asked for', async () => {
    const built = await planAfter(DEN, DEN, world());
    const entry = built.targets[0]?.entry as LockEntry;
    const { targets } = await planAfter(undefined, DEN, world({ asked: [entry.key] }));
    expect(targets[0]?.key).toBe(entry.key);
    const fresh = await planAfter(undefined, DEN, world());
    expect(fresh.targets[0]?.key).toBe(keyOf(entry, { image: 'a den', mask: 'a mask' }));
  });
});

describe('an entry that counts pictures without their metadata', () => {
  const edit: World['edit'] = (targets) => {
    const entry = targets.get('den') as LockEntry;
    const inputs = { image: digestOf('a den'), mask: digestOf('a mask') };
    const sent = { image: digestOf('the copy that was sent'), mask: digestOf('a mask') };
    const recipe = { ...entry.recipe, inputs: sent, copied_from: { image: digestOf('a den') } };
    targets.set('den', { ...entry, key: generationKey({ ...entry.recipe, inputs }), recipe });
  };

  test('is current whatever metadata come and go', async () => {
    for (const text of ['GPS and a den', 'no GPS any more and a den', 'a den'])
      expect(await lines(DEN, { edit, inputs: { 'a.jpg': text, 'mask.png': text } })).toEqual([
        'reuse den: unchanged (lock stays)',
      ]);
  });

  test('names no input as changed that was only sent as a copy', async () => {
    expect(await lines(DEN.replace('a den', 'a lair'), { edit })).toEqual([
      'generate den: recipe-changed prompt "a den" → "a lair" [5]',
    ]);
  });
});

test('what is imported is counted as it is, metadata included', async () => {
  const photo = 'version: 1\nassets:\n  photo: { provider: file, operation: import, image: ./a.jpg }\n';
  const { targets } = await planAfter(undefined, photo, world());
  expect(targets[0]?.recipe?.inputs).toEqual({ image: digestOf('GPS and a den') });
});
