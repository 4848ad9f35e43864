import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameOfInput } from './fuzz/names.ts';
import { bundleFuzzer, ROOT, runFuzzer, WORK } from './fuzz/process.ts';
import { FUZZ_GROUPS } from './fuzz/targets/index.ts';
import { effort, reportFigures, thorough } from './support/effort.ts';

// Everything that reads what others have written, on inputs made from good ones by a few changes, in a process of its
// own with bounded memory that is killed when one input takes too long. The suite replays test/trust/corpus and tries
// some new inputs; the long version looks for inputs that reach code which no other has reached.

/** Seconds for each target in the long version. */
const SECONDS = effort(0, 30);

/** New inputs for each target in the suite: fewer where each builds a project, asks a server or draws. */
const INPUTS: { readonly [what: string]: number } = {
  'the manifest, includes, prompt files and rows': 60,
  'pending, ledger, key records, output index and site manifests': 8,
  pictures: 60,
};

const MEMORY = 1_500_000_000;

let bundle: string;
let folder: string;

beforeAll(async () => {
  bundle = await bundleFuzzer();
  folder = mkdtempSync(join(tmpdir(), 'imagebuild-fuzz-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('whatever it holds: no crash, no hang, no memory without bound, and a diagnostic in its place', () => {
  test.each(Object.entries(FUZZ_GROUPS))('fuzz: %s', async (what, targets) => {
    const seed = Math.abs(fc.readConfigureGlobal()?.seed ?? Date.now() % 2 ** 31);
    const current = join(folder, nameOfInput(Buffer.from(what)));
    mkdirSync(current);
    const corpus = join(ROOT, 'test/trust/corpus');
    const found = join(WORK, 'corpus');
    const ended = await runFuzzer(bundle, {
      targets: targets.map(({ name }) => name),
      corpus: thorough ? [corpus, found] : [corpus],
      ...(thorough ? { guided: { seconds: SECONDS, keep: found } } : { inputs: INPUTS[what] ?? 150 }),
      seed,
      current,
      memory: MEMORY,
      // The suite shares its machine; only the long version asks how long an input took.
      ...(thorough ? { computing: 2000 } : {}),
    });
    if (ended.kind === 'lost') throw new Error(`${ended.because}\n  with ${kept(ended.path)} (seed ${seed})`);
    const { failures, inputs, blocks } = ended.outcome;
    const told = failures.map(({ target, message, input }) => {
      const path = join(folder, target);
      writeFileSync(path, Buffer.from(input, 'base64'));
      return `${target}: ${message}\n  with ${kept(path)} (seed ${seed})`;
    });
    expect(told).toEqual([]);
    expect(inputs).toBeGreaterThan(targets.length);
    reportFigures('fuzz', { targets: targets.length, inputs, 'blocks of code reached': blocks });
  });
});

/** Keeps an input that broke a promise, to be looked at and put into test/trust/corpus/TARGET; returns where. */
function kept(path: string): string {
  const copy = join(WORK, 'failures', basename(path), nameOfInput(readFileSync(path)));
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(path, copy);
  return copy;
}

/** What targets do that break a promise on purpose; see fuzz/targets/planted.ts. */
test.each([
  ['exceptions', 'planted-exception', /TypeError/],
  ['broken promises', 'planted-promise', /points at line 9/],
  ['inputs that take long', 'planted-slow', /ms of computing/],
  ['processes that end', 'planted-crash', /exit 134|exit SIGABRT/],
  ['memory that grows', 'planted-memory', /memory grew|heap out of memory/],
])('the fuzzer sees %s', async (_, target, words) => {
  const current = join(folder, target);
  mkdirSync(current);
  const computing = target === 'planted-slow' ? 50 : undefined;
  const order = {
    targets: [target],
    corpus: [],
    inputs: 0,
    seed: 7,
    current,
    memory: 400_000_000,
    computing,
  };
  const ended = await runFuzzer(bundle, order);
  const said =
    ended.kind === 'lost' ? ended.because : ended.outcome.failures.map(({ message }) => message).join();
  expect(said).toMatch(words);
});
