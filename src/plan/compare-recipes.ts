import { canonicalJson } from '../core/json.ts';
import { keyedInputs, type Recipe } from '../core/recipe.ts';
import type { Reason } from './plan.ts';

const FIELDS = ['provider', 'operation', 'model', 'prompt', 'negative_prompt', 'seed'] as const;

/** What changed from one recipe to another, field by field, in a fixed order. */
export function compareRecipes(before: Recipe, after: Recipe): Reason[] {
  const reasons: Reason[] = [];
  for (const field of FIELDS) {
    if (before[field] !== after[field])
      reasons.push({ code: 'recipe-changed', field, from: before[field], to: after[field] });
  }
  for (const name of namesOf(before.params, after.params)) {
    const from = before.params[name];
    const to = after.params[name];
    if (!same(from, to)) reasons.push({ code: 'recipe-changed', field: `params.${name}`, from, to });
  }
  const inputsBefore = keyedInputs(before);
  const inputsAfter = keyedInputs(after);
  for (const role of namesOf(inputsBefore, inputsAfter)) {
    const from = inputsBefore[role];
    const to = inputsAfter[role];
    if (from !== to) reasons.push({ code: 'input-changed', field: role, from, to });
  }
  return reasons;
}

function namesOf<Name extends string>(
  before: { readonly [N in Name]?: unknown },
  after: { readonly [N in Name]?: unknown },
): Name[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort() as Name[];
}

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}
