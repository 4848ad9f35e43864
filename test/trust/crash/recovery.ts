import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { digestOf } from '../../../src/core/digest.ts';
import type { JournalEntry } from '../../../src/emulator/index.ts';
import type { Document } from '../../support/rig.ts';
import {
  chargesOf,
  leftovers,
  type Patient,
  result,
  storedDigests,
  succeed,
  wishedBy,
  wishOf,
} from './patient.ts';
import type { Scene } from './scenes.ts';
import { readTrace, type Trace, tracing } from './trace.ts';

export interface Reference {
  readonly trace: Trace;
  /** In the order of their arrival. */
  readonly requests: readonly JournalEntry[];
  /** Milliseconds. */
  readonly duration: number;
  readonly manifests: readonly (string | undefined)[];
  readonly result: { readonly [path: string]: string };
}

/** How the command ends when nothing happens to it. */
export async function followToTheEnd(scene: Scene, patient: Patient): Promise<Reference> {
  const before = patient.read('imagebuild.yaml');
  const file = join(patient.folder, '..', 'reference.trace');
  const began = Date.now();
  const ended = await patient.run(scene.command, {
    ...tracing(patient.folder, file),
    IMAGEBUILD_CONCURRENCY: '1',
  });
  expect(ended.exitCode, ended.stderr).toBe(0);
  const reference = {
    trace: readTrace(file),
    requests: patient.requests(),
    duration: Date.now() - began,
    manifests: [before, patient.read('imagebuild.yaml')],
  };
  await succeed(patient, ['build', ...(scene.builds ?? [])]);
  const last = { ...reference, result: result(patient) };
  return last;
}

/**
 * Going on after a crash ends where it would have ended, with no purchase unaccounted for.
 * `asked` is what a server may have been asked for before.
 */
export async function expectSafe(
  patient: Patient,
  scene: Scene,
  reference: Reference,
  asked: readonly JournalEntry[],
): Promise<{ lost: number; finished: number }> {
  expectAccountedFor(patient, asked);

  // Time passes: what nobody is writing any more may be cleared away.
  for (const name of leftovers(patient)) utimesSync(join(patient.folder, name), 0, 0);
  // Where the power cut has taken the owner's name but not that of another file, nobody can tell a crash.
  const told = patient.read('.imagebuild/owner.json') !== undefined;
  const shown = (name: string) => told || (!name.startsWith('.imagebuild/') && !name.startsWith('public/'));

  // Going on, without leave to buy again what may have been charged.
  const charged = chargesOf(asked);
  const known = patient.requests().length;
  const on = await patient.json(['build', '-k', ...(scene.builds ?? [])]);
  const said = [...on.errors, ...on.warnings].map(({ code }: Document) => code);
  const lost = patient.pending();
  expect(on.exitCode, JSON.stringify(on.errors)).toBe(on.errors.length > 0 ? 5 : 0);
  if (lost.length > 0) expect(said).toContain('outcome-unknown');
  expectBought(chargesOf(patient.requests().slice(known)), charged, new Set());

  // The command once more, with leave.
  const before = chargesOf([...asked, ...patient.requests().slice(known)]);
  const later = patient.requests().length;
  if (!scene.once && scene.name !== 'build') {
    const repeated = await patient.json([...scene.command, '--retry-unknown']);
    expect([0, 3], JSON.stringify(repeated.errors)).toContain(repeated.exitCode);
  }
  const last = await patient.json(['build', '--retry-unknown', ...(scene.builds ?? [])]);
  expect(last.exitCode, JSON.stringify(last.errors)).toBe(0);
  expectBought(chargesOf(patient.requests().slice(later)), before, new Set(lost.map(wishedBy)));
  expect(patient.pending()).toEqual([]);
  const hidden = leftovers(patient).filter((name) => !shown(name) || scene.clearing !== undefined);
  if (scene.clearing) hidden.push(...claims(patient));
  const ended = Object.entries(result(patient)).filter(([name]) => !hidden.includes(name));
  if (!scene.random) expect(Object.fromEntries(ended)).toEqual(reference.result);
  if (scene.clearing) {
    await succeed(patient, scene.clearing);
    expect(claims(patient)).toEqual([]);
  }
  expect(leftovers(patient).filter(shown)).toEqual([]);
  return { lost: lost.length, finished: said.filter((code) => code === 'purchase-recovered').length };
}

/** What a killed build has left of its wish to buy; where the picture has arrived, nobody heeds it. */
function claims(patient: Patient): string[] {
  return patient.files().filter((name) => name.startsWith('shared/claims/'));
}

/** Whatever was charged is in the store, or there is a record of the purchase. */
function expectAccountedFor(patient: Patient, asked: readonly JournalEntry[]): void {
  const stored = storedDigests(patient);
  const open = patient.pending().map(wishedBy);
  for (const entry of asked)
    if (entry.charged > 0 && entry.picture !== undefined && !stored.has(digestOf(entry.picture)))
      expect(open, 'charged, and neither stored nor on record').toContain(wishOf(entry));
}

/** Of what had been bought before nothing was bought again but what was allowed; and nothing twice. */
function expectBought(
  charges: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
  allowed: ReadonlySet<string>,
): void {
  for (const [wish, times] of charges)
    expect(times, `${wish}: bought again`).toBeLessThanOrEqual(
      !before.has(wish) || allowed.has(wish) ? 1 : 0,
    );
}
