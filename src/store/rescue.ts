import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Digest, digestOf, hexOf } from '../core/digest.ts';
import type { PictureFormat } from '../core/picture.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { writeWhole } from './durable-file.ts';
import { sealed, unsealed } from './sealed.ts';

/** Which purchase it is: a key may be bought again later. */
export interface PurchaseIdentity {
  readonly key: GenerationKey;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** A picture that was bought, with the seed that made it when that is known. */
export interface BoughtPicture {
  readonly bytes: Uint8Array;
  readonly format: PictureFormat;
  readonly seed?: number;
}

/** Where bought pictures go when the store cannot take them: its disk is full, or nobody may write there. */
export interface Rescue {
  /** Keeps the pictures of one purchase; returns the folder they are in, or undefined when no place takes them. */
  keep(purchase: PurchaseIdentity, pictures: readonly BoughtPicture[]): Promise<string | undefined>;
  /** The pictures of a purchase, each verified; none when not all of them are there. */
  find(purchase: PurchaseIdentity): Promise<readonly BoughtPicture[]>;
  forget(purchase: PurchaseIdentity): Promise<void>;
}

interface RescueRecord extends PurchaseIdentity {
  readonly pictures: readonly {
    readonly digest: Digest;
    readonly format: PictureFormat;
    readonly seed?: number;
  }[];
}

/** Beside the store first, since that stays; then where the system keeps temporary files. */
export function diskRescue(state: string): Rescue {
  const project = createHash('sha256').update(state).digest('hex').slice(0, 16);
  const own = join(tmpdir(), `imagebuild-${process.getuid?.() ?? 'rescue'}`);
  const places = [join(state, 'rescued'), join(own, project)];
  const folderOf = (place: string, { key }: PurchaseIdentity) => join(place, hexOf(key));

  return {
    async keep(purchase, pictures) {
      const { key, startedAt } = purchase;
      for (const place of places) {
        const folder = folderOf(place, purchase);
        try {
          if (place.startsWith(own)) await makePrivate(own);
          const kept: { digest: Digest; format: PictureFormat; seed?: number }[] = [];
          for (const { bytes, format, seed } of pictures) {
            const digest = digestOf(bytes);
            await writeWhole(join(folder, fileName(digest, format)), bytes, true);
            kept.push({ digest, format, seed });
          }
          const record: RescueRecord = { key, startedAt, pictures: kept };
          await writeWhole(join(folder, 'purchase.json'), JSON.stringify(sealed(record)), true);
          return folder;
        } catch {
          await rm(folder, { recursive: true, force: true }).catch(() => {});
        }
      }
      return undefined;
    },

    async find(purchase) {
      for (const place of places) {
        if (place.startsWith(own) && !(await isPrivate(own))) continue;
        const found = await read(folderOf(place, purchase), purchase).catch(() => undefined);
        if (found !== undefined) return found;
      }
      return [];
    },

    async forget(purchase) {
      for (const place of places) {
        const folder = folderOf(place, purchase);
        await rm(folder, { recursive: true, force: true }).catch(() => {});
        // Only what is empty goes.
        await rmdir(dirname(folder)).catch(() => {});
      }
    },
  };
}

async function read(folder: string, purchase: PurchaseIdentity): Promise<BoughtPicture[] | undefined> {
  const record = unsealed<RescueRecord>(await readFile(join(folder, 'purchase.json'), 'utf8'));
  if (record?.key !== purchase.key || record.startedAt !== purchase.startedAt) return undefined;
  const found: BoughtPicture[] = [];
  for (const { digest, format, seed } of record.pictures) {
    const bytes = await readFile(join(folder, fileName(digest, format)));
    if (digestOf(bytes) !== digest) return undefined;
    found.push({ bytes, format, seed });
  }
  return found;
}

function fileName(digest: Digest, format: PictureFormat): string {
  return `${hexOf(digest)}.${format}`;
}

/** Anybody may write where temporary files are: what somebody else has put there must not become a picture of ours. */
async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  if (!(await isPrivate(folder))) throw new Error(`${folder} belongs to somebody else`);
}

async function isPrivate(folder: string): Promise<boolean> {
  const facts = await lstat(folder).catch(() => undefined);
  if (facts === undefined || !facts.isDirectory()) return false;
  return process.platform === 'win32' || (facts.uid === process.getuid?.() && (facts.mode & 0o022) === 0);
}
