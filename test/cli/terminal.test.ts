import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { STYLES, styled } from '../../src/cli/styled.ts';
import { visible } from '../../src/cli/visible.ts';
import { wrapped } from '../../src/cli/wrapped.ts';
import { createRig, type Rig } from '../support/rig.ts';

const HELPER = fileURLToPath(new URL('../support/pseudo-terminal.py', import.meta.url));
const BIN = fileURLToPath(new URL('../../dist/imagebuild.cjs', import.meta.url));
const ESCAPE = '\u001b';

interface Shown {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function shownBy(
  rig: Rig,
  args: readonly string[],
  columns: number,
  which: 'out' | 'err' | 'both',
): Promise<Shown> {
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...rest } = process.env;
  const env = { ...rest, TERM: 'xterm-256color' };
  const words = [HELPER, String(columns), which, process.execPath, BIN, ...args];
  const { stdout } = await promisify(execFile)('python3', words, { cwd: rig.folder, env });
  return JSON.parse(stdout);
}

/** Commands that end by themselves and need no service. */
const COMMANDS = [
  ['status'],
  ['config', 'fox/one'],
  ['consistency'],
  ['diff'],
  ['drift', '--dry-run'],
  ['drift'],
  ['why', 'fox/one'],
  ['plan'],
  ['plan', '--profile', 'nope'],
  ['cost'],
  ['models'],
  ['models', 'core'],
  ['doctor'],
  ['check'],
  ['build'],
  ['build', 'fxo'],
  ['verify'],
  ['graph'],
  ['balance'],
  ['prune', '--dry-run'],
  ['approve', '--dry-run'],
  ['help', 'biuld'],
  ['help'],
  ['watch', 'fxo'],
];

describe('on a terminal', () => {
  async function project(): Promise<Rig> {
    const rig = createRig({
      'imagebuild.yaml': [
        'version: 1',
        'defaults: { provider: procedural, params: { width: 64, height: 64 } }',
        'assets:',
        '  fox: { seed: 4, prompt: a fox under a tall tree in a wide green meadow, scenes: { one: one, two: two, three: three } }',
        '',
      ].join('\n'),
    });
    expect((await rig.run(['build'])).exitCode).toBe(0);
    return rig;
  }

  it.each([40, 80, 120])(
    'every command wraps at words and writes out no code, at %i columns',
    async (columns) => {
      const rig = await project();
      for (const args of COMMANDS) {
        const { out } = await shownBy(rig, args, columns, 'both');
        const what = `${args.join(' ')}:\n${out}`;
        expect(out, what).not.toBe('');
        expect(out, what).not.toContain('\\u001b');
        const long = stripVTControlCharacters(out)
          .split('\n')
          .filter(
            (line) => !line.includes('│') && line.length > columns && /\S \S/.test(line.slice(0, columns)),
          );
        // A first word that is too long by itself stays whole.
        expect(
          long.filter((line) => line.lastIndexOf(' ') >= columns),
          what,
        ).toEqual([]);
      }
    },
  );

  it('decides on colors for each stream by itself', async () => {
    const rig = await project();
    const filed = await shownBy(rig, ['status'], 80, 'err');
    expect(filed.out).toContain('manifest');
    expect(filed.out).not.toContain(ESCAPE);
    const seen = await shownBy(rig, ['status'], 80, 'out');
    expect(seen.out).toContain(`${ESCAPE}[1mmanifest`);
    const checked = await shownBy(rig, ['check'], 80, 'out');
    expect(checked.err).not.toContain(ESCAPE);
    expect((await shownBy(rig, ['status', '--no-color'], 80, 'both')).out).not.toContain(ESCAPE);
    expect((await shownBy(rig, ['status', '--out', 'o.txt'], 80, 'both')).code).toBe(0);
    expect(rig.read('o.txt')).not.toContain(ESCAPE);
  });

  it('says which command or pattern there is none of', async () => {
    const rig = await project();
    const help = await rig.run(['help', 'biuld']);
    expect(help.exitCode).toBe(3);
    expect(help.stderr).toContain('that is called "biuld"');
    expect(help.stderr).toContain('build');
    const watch = await rig.run(['watch', 'fxo']);
    expect(watch.exitCode).toBe(3);
    expect(watch.stderr).toContain('fxo');
  });
});

describe('what a terminal is given', () => {
  it('lets every style pass', () => {
    process.env.FORCE_COLOR = '1';
    for (const style of STYLES) {
      const text = styled(style, 'a', process.stdout);
      expect(visible(text)).toBe(text);
      expect(visible(text, false)).not.toContain(ESCAPE);
    }
  });

  it('breaks lines between words, below the last column, and leaves long words whole', () => {
    expect(wrapped('one two three', 8)).toBe('one two\n  three');
    expect(wrapped('name  one two three', 14)).toBe('name  one two\n      three');
    expect(wrapped('/a/very/long/path here', 8)).toBe('/a/very/long/path\n  here');
    expect(wrapped('漢字漢字 漢字', 9)).toBe('漢字漢字\n  漢字');
  });
});
