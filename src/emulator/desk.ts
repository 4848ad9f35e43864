import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, available, charge, hold, release } from './accounts.ts';
import { type Answer, json } from './answer.ts';
import { draw, drawPlain } from './drawing.ts';
import type { Fault } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import { isEnglish, judge } from './moderation.ts';
import { pick } from './options.ts';
import type { Made, MadePicture, Order } from './order.ts';
import { pictureAnswer } from './pictures.ts';
import { refusals } from './refusals.ts';
import { spoil } from './spoil.ts';
import type { State } from './state.ts';

/** Carries out an order whose parameters are right: key, credits, moderation, picture, in this order. */
export async function carryOut(
  order: Order,
  entry: JournalEntry,
  state: State,
  fault: Fault | undefined,
): Promise<Answer> {
  const { settings, jobs, journal } = state;
  const words = refusals(order.version);
  const account = accountOf(entry, state, order.version);
  if ('status' in account) return account;
  const { credits } = order;
  if (available(account) < credits) return words.noCredits(credits, available(account));
  const verdict = judge(order.texts, settings.moderation);
  if (verdict === 'refused') return words.refusedPrompt();
  if (order.englishOnly && !isEnglish(order.texts)) return words.notEnglish();

  const blurred = verdict === 'blurred' || fault?.kind === 'filtered';
  const free = settings.chargeFiltered
    ? 0
    : order.seeds.filter((_, index) => isBlurred(index, blurred, fault)).length;
  const owed = Math.round(credits * (1 - free / order.seeds.length) * 10_000) / 10_000;
  entry.seed = order.seeds[0];
  hold(account, owed);
  if (order.asynchronous) {
    const now = state.now();
    const job = jobs.start({
      account,
      credits: owed,
      entry,
      readyAt: now + pick(settings.jobTime),
      expiresAt: now + settings.jobLife,
      made: make(order, blurred, state, fault),
      fate: fault?.kind === 'endless-job' ? 'endless' : fault?.kind === 'expired-job' ? 'expired' : undefined,
      missed: fault?.kind === 'late-job' ? fault.looks : 0,
    });
    // A drawing that fails is told when its result is asked for.
    job.made.catch(() => {});
    entry.job = job.id;
    jobs.settle(now);
    return json(200, { id: job.id });
  }
  try {
    const began = performance.now();
    const made = await make(order, blurred, state, fault);
    const wait = pick(settings.latency) + (fault?.kind === 'slow' ? fault.milliseconds : 0);
    await sleep(Math.max(0, wait - (performance.now() - began)));
    // A vendor bills when the picture is ready, whether or not it reaches anybody.
    charge(account, owed);
    entry.charged = owed;
    entry.finish = made.finish;
    const [first] = made.pictures;
    if (first !== undefined) journal.keep(entry, first.bytes);
    await settings.observe('charged', entry);
    return pictureAnswer(order.version, made, entry.headers.accept, fault);
  } catch (error) {
    release(account, owed);
    throw error;
  }
}

/** Whoever holds the key of a request, or the refusal of that key. */
export function accountOf(
  { key }: JournalEntry,
  { accounts }: State,
  version: Order['version'],
): Account | Answer {
  const words = refusals(version);
  if (key === undefined) return words.noKey();
  return accounts.find(key) ?? words.wrongKey(key);
}

async function make(
  order: Order,
  blurred: boolean,
  { settings }: State,
  fault: Fault | undefined,
): Promise<Made> {
  const pictures: MadePicture[] = [];
  const most = fault?.kind === 'fewer' ? fault.pictures : order.seeds.length;
  for (const [index, seed] of order.seeds.slice(0, most).entries()) {
    const blur = isBlurred(index, blurred, fault);
    const drawing = { ...order.drawing, seed };
    const bytes =
      settings.pictures === 'plain' && !blur ? await drawPlain(drawing) : await draw(drawing, blur);
    const finish = fault?.kind === 'finish' ? fault.reason : blur ? 'CONTENT_FILTERED' : 'SUCCESS';
    pictures.push({ seed, bytes: spoil(bytes, fault), finish });
  }
  return { format: order.drawing.format, finish: pictures[0]?.finish ?? 'SUCCESS', pictures };
}

/** A fault may blur only the first of several pictures. */
function isBlurred(index: number, blurred: boolean, fault: Fault | undefined): boolean {
  const most = fault?.kind === 'filtered' ? fault.pictures : undefined;
  return blurred && index < (most ?? Number.POSITIVE_INFINITY);
}
