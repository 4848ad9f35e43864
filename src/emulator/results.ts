import { type Answer, json } from './answer.ts';
import { accountOf } from './desk.ts';
import type { Fault } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import { pictureAnswer } from './pictures.ts';
import { refusals } from './refusals.ts';
import type { State } from './state.ts';

/** The id in a path that asks for the result of a job; both ways of asking are served. */
export function resultId(path: string): string | undefined {
  return /^\/v2beta\/(?:results|stable-image\/upscale\/creative\/result)\/([^/]+)$/.exec(path)?.[1];
}

/** Tells how far a job is, or hands over its picture. */
export async function answerResult(
  id: string,
  entry: JournalEntry,
  state: State,
  fault: Fault | undefined,
): Promise<Answer> {
  const account = accountOf(entry, state, 'v2beta');
  if ('status' in account) return account;
  const words = refusals('v2beta');
  if (fault?.kind === 'expired-job' || fault?.kind === 'late-job') return words.noGeneration();
  const { state: reached, job } = state.jobs.look(id, account.key, state.now());
  if (job === undefined || reached === 'unknown') return words.noGeneration();
  if (reached === 'running' || fault?.kind === 'endless-job') return json(202, { id, status: 'in-progress' });
  const made = await job.made;
  entry.seed = made.pictures[0]?.seed;
  entry.finish = made.finish;
  const [first] = made.pictures;
  if (first !== undefined) state.journal.keep(entry, first.bytes);
  return pictureAnswer('v2beta', { ...made, ofJob: true }, entry.headers.accept, fault);
}
