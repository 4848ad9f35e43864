import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import type { Moment } from '../../src/emulator/index.ts';
import type { Document } from '../support/rig.ts';
import {
  findBroken,
  leftovers,
  type Patient,
  prepare,
  result,
  storedDigests,
  succeed,
  wishedBy,
  wishOf,
} from './crash/patient.ts';
import { SCENES, type Scene } from './crash/scenes.ts';
import { type Begun, readTrace, tracing } from './crash/trace.ts';
import { effort, reportFigures, thorough } from './support/effort.ts';

/** Where a process is killed: before or in the middle of a step, at the n-th moment of the server, or some time. */
type Instant =
  | { readonly step: number; readonly name: string }
  | { readonly server: Moment; readonly nth: number }
  | { readonly after: number };

describe('kill -9 at any step loses no paid picture, buys none twice in silence, and leaves no half of a file', () => {
  test.each(SCENES)('$name', async (scene) => {
    const { admit } = await prepare(scene);
    const reference = await followToTheEnd(scene, await admit());
    const instants = thorough ? everyInstant(reference) : someInstants(reference, effort(2, 0), scene.name);
    const figures = { kills: 0, 'answers lost': 0, 'purchases finished from the store': 0 };
    for (const instant of instants) {
      const patient = await admit(undefined, { latency: 5 });
      try {
        const killed = await kill(patient, scene, instant);
        figures.kills += killed ? 1 : 0;
        const { lost, finished } = await expectSafe(patient, scene, reference);
        figures['answers lost'] += lost;
        figures['purchases finished from the store'] += finished;
      } catch (error) {
        throw new Error(`${scene.name}, killed at ${JSON.stringify(instant)}`, { cause: error });
      } finally {
        await patient.dispose();
      }
    }
    expect(figures.kills).toBeGreaterThan(instants.length / 2);
    reportFigures('crash', figures);
  });
});

interface Reference {
  readonly steps: readonly Begun[];
  readonly requests: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly manifests: readonly (string | undefined)[];
  readonly result: { readonly [path: string]: string };
}

/** How the command ends when nothing happens to it. */
async function followToTheEnd(scene: Scene, patient: Patient): Promise<Reference> {
  const before = patient.read('imagebuild.yaml');
  const file = join(patient.folder, '..', 'reference.trace');
  const began = Date.now();
  const ended = await patient.run(scene.command, tracing(patient.folder, file));
  expect(ended.exitCode, ended.stderr).toBe(0);
  const reference = {
    steps: readTrace(file).begun,
    requests: patient.server.journal.length,
    duration: Date.now() - began,
    manifests: [before, patient.read('imagebuild.yaml')],
  };
  await succeed(patient, ['build']);
  const last = { ...reference, result: result(patient) };
  await patient.dispose();
  return last;
}

const MOMENTS: readonly Moment[] = ['arrived', 'charged', 'answered'];

function everyInstant({ steps, requests, duration }: Reference): Instant[] {
  return [
    ...steps.flatMap(({ number, op, name }) => [
      { step: number, name },
      ...(op === 'write' ? [{ step: number + 0.5, name: `half of ${name}` }] : []),
    ]),
    ...MOMENTS.flatMap((server) => Array.from({ length: requests }, (_, at) => ({ server, nth: at + 1 }))),
    ...Array.from({ length: 12 }, (_, at) => ({ after: (duration * (at + 1)) / 13 })),
  ];
}

/** A few of them, others in each scene. */
function someInstants(reference: Reference, count: number, salt: string): Instant[] {
  const all = everyInstant(reference).filter((instant) => !('after' in instant));
  const stride = all.length / count;
  const offset = ([...salt].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 97) / 97;
  return Array.from({ length: count }, (_, at) => all[Math.floor((at + offset) * stride)] as Instant);
}

/** Runs the command until it dies; returns false when it came to its end before. */
async function kill(patient: Patient, scene: Scene, instant: Instant): Promise<boolean> {
  const { folder } = patient;
  const file = join(folder, '..', 'killed.trace');
  const running = patient.start(scene.command, 'step' in instant ? tracing(folder, file, instant.step) : {});
  const strike = () => running.process.kill('SIGKILL');
  let seen = 0;
  if ('server' in instant)
    patient.observe((moment) => {
      seen += moment === instant.server ? 1 : 0;
      if (seen === instant.nth && moment === instant.server) strike();
    });
  if ('after' in instant) setTimeout(strike, instant.after);
  const { signal } = await running.ended;
  return signal === 'SIGKILL';
}

/** What a crash has left is whole; and going on ends where it would have ended, with no purchase unaccounted for. */
async function expectSafe(
  patient: Patient,
  scene: Scene,
  reference: Reference,
): Promise<{ lost: number; finished: number }> {
  if (!scene.random) expect(await findBroken(patient, reference.manifests)).toEqual([]);
  expectAccountedFor(patient);

  // Time passes: what nobody is writing any more may be cleared away.
  for (const name of leftovers(patient)) utimesSync(join(patient.folder, name), 0, 0);

  // Going on, without leave to buy again what may have been charged.
  const charged = patient.charges();
  const on = await patient.json(['build', '-k']);
  const said = [...on.errors, ...on.warnings].map(({ code }: Document) => code);
  const lost = patient.pending();
  expect(on.exitCode, JSON.stringify(on.errors)).toBe(on.errors.length > 0 ? 5 : 0);
  if (lost.length > 0) expect(said).toContain('outcome-unknown');
  expectBought(patient, charged, new Set());

  // The command once more, with leave.
  const before = patient.charges();
  const again = scene.once ? ['build'] : scene.command;
  const repeated = await patient.json([...again, '--retry-unknown']);
  expect([0, 3], JSON.stringify(repeated.errors)).toContain(repeated.exitCode);
  const last = await patient.json(['build', '--retry-unknown']);
  expect(last.exitCode, JSON.stringify(last.errors)).toBe(0);
  expectBought(patient, before, new Set(lost.map(wishedBy)));
  expect(patient.pending()).toEqual([]);
  expect(leftovers(patient)).toEqual([]);
  if (!scene.random) expect(result(patient)).toEqual(reference.result);
  const check = await patient.json(['check']);
  expect(check.exitCode, JSON.stringify(check.errors)).toBe(0);
  return { lost: lost.length, finished: said.filter((code) => code === 'purchase-recovered').length };
}

/** Whatever was charged is in the store, or there is a record of the purchase. */
function expectAccountedFor(patient: Patient): void {
  const stored = storedDigests(patient);
  const open = patient.pending().map(wishedBy);
  for (const entry of patient.server.journal)
    if (entry.charged > 0 && entry.picture !== undefined && !stored.has(digestOf(entry.picture)))
      expect(open, 'charged, and neither stored nor on record').toContain(wishOf(entry));
}

/** Since then nothing was bought that had been bought before, but what was allowed; and nothing twice. */
function expectBought(
  patient: Patient,
  before: ReadonlyMap<string, number>,
  allowed: ReadonlySet<string>,
): void {
  for (const [wish, times] of patient.charges()) {
    const may = !before.has(wish) || allowed.has(wish) ? 1 : 0;
    expect(times - (before.get(wish) ?? 0), `${wish}: bought again`).toBeLessThanOrEqual(may);
  }
}
