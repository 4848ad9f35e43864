import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hexOf } from '../core/digest.ts';
import { reviewableJson } from '../core/json.ts';
import type { Clock } from '../core/ports.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { readSmall } from './careful-file.ts';
import { createWhole, writeWhole } from './durable-file.ts';
import { lifeOf, type ProcessIdentity, thisProcess } from './process-identity.ts';
import type { SharedStore } from './shared-store.ts';

/*
 * One process at a time buys a key, among all that share a store:
 *
 *                claim                      about to send
 *      free ----------------> preparing ---------------------> asking
 *        ^                     |    ^                             |
 *        |   nothing was sent, |    |                             |  the picture is in the store,
 *        |<--------------------'    |                             |  or nothing was charged
 *        |                          |                             |
 *        |<-------------------------|-----------------------------|
 *        |                          |                             |
 *        |                          |  the user says so           v  nobody knows; or the process has ended
 *        |                          '------- unknown, kept, refused, spent
 *        |   the picture was put there later    |
 *        '<-------------------------------------'
 *
 * A claim is a file `claims/ab/ab12….N.json`; of several the highest N counts. To claim is to create N + 1
 * exclusively, after N was found to be settled by the user's leave or left behind by a process that sent nothing. So
 * of any number of processes one succeeds, nobody ever changes or removes what may still be somebody else's, and a
 * process that is killed at any point leaves a claim that can be judged. Whoever lets go removes the lower ones first.
 */

/** What a claim says of its request. */
export type ClaimState =
  /** Nothing has left yet. */
  | 'preparing'
  | 'asking'
  /** It may have been charged, and there is no picture. */
  | 'unknown'
  /** It was bought, and its picture is with whoever bought it. */
  | 'kept'
  /** It was declined, and perhaps charged. */
  | 'refused'
  /** It was charged, and what came cannot be used. */
  | 'spent';

/** How a request ended, for others to know. */
export type ClaimEnd = Exclude<ClaimState, 'preparing' | 'asking'>;

const ENDS: readonly ClaimEnd[] = ['unknown', 'kept', 'refused', 'spent'];
const STATES: readonly ClaimState[] = ['preparing', 'asking', ...ENDS];

/** What a claim tells others. */
export interface ClaimRecord {
  readonly id: string;
  readonly state: ClaimState;
  readonly target: string;
  readonly provider: string;
  readonly credits: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly owner: ProcessIdentity;
  /** The provider has taken it as a job: whoever ordered it can still fetch the picture. */
  readonly job?: boolean;
}

/** A claim as others find it. */
export interface Standing {
  /** `busy`: its process lives. `idle`: it ended and had sent nothing. Else what has become of the request. */
  readonly kind: 'busy' | 'idle' | ClaimEnd;
  /** Absent where the claim cannot be read. */
  readonly record: ClaimRecord | undefined;
}

/** A key that this process may ask for. */
export interface Claim {
  readonly id: string;
  /** Called directly before the request leaves; false when somebody else has taken over meanwhile. */
  sending(): Promise<boolean>;
  /** The provider has accepted a job. */
  accepted(): Promise<void>;
  /** Tells others how it ended, when there is something to tell. */
  leave(state: ClaimEnd): Promise<void>;
  /** Nothing is open any more. */
  release(): Promise<void>;
}

export interface Claims {
  /** Claims a key, over what was left by others when `mayTakeOver` says so. Rejects when the store cannot be written. */
  take(
    key: GenerationKey,
    facts: Pick<ClaimRecord, 'target' | 'provider' | 'credits'>,
    mayTakeOver: (standing: Standing) => boolean,
  ): Promise<Claim | Standing>;
  /** How it stands with a key; undefined when nobody claims it. Changes nothing, and never rejects. */
  look(key: GenerationKey): Promise<Standing | undefined>;
  /** Ids of claims on which nobody works any more, of all keys. Never rejects. */
  left(): Promise<ReadonlySet<string>>;
  /** The claim that an earlier process has left under this id, taken up again. */
  resume(key: GenerationKey, id: string): Promise<Claim | undefined>;
  /** Takes away what is left of claims on a key whose picture is in the store. */
  clear(key: GenerationKey): Promise<void>;
  /** Gives no more signs of life. */
  close(): void;
}

/** Milliseconds between two signs of life. */
const HEARTBEAT = 5000;
/** A claim from another machine without a sign of life for so long, in milliseconds, was left behind. */
const CLAIM_STALE = 60_000;
/** On this machine a process that still exists may only have been suspended: it is given this long, in milliseconds. */
const STALE_BUT_RUNNING = 600_000;
/** Bytes. */
const RECORD_LIMIT = 16 * 1024;

/** The name of a claim. */
const CLAIM = /^[0-9a-f]{64}\.[1-9][0-9]{0,8}\.json$/;

interface Found {
  readonly path: string;
  readonly number: number;
}

export function claimsOf(store: SharedStore, clock: Clock): Claims {
  const self = thisProcess();
  /** Claims of this process that give signs of life, by their file. */
  const alive = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const belowFor = (key: GenerationKey) => `claims/${hexOf(key).slice(0, 2)}`;
  const folderOf = (key: GenerationKey) => join(store.folder, belowFor(key));

  const list = async (key: GenerationKey): Promise<Found[]> => {
    const folder = folderOf(key);
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const own = new RegExp(`^${hexOf(key)}\\.([1-9][0-9]{0,8})\\.json$`);
    return names
      .flatMap((name) => {
        const number = own.exec(name)?.[1];
        return number === undefined ? [] : [{ path: join(folder, name), number: Number(number) }];
      })
      .sort((a, b) => a.number - b.number);
  };

  const beat = async (path: string): Promise<boolean> => {
    try {
      const file = await open(path, 'r+');
      try {
        // The first byte again: nothing changes but the time, which is that of whoever keeps the disk.
        await file.write('{', 0);
      } finally {
        await file.close();
      }
      return true;
    } catch {
      return false;
    }
  };

  const stayAlive = (path: string) => {
    alive.add(path);
    timer ??= setInterval(() => {
      for (const path of alive) void beat(path);
    }, HEARTBEAT).unref();
  };

  /** The time by the clock of whoever keeps the disk: those of two machines may be minutes apart. */
  const timeIn = async (folder: string): Promise<number> => {
    const probe = join(folder, `time.${randomUUID()}.tmp`);
    try {
      await (await open(probe, 'wx')).close();
      return (await stat(probe)).mtimeMs;
    } catch {
      return clock.now();
    } finally {
      await rm(probe, { force: true }).catch(() => {});
    }
  };

  const judge = async (
    path: string,
    time: (folder: string) => Promise<number> = timeIn,
  ): Promise<(Standing & { readonly text: string }) | undefined> => {
    const bytes = readSmall(path, RECORD_LIMIT);
    if (bytes === 'absent') return undefined;
    const text = bytes === 'unfit' ? '' : bytes.toString('utf8');
    const record = readClaim(text);
    const { state, owner } = record ?? {};
    const end = ENDS.find((end) => end === state);
    if (end !== undefined) return { kind: end, record, text };
    const life = owner === undefined ? 'unknown' : lifeOf(owner);
    const left = { kind: state === 'preparing' ? 'idle' : 'unknown', record, text } as const;
    if (life === 'gone') return left;
    const sign = await stat(path).catch(() => undefined);
    if (sign === undefined) return undefined;
    const age = (await time(dirname(path))) - sign.mtimeMs;
    return age < (life === 'running' ? STALE_BUT_RUNNING : CLAIM_STALE)
      ? { kind: 'busy', record, text }
      : left;
  };

  const claimAt = (key: GenerationKey, { path, number }: Found, first: ClaimRecord): Claim => {
    let record = first;
    const write = async (change: Partial<ClaimRecord>) => {
      record = { ...record, ...change };
      await writeWhole(path, reviewableJson(record), true);
    };
    const isHighest = async () => (await list(key)).at(-1)?.number === number;
    return {
      id: record.id,
      async sending() {
        // Whoever was suspended for long may have been taken for dead, and the key be bought and let go by others.
        if (!(await beat(path)) || !(await isHighest())) return false;
        await write({ state: 'asking' });
        return isHighest();
      },
      accepted: () => write({ job: true }),
      async leave(state) {
        alive.delete(path);
        await write({ state });
      },
      async release() {
        alive.delete(path);
        for (const lower of await list(key)) if (lower.number < number) await rm(lower.path, { force: true });
        await rm(path, { force: true });
      },
    };
  };

  return {
    async take(key, facts, mayTakeOver) {
      await store.openFolder(belowFor(key));
      for (;;) {
        const latest = (await list(key)).at(-1);
        const standing = latest && (await judge(latest.path));
        if (latest && standing === undefined) continue;
        if (standing && standing.kind !== 'idle' && (standing.kind === 'busy' || !mayTakeOver(standing)))
          return standing;
        const number = (latest?.number ?? 0) + 1;
        const path = join(folderOf(key), `${hexOf(key)}.${number}.json`);
        const startedAt = new Date(clock.now()).toISOString();
        const record: ClaimRecord = {
          id: randomUUID(),
          state: 'preparing',
          ...facts,
          startedAt,
          owner: self,
        };
        if (!(await createWhole(path, reviewableJson(record)))) continue;
        stayAlive(path);
        // What was judged may have come to life, or been let go and claimed anew, before ours was there.
        const same = latest === undefined || textAt(latest.path) === standing?.text;
        if (same && (await list(key)).at(-1)?.number === number)
          return claimAt(key, { path, number }, record);
        alive.delete(path);
        await rm(path, { force: true });
      }
    },

    async look(key) {
      try {
        const latest = (await list(key)).at(-1);
        return latest && (await judge(latest.path, async () => clock.now()));
      } catch {
        return undefined;
      }
    },

    async left() {
      const ids = new Set<string>();
      const folder = join(store.folder, 'claims');
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      for (const entry of entries.filter((entry) => entry.isFile() && CLAIM.test(entry.name))) {
        const standing = await judge(join(entry.parentPath, entry.name)).catch(() => undefined);
        if (standing?.record !== undefined && standing.kind !== 'busy') ids.add(standing.record.id);
      }
      return ids;
    },

    async resume(key, id) {
      try {
        for (const found of await list(key)) {
          const record = readClaim(textAt(found.path) ?? '');
          if (record?.id === id) return claimAt(key, found, record);
        }
      } catch {
        // A store that cannot be read has nothing to take up.
      }
      return undefined;
    },

    async clear(key) {
      for (const { path } of await list(key)) {
        const standing = await judge(path);
        if (standing?.kind === 'busy') return;
        await rm(path, { force: true });
      }
    },

    close() {
      clearInterval(timer);
      timer = undefined;
      alive.clear();
    },
  };
}

function textAt(path: string): string | undefined {
  const bytes = readSmall(path, RECORD_LIMIT);
  return typeof bytes === 'string' ? undefined : bytes.toString('utf8');
}

/** What others have written is shown to people: a claim with anything but plain text in it is none. */
function readClaim(text: string): ClaimRecord | undefined {
  try {
    const claim = JSON.parse(text) as Partial<ClaimRecord> | null;
    const { id, state, target, provider, credits, startedAt, owner } = claim ?? {};
    const plain = [id, target, provider, startedAt, owner?.host, owner?.machine].every(isPlain);
    const sound =
      state !== undefined &&
      STATES.includes(state) &&
      typeof credits === 'number' &&
      Number.isFinite(credits) &&
      Number.isSafeInteger(owner?.pid) &&
      (owner?.pid ?? 0) > 0;
    return plain && sound ? (claim as ClaimRecord) : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(text: unknown): boolean {
  return typeof text === 'string' && /^[^\p{C}]{1,300}$/u.test(text);
}
