import { type Digest, digestOf } from '../core/digest.ts';
import { canonicalJson } from '../core/json.ts';
import type { MasterRecord } from '../core/picture.ts';
import { type PictureTraits, traitsOf } from '../renditions/index.ts';
import type { Store } from '../store/index.ts';

/** All traits are kept together under one key of the rendition cache: ten thousand files would take long to read. */
const KEY = digestOf(canonicalJson({ pictureTraits: 2 }));

/** So many pictures are remembered, those asked for last: some ten megabytes. */
const REMEMBERED = 50_000;

/** Pictures decoded at once, and between two savings, so that a long first look that is broken off is not lost. */
const AT_ONCE = 4;
const SAVED_EVERY = 500;

/** What was found of a master: undefined where its bytes are damaged or no picture. */
export type Looked = ReadonlyMap<Digest, PictureTraits | undefined>;

/**
 * Traits of masters by digest, measured once and remembered. Of those that are not remembered, at most so many are
 * measured now; the rest is not in the result.
 */
export async function knownTraits(
  store: Store,
  masters: readonly MasterRecord[],
  atMost: number,
): Promise<Looked> {
  const remembered = await recall(store);
  const wanted = new Map(masters.map((master) => [master.digest, master]));
  const unknown = [...wanted.values()].filter(({ digest }) => !remembered.has(digest)).slice(0, atMost);
  for (let from = 0; from < unknown.length; from += SAVED_EVERY) {
    await measureAll(store, unknown.slice(from, from + SAVED_EVERY), remembered);
    await remember(store, remembered, wanted);
  }
  const looked = [...wanted.keys()].filter((digest) => remembered.has(digest));
  return new Map(
    [...looked, ...unknown.map(({ digest }) => digest)].map((digest) => [digest, remembered.get(digest)]),
  );
}

async function measureAll(
  store: Store,
  masters: readonly MasterRecord[],
  into: Map<Digest, PictureTraits>,
): Promise<void> {
  const left = masters.values();
  const lane = async () => {
    for (const master of left) {
      const bytes = await store.readMaster(master);
      if (typeof bytes === 'string') continue;
      const traits = await traitsOf(bytes).catch(() => undefined);
      if (traits) into.set(master.digest, traits);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function recall(store: Store): Promise<Map<Digest, PictureTraits>> {
  const bytes = await store.readRendition(KEY);
  return new Map(bytes ? (JSON.parse(Buffer.from(bytes).toString()) as [Digest, PictureTraits][]) : []);
}

async function remember(
  store: Store,
  all: ReadonlyMap<Digest, PictureTraits>,
  wanted: ReadonlyMap<Digest, unknown>,
): Promise<void> {
  const byUse = [...all].sort(([one], [other]) => Number(wanted.has(one)) - Number(wanted.has(other)));
  await store.writeRendition(KEY, Buffer.from(JSON.stringify(byUse.slice(-REMEMBERED))));
}
