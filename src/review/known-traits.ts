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
 * measured now, and none after `signal` was aborted; the rest is not in the result.
 */
export async function knownTraits(
  store: Store,
  masters: readonly MasterRecord[],
  atMost: number,
  signal: AbortSignal | undefined,
): Promise<Looked> {
  const remembered = await recall(store);
  const wanted = new Map(masters.map((master) => [master.digest, master]));
  const unknown = [...wanted.values()].filter(({ digest }) => !remembered.has(digest)).slice(0, atMost);
  const looked = new Map<Digest, PictureTraits | undefined>();
  for (const digest of wanted.keys()) if (remembered.has(digest)) looked.set(digest, remembered.get(digest));
  for (let from = 0; from < unknown.length && !signal?.aborted; from += SAVED_EVERY) {
    const fresh = await measureAll(store, unknown.slice(from, from + SAVED_EVERY), signal);
    for (const [digest, traits] of fresh) {
      looked.set(digest, traits);
      if (traits) remembered.set(digest, traits);
    }
    await remember(store, remembered, wanted);
  }
  return looked;
}

async function measureAll(
  store: Store,
  masters: readonly MasterRecord[],
  signal: AbortSignal | undefined,
): Promise<Map<Digest, PictureTraits | undefined>> {
  const found = new Map<Digest, PictureTraits | undefined>();
  const left = masters.values();
  const lane = async () => {
    for (const master of left) {
      if (signal?.aborted) return;
      const bytes = await store.readMaster(master);
      const traits = typeof bytes === 'string' ? undefined : await traitsOf(bytes).catch(() => undefined);
      found.set(master.digest, traits);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return found;
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
  const bytes = Buffer.from(JSON.stringify(byUse.slice(-REMEMBERED)));
  // What cannot be kept is measured again: a build clears up half-written files, and a disk may be full.
  await store.writeRendition(KEY, bytes).catch(() => undefined);
}
