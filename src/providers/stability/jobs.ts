import { z } from 'zod';
import type { HttpAnswer } from '../exchange.ts';
import { inquire } from '../inquiry.ts';
import { type Generation, ProviderError, type ProviderWorld } from '../provider.ts';
import { toldWhenSlow, unlessAborted } from '../waiting.ts';
import type { Connection } from './connection.ts';
import { errorOf } from './errors.ts';
import { pictureOf } from './v2beta.ts';

const acceptedBody = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,200}$/) });

/** Each wait is longer than the one before, by this much … */
const GROWTH = 1.25;
/** … until it is so many times the first one. */
const LONGEST = 6;
/** Jobs take less than a minute; whoever waits so many times as long as for an answer waits in vain. */
const PATIENCE = 10;
/** Answers in a row that nobody knows the job which one look outlasts: not every server hears of a job at once. */
export const MISSES = 3;
/** Lost connections and server trouble in a row that one look at a job outlasts. */
const RETRIES = 5;

/** The vendor wants to be asked no more often than this, and warns that it may refuse who does. */
const LEAST_PAUSE = 10_000;

/** Milliseconds between two looks at a job: other hosts, an emulator say, may be asked more often. */
export function pauseBetweenLooks(poll: number, baseUrl: string): number {
  // An address that cannot be read is told when it is used.
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  return host === 'api.stability.ai' ? Math.max(poll, LEAST_PAUSE) : poll;
}

/** The name of the job that a request was answered with. */
export function jobOf(answer: HttpAnswer): string {
  const requestId = answer.header('x-request-id');
  const parsed = acceptedBody.safeParse(jsonOf(answer));
  if (parsed.success) return parsed.data.id;
  throw new ProviderError('the server took the request and named no job', {
    kind: 'outcome-unknown',
    status: answer.status,
    charged: 'unknown',
    hint: 'The picture may have been charged. Look at the account, then build with --retry-unknown.',
    requestId,
  });
}

/** Asks for a job's picture until it is there. The job goes on by itself, so nothing here can cost money. */
export async function collect(
  job: string,
  connection: Connection,
  world: ProviderWorld,
  { first, misses: most }: { readonly first: 'now' | 'later'; readonly misses: number },
): Promise<Generation> {
  const { settings, clock, signal } = world;
  // Counted in pauses: a clock that is set must neither end the waiting nor make it last for ever.
  let waited = 0;
  const poll = pauseBetweenLooks(settings.poll, connection.baseUrl);
  let wait = poll;
  let misses = 0;
  let bearable = most;
  const answered = toldWhenSlow(world.waiting);
  try {
    for (let looks = 0; ; looks += 1) {
      if (misses > 0) {
        await unlessAborted(clock.sleep(pauseAfterMiss(misses, poll, connection.baseUrl), signal), signal);
      } else if (looks > 0 || first === 'later') {
        await unlessAborted(clock.sleep(wait, signal), signal);
        waited += wait;
        wait = Math.min(wait * GROWTH, poll * LONGEST);
      }
      const seen = await look(job, connection, world);
      if (seen instanceof ProviderError) {
        misses += 1;
        if (misses > bearable) throw seen;
        continue;
      }
      if (seen !== 'running') return seen;
      misses = 0;
      // Whoever was thought to be lost, and is not, may be missed again.
      bearable = MISSES;
      if (waited >= PATIENCE * settings.timeout) throw new Error('it is still being made');
    }
  } catch (error) {
    throw meaningOf(error, job, signal);
  } finally {
    answered();
  }
}

/** Milliseconds: never so long that several misses would take longer than a build waits for what nothing asks for. */
function pauseAfterMiss(misses: number, poll: number, baseUrl: string): number {
  return pauseBetweenLooks(Math.min(poll, LEAST_PAUSE), baseUrl) * GROWTH ** (misses - 1);
}

/** The picture; or how far it is; or, where nobody knows the job, the words that say so. */
async function look(
  job: string,
  connection: Connection,
  world: ProviderWorld,
): Promise<Generation | 'running' | ProviderError> {
  try {
    return await inquire<Generation | 'running'>(
      {
        ...connection,
        route: `/v2beta/results/${job}`,
        headers: connection.headers('*/*'),
        retries: RETRIES,
        accept: (answer) => (answer.status === 202 ? 'running' : pictureOf(answer)),
        explain: (answer) => errorOf(answer, connection.keyVariable),
      },
      world,
    );
  } catch (error) {
    if (error instanceof ProviderError && error.status === 404) return error;
    throw error;
  }
}

/** Statuses that say the job itself has ended. Anything else leaves it to be asked for again. */
const ENDED = new Set([400, 404, 410, 422]);

function meaningOf(error: unknown, job: string, signal: AbortSignal): ProviderError {
  const cause = error as Partial<ProviderError> & Error;
  const { status, requestId } = cause;
  if (cause.kind === 'refused') {
    // The job was accepted and declined afterwards; what that costs is not documented.
    return new ProviderError(cause.message, {
      ...{ kind: 'refused', charged: 'unknown', status, requestId, hint: cause.hint },
    });
  }
  if (cause.kind === 'bad-answer') {
    // It was paid for, and is there to be fetched once more.
    return new ProviderError(cause.message, {
      ...{ kind: 'bad-answer', charged: 'unknown', status, requestId, answer: cause.answer },
      hint: 'Report this to the vendor with the request id. Build again to fetch it once more, with --retry-unknown to buy it anew where that is of no use either.',
    });
  }
  if (status !== undefined && ENDED.has(status)) {
    return new ProviderError(`the job ${job} gave no picture: ${cause.message}`, {
      kind: 'job-lost',
      charged: 'unknown',
      status,
      requestId,
      hint: 'Pictures are kept for 24 hours, for the key that ordered them. Look at the account, then build with --retry-unknown, which asks for it once more before it buys.',
    });
  }
  const why = signal.aborted ? reasonOf(signal) : cause.message;
  return new ProviderError(`the picture was ordered, but not fetched: ${why}`, {
    kind: 'outcome-unknown',
    charged: 'unknown',
    status,
    requestId,
    hint: 'Build again within 24 hours to fetch it; it is not bought twice.',
  });
}

/** Whoever gives up without a word has stopped the build. */
function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error && reason.name !== 'AbortError' ? reason.message : 'the build was stopped';
}

function jsonOf({ bytes }: HttpAnswer): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
