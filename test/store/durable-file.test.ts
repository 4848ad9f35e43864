import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createWhole } from '../../src/store/durable-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a file that is made', () => {
  test('is made by the first who tries, and left as it is by all others', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'claim.json');
    const tries = Array.from({ length: 20 }, (_, number) => createWhole(path, `${number}`));
    const first = (await Promise.all(tries)).flatMap((made, number) => (made ? [number] : []));
    expect(first).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(`${first[0]}`);
    expect(readdirSync(folder)).toEqual(['claim.json']);
  });

  test('leaves alone what is there, and nothing beside it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'claim.json'), 'theirs');
    expect(await createWhole(join(folder, 'claim.json'), 'ours')).toBe(false);
    expect(readFileSync(join(folder, 'claim.json'), 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['claim.json']);
    await expect(createWhole(join(folder, 'nowhere', 'claim.json'), 'ours')).rejects.toThrow('ENOENT');
  });
});
