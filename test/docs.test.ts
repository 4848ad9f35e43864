import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { assembleCatalog } from '../src/build/index.ts';
import { COMMANDS } from '../src/cli/commands/index.ts';
import { commonOptions } from '../src/cli/flags.ts';
import { targetsOf } from './support/memory-project.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Files of ours below a folder, relative to the root. */
function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file).replaceAll('\\', '/'))
    .filter((file) => file.endsWith(ending) && statSync(join(ROOT, file)).isFile());
}

const PAGES = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...filesBelow('docs', '.md'),
  ...filesBelow('examples', '.md').filter((file) => !/\/(prompts|public|\.imagebuild)\//.test(file)),
];

/** Text outside fenced code. */
function prose(page: string): string {
  return read(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '');
}

/** A heading as the fragment of a link to it. */
function fragmentOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function fragments(page: string): string[] {
  return [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map((match) => fragmentOf(match[1] ?? ''));
}

describe('links', () => {
  it.each(PAGES)('of %s lead somewhere', (page) => {
    const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', fragment] = link.split('#');
      const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return fragment !== undefined && target.endsWith('.md') && !fragments(target).includes(fragment);
    });
    expect(broken).toEqual([]);
  });
});

describe('YAML examples', () => {
  it.each(PAGES)('of %s are YAML', (page) => {
    const blocks = [...read(page).matchAll(/^( *)```yaml\n([\s\S]*?)^\1```$/gm)];
    const errors = blocks.flatMap(([, , block = '']) =>
      parseDocument(block).errors.map(({ message }) => message),
    );
    expect(errors).toEqual([]);
  });
});

/** Codes that the source gives to diagnostics: the first argument of whatever makes one. */
function codesInSource(): Set<string> {
  const codes = new Set<string>();
  for (const file of filesBelow('src', '.ts')) {
    const text = read(file);
    for (const match of text.matchAll(/\b(?:problem|warning|refuse)\(\s*([^,;]*?),/g)) {
      const argument = match[1] ?? '';
      // Of a choice, the condition may hold other words.
      const choice = argument.slice(argument.indexOf('?') + 1);
      for (const [, code = ''] of choice.matchAll(/'([a-z][a-z0-9-]*)'/g)) codes.add(code);
    }
    // The planner's warnings begin with what makes them one; a pair of code and message stands in project.ts.
    for (const match of text.matchAll(/#warn\(\s*[^,]+,\s*'([a-z-]+)'/g)) codes.add(match[1] ?? '');
    for (const match of text.matchAll(/\[\s*'([a-z]+(?:-[a-z]+)+)',\s*`/g)) codes.add(match[1] ?? '');
  }
  // What rendering found out about a file that was made all the same.
  const told = /interface RenditionWarning \{\s*readonly code: ([^;]*);/.exec(
    read('src/renditions/encode.ts'),
  )?.[1];
  for (const [, code = ''] of (told ?? '').matchAll(/'([a-z-]+)'/g)) codes.add(code);
  const kinds =
    /export type ProviderErrorKind =([\s\S]*?);/.exec(read('src/providers/provider.ts'))?.[1] ?? '';
  for (const [, kind = ''] of kinds.matchAll(/'([a-z-]+)'/g)) {
    // These three have names of their own, or are no failure.
    if (!['refused', 'outcome-unknown', 'cancelled'].includes(kind)) codes.add(`provider-${kind}`);
  }
  return codes;
}

describe('docs/errors.md', () => {
  const documented = [...read('docs/errors.md').matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(
    (match) => match[1] ?? '',
  );

  it('explains every code there is, and none that is not', () => {
    expect([...documented].sort()).toEqual([...codesInSource()].sort());
  });

  it('explains each once', () => {
    expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
  });
});

describe('docs/commands.md', () => {
  const text = read('docs/commands.md');

  it.each(COMMANDS.map(({ name }) => name))('has the command %s', (name) => {
    expect(text).toMatch(new RegExp(`^\\| \`${name}\\b`, 'm'));
  });

  it('has the flags of single commands', () => {
    const flags = COMMANDS.flatMap(({ options }) => options?.().map(({ long }) => long) ?? []);
    expect(flags.filter((flag) => !text.includes(`\`${flag}`))).toEqual([]);
  });

  it('has every common flag, with its short form', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `-'));
    const missing = commonOptions().filter(
      ({ long, short }) =>
        !rows.some(
          (row) => row.includes(`\`${long}`) && (short === undefined || row.includes(`\`${short}\``)),
        ),
    );
    expect(missing.map(({ long }) => long)).toEqual([]);
  });

  it('has every field of an event', () => {
    const types = [...read('src/core/events.ts').matchAll(/readonly type: '([a-z-]+)'/g)].map(
      (match) => match[1] ?? '',
    );
    expect(types.filter((type) => !text.includes(`| \`${type}\` |`))).toEqual([]);
  });
});

describe('docs/manifest.md', () => {
  const blocks = [...read('docs/manifest.md').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    (match) => match[1] ?? '',
  );
  const { catalog } = assembleCatalog();
  const complete = blocks.filter((block) => /^version: 1$/m.test(block));

  it('shows whole manifests', () => {
    expect(complete.length).toBeGreaterThan(8);
  });

  it.each(complete.map((block) => [block.split('\n').slice(0, 4).join(' / '), block]))(
    '%s',
    async (_, block) => {
      await expect(targetsOf(block, { catalog })).resolves.toBeDefined();
    },
  );
});
