import { warning } from '../core/diagnostic.ts';
import type { MasterRecord, PictureFacts, StoredPicture } from '../core/picture.ts';
import { reasonOf, type SharedStore } from './shared-store.ts';
import type { KeptGeneration, Store } from './store.ts';

/**
 * The own store first, then one that is shared. What is taken from there is verified and copied here, and is this
 * checkout's own from then on. What costs money is put there as well, after it is safe here. Everything else (lists,
 * removal, what was rejected, renditions) concerns the own store only.
 */
export function layeredStore(
  own: Store,
  shared: SharedStore,
  examine: (bytes: Uint8Array) => Promise<PictureFacts | Error>,
): Store {
  /** Masters of which only a record in the shared store speaks: nobody here has ever seen that they are pictures. */
  const claimed = new WeakMap<StoredPicture, KeptGeneration>();

  const isAsClaimed = async (bytes: Uint8Array, { master }: KeptGeneration) => {
    const facts = await examine(bytes);
    return !(facts instanceof Error) && isSame(facts, master);
  };

  return {
    writeMaster: (bytes, format, durable) => own.writeMaster(bytes, format, durable),
    rejectMaster: (picture) => own.rejectMaster(picture),
    setAside: (bytes, format) => own.setAside(bytes, format),
    hasRendition: (renderKey) => own.hasRendition(renderKey),
    readRendition: (renderKey) => own.readRendition(renderKey),
    writeRendition: (renderKey, bytes) => own.writeRendition(renderKey, bytes),
    masters: () => own.masters(),
    removeMaster: (stored) => own.removeMaster(stored),
    sweepRenditions: (wanted) => own.sweepRenditions(wanted),

    damagedMaster: (master) =>
      own.holds(master) || shared.holds(master)
        ? undefined
        : (own.damagedMaster(master) ?? shared.damagedMaster(master)),
    damagedRecord: (key) => own.damagedRecord(key) ?? shared.damagedRecord(key),

    holds: (master) => own.holds(master) || shared.holds(master),

    async readMaster(master) {
      const here = await own.readMaster(master);
      const bytes = typeof here === 'string' ? await shared.readMaster(master) : here;
      if (typeof bytes === 'string') return here === 'damaged' ? here : bytes;
      const record = claimed.get(master);
      if (record !== undefined && !(await isAsClaimed(bytes, record))) {
        shared.note(
          warning(
            'shared-record-unusable',
            `the shared store's record of ${record.key} leads to a file that is not the picture it describes, and was not used`,
            { hint: 'take its record out of the shared store' },
          ),
        );
        return 'damaged';
      }
      // In hand is what matters; who cannot copy it will be told by whatever is written next.
      if (typeof here === 'string') await own.writeMaster(bytes, master.format, true).catch(() => undefined);
      if (record !== undefined) await own.keep(record, true).catch(() => undefined);
      claimed.delete(master);
      return bytes;
    },

    async verifyMaster(master) {
      const here = await own.verifyMaster(master);
      return here === 'missing' ? shared.verifyMaster(master) : here;
    },

    find(key) {
      const here = own.find(key);
      if (here !== undefined && (own.holds(here.master) || shared.holds(here.master))) return here;
      const there = shared.find(key);
      // A damaged picture has been paid for: its record keeps anybody from buying it again.
      if (there !== undefined && here === undefined && shared.damagedMaster(there.master)) return there;
      if (there === undefined || !shared.holds(there.master)) return here;
      claimed.set(there.master, there);
      return there;
    },

    async keep(generation, durable) {
      await own.keep(generation, durable);
      // What is free is drawn again as quickly as it is fetched.
      if (!durable) return;
      const bytes = await own.readMaster(generation.master);
      if (typeof bytes !== 'string') await share(shared, generation, bytes);
    },
  };
}

/** Puts what is safe here into the shared store as well; trouble there is told, and is no failure. */
async function share(shared: SharedStore, generation: KeptGeneration, bytes: Uint8Array): Promise<void> {
  if (shared.state() === 'read-only') return;
  try {
    await shared.putMaster(bytes, generation.master);
    await shared.keep(generation);
  } catch (error) {
    shared.note(
      warning(
        'shared-not-kept',
        `a bought picture could not be put into the shared store: ${reasonOf(error)}`,
        {
          hint: 'it is safe in this checkout; `imagebuild push` puts it there',
        },
      ),
    );
  }
}

function isSame(facts: PictureFacts, master: MasterRecord): boolean {
  return facts.format === master.format && facts.width === master.width && facts.height === master.height;
}
