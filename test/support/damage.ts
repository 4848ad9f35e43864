import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What Git LFS leaves where it has not brought a file. */
export const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;

/** Ways to spoil a file by which it gets another size. */
export const DAMAGE: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['a pointer of Git LFS', () => Buffer.from(POINTER)],
  ['half a file', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['an empty file', () => Buffer.alloc(0)],
  ['a byte more', (bytes) => Buffer.concat([bytes, Buffer.from([0])])],
];

/** Files below a folder whose path ends so, absolute. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

/** Runs the real git, which fetches nothing from LFS until it is told to. */
export function gitAs(home: string): (cwd: string, ...args: string[]) => void {
  return (cwd, ...args) => {
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: home, GIT_LFS_SKIP_SMUDGE: '1' },
      stdio: 'pipe',
    });
  };
}
