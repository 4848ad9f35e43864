import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codePages } from '../../src/cli/code-pages.ts';
import { createRig } from '../support/rig.ts';

const ERRORS = readFileSync(fileURLToPath(new URL('../../docs/errors.md', import.meta.url)), 'utf8');
const CODES = [...ERRORS.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map((match) => match[1] ?? '');

describe('help of a code', () => {
  test('there is a page for each code, with what it means and what to do', () => {
    const pages = codePages();
    expect(pages.map(({ code }) => code)).toEqual(CODES);
    for (const page of pages) {
      const { code, means, next, section } = page;
      expect([means, next, section], code).not.toContain('');
      expect(`${means} ${next}`, code).not.toMatch(/\]\(|\\\|| \| /);
      expect(ERRORS).toContain(`## ${section}\n`);
    }
  });

  test('it is printed, outside of any project', async () => {
    const rig = createRig();
    const { exitCode, stdout, stderr } = await rig.run(['help', 'lock-stale']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('lock-stale (error): Lockfile and store\n');
    expect(stdout).toContain('    the lockfile is not what this manifest makes');
    expect(stdout).toContain('    build where you may spend, and commit it');
    expect(stdout).toContain('docs/errors.md#lockfile-and-store');
    expect(rig.files(true)).toEqual([]);
  });

  test('as it is copied from a message, and for programs', async () => {
    const rig = createRig();
    for (const args of [
      ['help', '[unknown-placeholder]'],
      ['help', 'UNKNOWN-PLACEHOLDER'],
    ])
      expect(await rig.json(args)).toEqual({
        schemaVersion: 1,
        command: 'help',
        ok: true,
        exitCode: 0,
        code: 'unknown-placeholder',
        severity: 'error',
        section: 'The manifest: targets',
        means: '`{word}` or `[word]` means nothing here',
        next: 'see placeholders (docs/manifest.md#how-a-prompt-is-put-together) and file names (docs/renditions.md#names); a literal brace is `{{`',
        page: 'docs/errors.md#the-manifest-targets',
        errors: [],
      });
    expect(await rig.json(['help', 'kept-last'])).toMatchObject({ severity: 'warning' });
  });

  test.each([
    ['lock-stal', 'did you mean `imagebuild help lock-stale`?'],
    ['no_match', 'did you mean `imagebuild help no-match`?'],
    ['biuld', 'did you mean `imagebuild help build`?'],
    ['zzzzzzzzzzzz', '`imagebuild help` lists the commands'],
  ])('of "%s", which is none, it says so', async (name, hint) => {
    const rig = createRig();
    const { exitCode, stdout, stderr } = await rig.run(['help', name]);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toContain(`"${name}" [usage]\n`);
    expect(stderr).toContain(hint);
    const document = await rig.json(['help', name]);
    expect(document).toMatchObject({ exitCode: 3, command: 'help', errors: [{ code: 'usage' }] });
  });
});
