import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { OutputIndex } from '../../src/site/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const facts = (text: string) => ({
  renderKey: 'key-1',
  digest: digestOf(text),
  format: 'webp',
  width: 1,
  height: 1,
});

function open(folder: string, published = new Map()) {
  return new OutputIndex(folder, join(folder, 'outputs.json'), () => published);
}

/** A folder whose index knows a.webp, saved so many milliseconds after the file was written. */
async function indexed(later: number) {
  const folder = temporaryFolder();
  const path = join(folder, 'a.webp');
  writeFileSync(path, 'good');
  // Whole seconds, because utimes cannot set what a file system keeps below a millisecond.
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const index = open(folder);
  index.record('a.webp', facts('good'));
  await index.save(statSync(path).mtimeMs + later);
  return { folder, path, modified: statSync(path).mtimeMs / 1000 };
}

test('a file as it was written is fresh for its key alone', async () => {
  const { folder } = await indexed(0);
  expect(open(folder).state('a.webp', 'key-1')).toBe('fresh');
  expect(open(folder).state('a.webp', 'key-2')).toBe('stale');
  expect(open(folder).state('b.webp', 'key-1')).toBe('missing');
});

test.each([0, 1, 1999, 60_000])(
  'an edit of the same size that sets the time back is noticed, saved %d ms later',
  async (later) => {
    const { folder, path, modified } = await indexed(later);
    writeFileSync(path, 'evil');
    utimesSync(path, modified, modified);
    expect(open(folder).state('a.webp', 'key-1')).toBe('modified');
  },
);

test('an edit of another size or at another time is noticed', async () => {
  const { folder, path } = await indexed(60_000);
  writeFileSync(path, 'longer than before');
  expect(open(folder).state('a.webp', 'key-1')).toBe('modified');
  writeFileSync(path, 'evil');
  utimesSync(path, 1, 1);
  expect(open(folder).state('a.webp', 'key-1')).toBe('modified');
});

test('a file that was only touched is fresh', async () => {
  const { folder, path } = await indexed(60_000);
  utimesSync(path, 1, 1);
  expect(open(folder).state('a.webp', 'key-1')).toBe('fresh');
});

test('a committed file is taken over when the site manifest promises those very bytes, made of what is wanted', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.webp'), 'good');
  const { renderKey: key, ...published } = { ...facts('good'), key: 'key-1' };
  const stateOf = (promised: object) => open(folder, new Map([['a.webp', promised]])).state('a.webp', key);
  expect(stateOf(published)).toBe('fresh');
  expect(stateOf({ ...published, digest: digestOf('x') })).toBe('modified');
  expect(stateOf({ ...published, digest: digestOf('x'), key: 'key-0' })).toBe('unverified');
  expect(stateOf({ ...published, key: 'key-0' })).toBe('stale');
  expect(open(folder).state('a.webp', key)).toBe('unverified');
});

test('where the index does not fit, the committed site manifest is asked before a file is called modified', async () => {
  const { folder, path } = await indexed(60_000);
  const { renderKey: _, ...pulled } = { ...facts('pulled'), key: 'key-2' };
  const published = new Map([['a.webp', pulled]]);
  const stateOf = (key: string) => open(folder, published).state('a.webp', key);
  // The file of before is still there, and made from what is no longer wanted.
  expect([stateOf('key-1'), stateOf('key-2')]).toEqual(['fresh', 'stale']);
  writeFileSync(path, 'pulled');
  expect([stateOf('key-2'), stateOf('key-3')]).toEqual(['fresh', 'stale']);
  expect(open(folder, published).facts('a.webp')).toMatchObject({ digest: digestOf('pulled'), key: 'key-2' });
  expect(open(folder, published).isOurs('a.webp')).toBe(true);
  writeFileSync(path, 'by hand');
  // Nothing says what the bytes for the third key should be; for the first one the index does, for the second the site manifest.
  expect([stateOf('key-1'), stateOf('key-2'), stateOf('key-3')]).toEqual([
    'modified',
    'modified',
    'unverified',
  ]);
  expect(open(folder, published).isOurs('a.webp')).toBe(false);
});

test('a damaged index is as good as none', async () => {
  const { folder } = await indexed(0);
  writeFileSync(join(folder, 'outputs.json'), '{"version":1');
  expect([open(folder).existed, open(folder).state('a.webp', 'key-1')]).toEqual([false, 'unverified']);
});

test('what a site manifest promises is known when that is gone, where the bytes agree', async () => {
  const folder = temporaryFolder();
  for (const [name, text] of [
    ['a', 'good'],
    ['b', 'by hand'],
  ] as const)
    writeFileSync(join(folder, `${name}.webp`), text);
  const { renderKey: key, ...published } = facts('good');
  const promised = { ...published, key };
  const index = open(folder, new Map([...'abc'].map((name) => [`${name}.webp`, promised])));
  for (const name of 'abcd') index.keepPublished(`${name}.webp`);
  await index.save(Date.now());
  const later = open(folder);
  expect([...'abcd'].filter((name) => later.isOurs(`${name}.webp`))).toEqual(['a']);
  expect(later.pathsBelow('')).toEqual(['a.webp']);
});
