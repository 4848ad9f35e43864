import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { some } from '../core/words.ts';
import type { ProviderError } from '../providers/index.ts';
import type { Outcome } from './execute-target.ts';
import { placed } from './places.ts';
import type { Run } from './run.ts';

/** Why nothing can be had from a provider, whatever it is asked for: told once, for all targets that it concerns. */
export interface ProviderTrouble {
  /** The provider's name in the manifest. */
  readonly provider: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** True where the provider has said so itself; else it holds for all that lack the same. */
  readonly answered: boolean;
}

export function troubleOf(provider: string, { kind, message, hint, status }: ProviderError): ProviderTrouble {
  return { provider, code: `provider-${kind}`, message, hint, answered: status !== undefined };
}

/** One error for each trouble, with the targets that could not be made for it. */
export function troubleProblems(outcomes: readonly Outcome[], run: Run): Diagnostic[] {
  const groups = new Map<string, { readonly trouble: ProviderTrouble; readonly lost: Outcome[] }>();
  for (const outcome of outcomes) {
    const trouble = troubleBehind(outcome, run);
    if (trouble === undefined) continue;
    const { answered, provider, message, hint } = trouble;
    const identity = JSON.stringify([answered ? provider : '', message, hint]);
    const group = groups.get(identity) ?? { trouble, lost: [] };
    groups.set(identity, group);
    group.lost.push(outcome);
  }
  return [...groups.values()].map(({ trouble, lost }) => problemOf(trouble, lost, run));
}

function troubleBehind(outcome: Outcome, run: Run): ProviderTrouble | undefined {
  if (outcome.kind === 'failed') return outcome.trouble;
  const { target, action } = outcome.planned;
  return outcome.kind === 'skipped' && action === 'generate' && target.paid
    ? run.providerTrouble(target.provider)
    : undefined;
}

function problemOf({ code, message, hint }: ProviderTrouble, lost: readonly Outcome[], run: Run): Diagnostic {
  const ids = lost.map(({ planned }) => planned.id);
  const ordered = lost.some(({ planned }) => planned.key !== undefined && run.jobs.has(planned.key));
  const charged = ordered ? 'nothing more was charged' : 'nothing was charged';
  if (ids.length === 1) return problem(code, `${ids[0]}: ${message} (${charged})`, { target: ids[0], hint });
  const text = `${message}, so ${ids.length} targets could not be made: ${some(ids)} (${charged})`;
  // It stands where the first of them does, and belongs to none.
  const [place] = placed([problem(code, text, { target: ids[0] })], run.workspace.project);
  return problem(code, text, { hint, location: place?.location });
}
