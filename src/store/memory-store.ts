import { digestOf } from '../core/digest.ts';
import type { StoredPicture } from '../core/picture.ts';
import type { KeptGeneration, Store } from './store.ts';

/** The store in memory, for tests and for callers who keep nothing. */
export function memoryStore(): Store {
  const masters = new Map<string, Uint8Array>();
  const kept = new Map<string, KeptGeneration>();
  const renditions = new Map<string, Uint8Array>();
  return {
    holds: ({ digest }) => masters.has(digest),
    readMaster: async ({ digest }) => masters.get(digest) ?? 'missing',
    verifyMaster: async ({ digest }) => (masters.has(digest) ? 'intact' : 'missing'),
    damagedMaster: () => undefined,
    async writeMaster(bytes, format) {
      const picture: StoredPicture = { digest: digestOf(bytes), bytes: bytes.length, format };
      masters.set(picture.digest, bytes);
      return picture;
    },
    async rejectMaster({ digest }) {
      masters.delete(digest);
      return digest;
    },
    setAside: async (bytes) => `${digestOf(bytes)}.rejected`,
    find: (key) => kept.get(key),
    damagedRecord: () => undefined,
    keep: async (generation) => void kept.set(generation.key, generation),
    hasRendition: (key) => renditions.has(key),
    readRendition: async (key) => renditions.get(key),
    writeRendition: async (key, bytes) => void renditions.set(key, bytes),
    masters: async () =>
      [...masters].map(([digest, bytes]) => ({
        digest: digest as StoredPicture['digest'],
        bytes: bytes.length,
        path: digest,
      })),
    removeMaster: async ({ digest }) => void masters.delete(digest),
    async sweepRenditions(wanted) {
      const freed = { files: 0, bytes: 0 };
      for (const [key, bytes] of renditions) {
        if (wanted.has(key)) continue;
        renditions.delete(key);
        freed.files += 1;
        freed.bytes += bytes.length;
      }
      return freed;
    },
  };
}
