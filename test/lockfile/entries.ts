import { digestOf } from '../../src/core/digest.ts';
import { generationKey, type Recipe } from '../../src/core/recipe.ts';
import type { LockEntry } from '../../src/lockfile/index.ts';

/** A sound entry whose master is called after its prompt. */
export function entryOf(prompt: string, more: Partial<LockEntry> = {}): LockEntry {
  const recipe: Recipe = { provider: 'procedural', operation: 'generate', prompt, params: {}, inputs: {} };
  return {
    key: generationKey(recipe),
    recipe,
    master: { digest: digestOf(prompt), bytes: 1, width: 1, height: 1, format: 'png' },
    outputs: {},
    source: 'generated',
    credits: 0,
    parents: [],
    ...more,
  };
}

/** The same entry after people have put a picture of their own in its place. */
export function adoptedOf(prompt: string, more: Partial<LockEntry> = {}): LockEntry {
  const entry = entryOf(prompt, more);
  return { ...entry, source: 'manual', adoption: { master: entry.master.digest, reason: 'retouched' } };
}
