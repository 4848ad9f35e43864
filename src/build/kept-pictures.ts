import { type Diagnostic, warning } from '../core/diagnostic.ts';
import type { MasterRecord } from '../core/picture.ts';
import { type GenerationKey, generationKey, type Recipe, recipeOfOne } from '../core/recipe.ts';
import { SEED_LIMIT } from '../manifest/index.ts';
import type { KeptGeneration, Store } from '../store/index.ts';

/** A picture that has arrived and can be decoded. */
export interface GoodPicture {
  readonly master: MasterRecord;
  /** The seed really used, when the provider says. */
  readonly seed?: number;
}

/** What pictures that arrived were asked for. */
export interface Purchased {
  readonly key: GenerationKey;
  readonly recipe: Recipe;
  readonly source: 'generated' | 'imported';
  readonly credits: number;
  /** The parameter that asked for several of them, when it did. */
  readonly several?: string;
}

/**
 * Keeps the pictures of one request: the first under the request's key, and of several each one under the key of
 * its own seed, so that writing this seed into the manifest gets it at no cost. The first key comes last: once it
 * is found, a crash has left nothing to finish.
 */
export async function keepPictures(
  store: Store,
  purchased: Purchased,
  pictures: readonly [GoodPicture, ...GoodPicture[]],
  durable: boolean,
): Promise<KeptGeneration> {
  const { several, ...facts } = purchased;
  const [{ master, seed }] = pictures;
  if (several === undefined) {
    const kept = { ...facts, master, seed };
    await store.keep(kept, durable);
    return kept;
  }
  const singles = singlesOf({ ...facts, several }, pictures);
  const siblings = pictures.map(({ master, seed }) => ({ digest: master.digest, seed }));
  for (const single of singles) {
    const known = store.find(single.key);
    // What was bought under that key before may be somebody's master, and stays.
    if (known === undefined || !store.holds(known.master)) await store.keep({ ...single, siblings }, durable);
  }
  const kept = { ...facts, master, seed, siblings };
  await store.keep(kept, durable);
  return kept;
}

/** Each picture as if it had been asked for alone, with its own seed. */
function singlesOf(
  { recipe, source, credits, several }: Required<Purchased>,
  pictures: readonly GoodPicture[],
): KeptGeneration[] {
  const share = Math.round((credits / Number(recipe.params[several])) * 10_000) / 10_000;
  const singles = new Map<GenerationKey, KeptGeneration>();
  for (const { master, seed } of pictures) {
    if (!isWritable(seed)) continue;
    const alone = recipeOfOne(recipe, several, seed);
    const key = generationKey(alone);
    if (!singles.has(key)) singles.set(key, { key, recipe: alone, master, seed, source, credits: share });
  }
  return [...singles.values()];
}

/** True for a seed that a manifest can name. */
function isWritable(seed: number | undefined): seed is number {
  return seed !== undefined && Number.isInteger(seed) && seed >= 1 && seed <= SEED_LIMIT;
}

/** Tells the user of pictures beside the master, and how to get them. */
export function siblingsNotice(
  target: string,
  several: string | undefined,
  pictures: readonly { readonly seed?: number }[],
): Diagnostic[] {
  const others = pictures.slice(1);
  if (several === undefined || others.length === 0) return [];
  const seeds = [...new Set(others.map(({ seed }) => seed).filter(isWritable))];
  const more = others.length === 1 ? '1 more picture was' : `${others.length} more pictures were`;
  const hint =
    seeds.length === 0
      ? 'the server did not say their seeds; their files are in .imagebuild/masters'
      : `to use ${seeds.length === 1 ? 'it' : 'one'}, write seed: ${seeds.join(' or ')} and take ${several} out; that costs nothing`;
  return [warning('pictures-kept', `${target}: ${more} bought with this one, and kept`, { target, hint })];
}
