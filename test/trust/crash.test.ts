import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Moment } from '../../src/emulator/index.ts';
import { findBroken, type Patient, prepare } from './crash/patient.ts';
import { expectSafe, followToTheEnd, type Reference } from './crash/recovery.ts';
import { SCENES, type Scene } from './crash/scenes.ts';
import { tracing } from './crash/trace.ts';
import { effort, reportFigures, thorough } from './support/effort.ts';

/** Where a process is killed: before or in the middle of a step, at the n-th moment of the server, or some time. */
type Instant =
  | { readonly step: number; readonly name: string }
  | { readonly server: Moment; readonly nth: number }
  | { readonly after: number };

describe('kill -9 at any step loses no paid picture, buys none twice in silence, and leaves no half of a file', () => {
  test.each(SCENES)('$name', async (scene) => {
    const { admit } = await prepare(scene);
    const healthy = await admit();
    const reference = await followToTheEnd(scene, healthy);
    await healthy.dispose();
    const instants = thorough
      ? spread(everyInstant(reference), effort(0, 64))
      : someInstants(reference, 2, scene.name);
    const figures = { kills: 0, 'answers lost': 0, 'purchases finished from the store': 0 };
    for (const instant of instants) {
      const patient = await admit();
      try {
        const killed = await kill(patient, scene, instant);
        figures.kills += killed ? 1 : 0;
        if (!scene.random) expect(await findBroken(patient, reference.manifests)).toEqual([]);
        const { lost, finished } = await expectSafe(patient, scene, reference, patient.requests());
        figures['answers lost'] += lost;
        figures['purchases finished from the store'] += finished;
      } catch (error) {
        throw new Error(`${scene.name}, killed at ${JSON.stringify(instant)}`, { cause: error });
      } finally {
        await patient.dispose();
      }
    }
    expect(figures.kills).toBeGreaterThan(instants.length / 2);
    const kinds = new Set(instants.map(kindOf));
    reportFigures('crash', { ...figures, 'kinds of step, summed over commands': kinds.size });
  });
});

const MOMENTS: readonly Moment[] = ['arrived', 'charged', 'answered'];

function everyInstant({ trace, requests, duration }: Reference): Instant[] {
  return [
    ...trace.begun.flatMap(({ number, op, name }) => [
      { step: number, name },
      ...(op === 'write' ? [{ step: number + 0.5, name: `half of ${name}` }] : []),
    ]),
    ...MOMENTS.flatMap((server) =>
      Array.from({ length: requests.length }, (_, at) => ({ server, nth: at + 1 })),
    ),
    ...Array.from({ length: 12 }, (_, at) => ({ after: (duration * (at + 1)) / 13 })),
  ];
}

/** So many of them: the first of each kind, and others evenly between those. All, when there are no more. */
function spread(all: readonly Instant[], count: number): Instant[] {
  const chosen = new Map(all.map((instant) => [kindOf(instant), instant] as const).reverse());
  const firsts = new Set(chosen.values());
  const rest = all.filter((instant) => !firsts.has(instant));
  const more = Math.min(rest.length, Math.max(0, count - firsts.size));
  const between = Array.from(
    { length: more },
    (_, at) => rest[Math.floor((at * rest.length) / more)] as Instant,
  );
  return [...firsts, ...between];
}

function kindOf(instant: Instant): string {
  return 'name' in instant ? instant.name : 'server' in instant ? instant.server : 'some time';
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
