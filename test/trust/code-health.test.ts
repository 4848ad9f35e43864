import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** Item 8 of what is to be proven, as far as reading tells; .ci/run asks the tools: knip, the type coverage, biome. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const filesOf = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => /\.(tsx?|js|mjs)$/.test(file) && !file.includes('node_modules'));

interface Line {
  readonly place: string;
  readonly text: string;
  readonly above: string;
}

const linesOf = (files: readonly string[]): Line[] =>
  files.flatMap((file) => {
    const lines = read(file).split('\n');
    return lines.map((text, index) => ({
      place: `${file}:${index + 1}`,
      text,
      above: lines[index - 1] ?? '',
    }));
  });

const sources = linesOf(filesOf('src'));
const isComment = (text: string) => /^\s*(\/\/|\*|\/\*)/.test(text);
const places = (lines: readonly Line[]) => lines.map(({ place, text }) => `${place} ${text.trim()}`);

describe('types are strict', () => {
  test('any is written nowhere in the sources', () => {
    const loose = sources.filter(
      ({ text }) =>
        !isComment(text) && /(:|<|\bas|\||&|,)\s*any\b(?!\w|')/.test(text.replace(/'[^']*'/g, "''")),
    );
    expect(places(loose)).toEqual([]);
  });

  test('a cast past the compiler has its reason in the line above', () => {
    const casts = sources.filter(({ text }) => !isComment(text) && /\bas (unknown as|never\b)/.test(text));
    expect(casts.length).toBeGreaterThan(3);
    expect(places(casts.filter(({ above, text }) => !isComment(above) && !text.includes('//')))).toEqual([]);
  });

  test('no error of the compiler is hushed up; tests say which one they expect', () => {
    const isHushed = ({ text }: Line) => /^\s*(\/\/|\/\*) @ts-/.test(text);
    expect(places(sources.filter(isHushed))).toEqual([]);
    const unexplained = linesOf(filesOf('test'))
      .filter(isHushed)
      .filter(({ text }) => !/@ts-expect-error: \S+ \S+/.test(text));
    expect(places(unexplained)).toEqual([]);
  });

  test('what the linter is told to overlook has a reason, and is never a type in the sources', () => {
    const overlooked = linesOf(['src', 'test', 'scripts', 'bench'].flatMap(filesOf)).filter(({ text }) =>
      /^\s*(\/\/|\{?\/\*) biome-ignore/.test(text),
    );
    expect(places(overlooked.filter(({ text }) => !/biome-ignore(-all)? \S+: \S+ \S+/.test(text)))).toEqual(
      [],
    );
    const loose = overlooked.filter(
      ({ place, text }) => place.startsWith('src/') && /noExplicitAny|noNonNull/.test(text),
    );
    expect(places(loose)).toEqual([]);
  });

  test('the compiler and the linter are as strict as they have been', () => {
    expect(JSON.parse(read('tsconfig.json')).compilerOptions).toMatchObject({
      strict: true,
      noUncheckedIndexedAccess: true,
      noImplicitOverride: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
    });
    expect(JSON.parse(read('biome.json')).linter.rules).toMatchObject({
      style: { noNonNullAssertion: 'error' },
      suspicious: { noExplicitAny: 'error' },
      nursery: { noFloatingPromises: 'error' },
    });
  });
});
