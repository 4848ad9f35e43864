import type { BuildOptions, Project, ProjectRequest, WatchDesk } from '../build/index.ts';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { credits } from '../core/words.ts';
import type { Desk, Done, Price } from './actions/action.ts';
import { ACTIONS } from './actions/index.ts';
import type { Answer, PriceAnswer } from './shapes.ts';

/** What is the same for all actions of a session. */
export interface Counter {
  readonly request: ProjectRequest;
  readonly options: BuildOptions;
}

/** What an action would cost now. */
export async function priceOf(
  name: string,
  input: unknown,
  project: Project | undefined,
  counter: Counter,
): Promise<PriceAnswer> {
  const prepared = prepare(name, input, project, counter);
  if (!prepared.ok) return refused(prepared.failure.diagnostics);
  const { action, input: given, desk } = prepared.value;
  if (action.price === undefined) return { ok: true, say: 'costs nothing', credits: 0, images: 0 };
  const priced = await action.price(given, desk);
  return priced.ok
    ? { ok: true, say: credits(priced.value.credits), ...priced.value }
    : refused(priced.failure.diagnostics);
}

/**
 * Does what the page asks for. Whatever costs anything is priced once more, and done only within what the user has
 * confirmed for it, and within the session's limit where there is one. Held spending keeps the session from buying by
 * itself, not its user from buying one thing.
 */
export async function carryOut(
  name: string,
  input: unknown,
  confirmed: number,
  { project, allowance, spend, overtaking, signal }: WatchDesk,
  counter: Counter,
): Promise<Answer> {
  const prepared = prepare(name, input, project, counter);
  if (!prepared.ok) return refused(prepared.failure.diagnostics);
  const { action, input: given, desk } = prepared.value;
  const priced = action.price && (await action.price(given, desk));
  if (priced?.ok === false) return refused(priced.failure.diagnostics);
  const held = priced && heldBack(priced.value, confirmed, allowance);
  if (held) return refused([held]);
  const maxCost = Math.min(confirmed, allowance ?? confirmed);
  const leave = maxCost === 0 ? { holdSpending: true } : {};
  // Counted as it is set aside, so that nothing is forgotten that went wrong later.
  const options = { ...desk.options, maxCost, ...leave, signal, overtaking, onSpending: spend };
  const done = await action.run(given, { ...desk, options });
  if (!done.ok) return refused(done.failure.diagnostics);
  const { problems, ...rest } = done.value;
  return problems.length > 0 ? { ok: false, problems } : { ok: true, ...rest };
}

interface Prepared {
  readonly price?: (input: never, desk: Desk) => Promise<Result<Price>>;
  readonly run: (input: never, desk: Desk) => Promise<Result<Done>>;
}

function prepare(
  name: string,
  input: unknown,
  project: Project | undefined,
  counter: Counter,
): Result<{ action: Prepared; input: never; desk: Desk }> {
  const action = ACTIONS.find((known) => known.name === name);
  if (action === undefined) return fail(usage(`there is no action "${name}"`));
  if (project === undefined) return fail(usage('there is no sound manifest yet'));
  const parsed = action.input.safeParse(input);
  // What an action takes is what its own schema has let through.
  if (parsed.success) return succeed({ action, input: parsed.data as never, desk: { project, ...counter } });
  const said = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return fail(usage(said.join('; ')));
}

function usage(message: string) {
  return failure('invalid-input', problem('usage', message));
}

function refused(problems: readonly Diagnostic[]): Answer & { readonly ok: false } {
  return { ok: false, problems };
}

/** Why an action may not spend what it would cost. */
function heldBack(
  { credits: cost, unpriced }: Price,
  confirmed: number,
  allowance: number | undefined,
): Diagnostic | undefined {
  if (unpriced > 0)
    return problem('price-unknown', `nobody knows what ${unpriced} of its pictures would cost`, {
      hint: 'give the price in the manifest: providers: { NAME: { prices: { MODEL: 4 } } }',
    });
  if (cost === 0) return undefined;
  if (allowance !== undefined && cost > allowance)
    return problem(
      'over-budget',
      `this would cost ${credits(cost)}; the session has ${credits(allowance)} left`,
      { hint: 'raise the limit; nothing was bought' },
    );
  if (cost > confirmed)
    return problem(
      'spending-held',
      `this costs ${credits(cost)} now, and ${credits(confirmed)} were confirmed`,
      { hint: 'look at the price again; nothing was bought' },
    );
  return undefined;
}
