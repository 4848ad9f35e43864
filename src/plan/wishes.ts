import {
  type GenerationKey,
  generationKey,
  type InputRole,
  keyedInputs,
  type Recipe,
} from '../core/recipe.ts';
import { timed } from '../core/timing.ts';
import type { LockEntry } from '../lockfile/index.ts';
import { recipeOf, type Target } from '../targets/index.ts';
import type { TargetInputs } from './input-digests.ts';

/** A recipe under which the picture that a target asks for may be known. */
export interface Wish {
  readonly recipe: Recipe;
  readonly key: GenerationKey;
}

/** What a target asks for: what is made now, and what earlier versions have made of the same. */
export interface Wishes {
  readonly now: Wish;
  /** The same with each unchanged input counted as its entry in the lock counts it: what else differs has changed. */
  readonly asLocked: Wish;
  /** All of them, without repetition. */
  readonly all: readonly Wish[];
}

/**
 * Returns the recipe of a target, and those that mean the same picture: earlier versions sent files with all their
 * metadata and counted the whole file.
 */
export function wishesOf(
  target: Target,
  { known, files }: TargetInputs,
  entry: LockEntry | undefined,
): Wishes {
  const wish = (inputs: Recipe['inputs']): Wish => {
    const recipe = recipeOf(target, inputs);
    return { recipe, key: timed('key', () => generationKey(recipe)) };
  };
  const now = wish(known);
  const roles = Object.keys(files) as InputRole[];
  if (roles.length === 0) return { now, asLocked: now, all: [now] };
  const locked = entry && keyedInputs(entry.recipe);
  const lasting = roles.filter((role) => files[role] === locked?.[role]);
  const asLocked = wish({ ...known, ...Object.fromEntries(lasting.map((role) => [role, files[role]])) });
  const all = new Map([now, asLocked, wish({ ...known, ...files })].map((each) => [each.key, each]));
  return { now, asLocked, all: [...all.values()] };
}
