import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepare } from './crash/patient.ts';
import { ALL_LOST, afterPowerLoss, byChance, type Fate, NAMES_ONLY } from './crash/power-loss.ts';
import { expectSafe, followToTheEnd, type Reference } from './crash/recovery.ts';
import { SCENES } from './crash/scenes.ts';
import { effort, reportFigures, thorough } from './support/effort.ts';

const BUYING = ['build', 'build of several samples', 'build of a job that is waited for', 'explore'];
const WRITING = ['pin', 'promote --from-draft', 'adopt', 'mv'];

describe('the power may fail after any step: what a record relies on is on the disk before it', () => {
  test.each(SCENES.filter(({ name }) => [...BUYING, ...WRITING].includes(name)))('$name', async (scene) => {
    const { before, admit } = await prepare(scene);
    const healthy = await admit();
    const reference = await followToTheEnd(scene, healthy);
    const tree = readTree(before);
    let cuts = 0;
    for (const { step, fate, how } of cutsOf(reference, scene.name)) {
      const steps = reference.trace.done.slice(0, step);
      const left = join(before, '..', 'left');
      writeTree(left, afterPowerLoss(tree, steps, fate));
      const sent = steps.filter((done) => done.op === 'send' && done.text.startsWith('POST ')).length;
      const asked = reference.requests.filter(({ method }) => method === 'POST').slice(0, sent);
      const patient = await admit(left, healthy.server);
      aged(join(patient.folder, '.imagebuild/process.lock'));
      try {
        JSON.parse(patient.read('imagebuild.lock') ?? '{}');
        expect(reference.manifests).toContain(patient.read('imagebuild.yaml'));
        await expectSafe(patient, scene, reference, asked);
        cuts += 1;
      } catch (error) {
        const last = reference.trace.done[step - 1];
        throw new Error(`${scene.name}: ${how} after step ${step}: ${last?.op} ${last?.path}`, {
          cause: error,
        });
      } finally {
        await patient.dispose();
        rmSync(left, { recursive: true });
      }
    }
    expect(cuts).toBeGreaterThan(1);
    reportFigures('power loss', { cuts });
  });
});

interface Cut {
  /** So many steps were done. */
  readonly step: number;
  readonly fate: Fate;
  readonly how: string;
}

/** A cut after every step, each with another fate than the one before. */
function cutsOf({ trace }: Reference, salt: string): Cut[] {
  const all = trace.done.map((_, at): Cut => {
    const fates = [
      { fate: ALL_LOST, how: 'everything uncertain lost' },
      { fate: NAMES_ONLY, how: 'names without bytes' },
      { fate: byChance(chance(at)), how: `by chance ${at}` },
    ];
    const { fate, how } = fates[at % fates.length] ?? { fate: ALL_LOST, how: '' };
    return { step: at + 1, fate, how };
  });
  if (thorough) return all;
  const stride = all.length / effort(4, 0);
  const offset = (salt.length % 7) / 7;
  return Array.from({ length: effort(4, 0) }, (_, at) => all[Math.floor((at + offset) * stride)] as Cut);
}

/** The same numbers for the same seed. */
function chance(seed: number): () => number {
  const numbers = fc.sample(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    seed,
    numRuns: 300,
  });
  let at = 0;
  return () => numbers[at++ % numbers.length] ?? 0;
}

function readTree(folder: string, below = ''): Map<string, Buffer | undefined> {
  const tree = new Map<string, Buffer | undefined>();
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      tree.set(path, undefined);
      for (const [inner, bytes] of readTree(folder, path)) tree.set(inner, bytes);
    } else tree.set(path, readFileSync(join(folder, path)));
  }
  return tree;
}

/** Starting a machine again takes a while: everything is old. */
function writeTree(folder: string, tree: ReadonlyMap<string, Buffer | undefined>): void {
  mkdirSync(folder);
  for (const [path, bytes] of tree) {
    mkdirSync(bytes === undefined ? join(folder, path) : dirname(join(folder, path)), { recursive: true });
    if (bytes !== undefined) writeFileSync(join(folder, path), bytes);
  }
  for (const path of tree.keys()) aged(join(folder, path));
}

function aged(path: string): void {
  if (existsSync(path)) utimesSync(path, 1, 1);
}
