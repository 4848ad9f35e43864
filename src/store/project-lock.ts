import { existsSync } from 'node:fs';
import { readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { Clock } from '../core/ports.ts';
import { isSystemError, refusalCode, type SystemError, systemProblem } from '../core/system-trouble.ts';
import { makeFolder } from './durable-file.ts';
import { lifeOf, type ProcessIdentity, thisProcess } from './process-identity.ts';

/** The process that works in the project. */
interface Owner extends ProcessIdentity {
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
}

/** A lock whose heartbeat is older than this, in milliseconds, belongs to nobody. */
const STALE = 10_000;
/** On this machine a process that still exists may only have been suspended: it is given this long, in milliseconds. */
const STALE_BUT_ALIVE = 600_000;
/** Milliseconds between two signs of life. */
const HEARTBEAT = 3000;
/** Whoever gives no sign of life for so long, in milliseconds, while we look on is not working. */
const WATCHED = 2.5 * HEARTBEAT;

/** Milliseconds to wait, when the user does not say, for another process that works in the project. */
export const LOCK_TIMEOUT = 5000;

export interface HeldProject {
  /** Aborted when another process has taken the project over: this one must begin nothing more. */
  readonly lost: AbortSignal;
  /** True when whoever held it before did not end well, and may have left half of something. */
  readonly afterCrash: boolean;
  /** Why nothing can be written here: nobody is kept away, and nothing may be begun that leaves something behind. */
  readonly unwritable?: Failure;
  release(): Promise<void>;
}

/**
 * One process at a time changes a project. Waits up to `timeout` milliseconds for another one; the lock of a process
 * that has died is taken over at once when it ran on this machine, after some seconds when it ran elsewhere. Tells
 * `onWait` once whom it waits for.
 */
export async function holdProject(...request: Parameters<typeof holdOrLook>): Promise<HeldProject | Failure> {
  const held = await holdOrLook(...request);
  return 'kind' in held ? held : (held.unwritable ?? held);
}

/** The same for whoever may have nothing to write: where that is not possible at all, it is told so and goes on. */
export async function holdOrLook(
  folder: string,
  command: string,
  timeout: number,
  clock: Clock,
  onWait?: (owner: string) => void,
): Promise<HeldProject | Failure> {
  const { lock } = await import('proper-lockfile');
  const ownerPath = join(folder, 'owner.json');
  const lockPath = join(folder, 'process.lock');
  const lost = new AbortController();
  let told = false;
  let afterCrash = false;
  const attempt = async () => {
    // Each time anew: whoever held the project may have taken the empty folder away.
    await makeFolder(folder, true);
    const owner = await readOwner(ownerPath);
    const life = owner && lifeOf(owner);
    const stale = life === 'running' ? STALE_BUT_ALIVE : STALE;
    // Clocks jump, and those of two machines differ: an age is believed only of whom we have watched in vain.
    const believed = life === undefined || life === 'gone' || waited - watchedSince >= WATCHED;
    return lock(folder, {
      lockfilePath: lockPath,
      stale: believed ? stale : Number.POSITIVE_INFINITY,
      update: HEARTBEAT,
      realpath: false,
      onCompromised: () => lost.abort(),
    });
  };
  // Waiting is counted in pauses: a clock that is set must neither end it nor make it last for ever.
  let waited = 0;
  let watchedSince = 0;
  let sign: number | undefined;
  for (; ; waited += await pause(clock)) {
    const seen = await lastSign(lockPath);
    if (seen !== sign) watchedSince = waited;
    sign = seen;
    try {
      const release = await attempt();
      const owner: Owner = {
        ...thisProcess(),
        command,
        since: new Date(clock.now()).toISOString(),
      };
      // Whoever ends well takes it away; one that is empty or cut off was written as the power failed.
      if (existsSync(ownerPath)) afterCrash = true;
      await writeFile(ownerPath, JSON.stringify(owner)).catch(async (error: unknown) => {
        await release().catch(() => {});
        throw error;
      });
      return {
        afterCrash,
        lost: lost.signal,
        async release() {
          // Whoever has taken it over releases it.
          if (lost.signal.aborted) return;
          // Where this fails the process is soon known to be dead, and the lock is taken over.
          await rm(ownerPath, { force: true }).catch(() => {});
          await release().catch(() => {});
          // A run that was refused leaves nothing behind; a folder with anything in it stays.
          await rmdir(folder).catch(() => {});
        },
      };
    } catch (error) {
      const code = isSystemError(error) ? refusalCode(error) : ((error as NodeJS.ErrnoException).code ?? '');
      if (isSystemError(error) && UNWRITABLE.has(code)) return onlyLooking(error);
      if (!['ELOCKED', 'ENOENT'].includes(code)) throw error;
    }
    const owner = await readOwner(ownerPath);
    const life = owner && lifeOf(owner);
    if (owner !== undefined && life === 'gone') {
      if (await breakLock(folder, ownerPath, owner)) afterCrash = true;
      continue;
    }
    // Without an owner its process was killed in the moment after it took the lock, which then soon goes stale.
    if (owner === undefined && existsSync(lockPath)) afterCrash = true;
    // One that looks abandoned is watched for long enough to know.
    const old = sign !== undefined && Math.abs(Date.now() - sign) > STALE_BUT_ALIVE;
    // So is one whose processes cannot be asked for: it may have ended with its container.
    const least = life !== 'running' ? STALE + 1000 : old ? WATCHED + 1000 : 0;
    const patience = timeout > 0 ? Math.max(timeout, least) : 0;
    if (waited >= patience) return failure('project-held', heldProblem(owner));
    if (!told && owner !== undefined) {
      told = true;
      onWait?.(describe(owner));
    }
  }
}

/** Milliseconds between two attempts. */
const PAUSE = 100;

async function pause(clock: Clock): Promise<number> {
  await clock.sleep(PAUSE);
  return PAUSE;
}

/** When whoever holds the lock has last given a sign of life, in milliseconds; undefined when nobody does. */
async function lastSign(lockPath: string): Promise<number | undefined> {
  const facts = await stat(lockPath).catch(() => undefined);
  return facts?.mtimeMs;
}

/** A folder that this process may not change. */
const UNWRITABLE = new Set(['EROFS', 'EACCES', 'EPERM']);

/** Whoever cannot write leaves nothing half done: where all is fresh it may still look. */
function onlyLooking(error: SystemError): HeldProject {
  return {
    afterCrash: false,
    lost: new AbortController().signal,
    unwritable: failure('unexpected', systemProblem(error)),
    async release() {},
  };
}

function heldProblem(owner: Owner | undefined) {
  const who = owner ? describe(owner) : 'another process';
  return problem('project-held', `${who} is working in this project`, {
    hint: 'wait for it, or give --lock-timeout 60s to wait here',
  });
}

function describe({ command, pid, host, since }: Owner): string {
  return `\`imagebuild ${command}\` (process ${pid} on ${host}, since ${since})`;
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await readFile(path, 'utf8')) as Owner | null;
    return Number.isSafeInteger(owner?.pid) && (owner?.pid ?? 0) > 0 ? (owner ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** Two processes may find the same dead owner: a second lock lets one of them clear up, and it looks again first. */
async function breakLock(folder: string, ownerPath: string, dead: Owner): Promise<boolean> {
  const { lock } = await import('proper-lockfile');
  let release: () => Promise<void>;
  try {
    release = await lock(folder, {
      lockfilePath: join(folder, 'takeover.lock'),
      stale: STALE,
      realpath: false,
      onCompromised: () => {},
    });
  } catch {
    return false;
  }
  try {
    const owner = await readOwner(ownerPath);
    if (owner?.pid !== dead.pid || owner.since !== dead.since) return false;
    await rm(ownerPath, { force: true });
    await rm(join(folder, 'process.lock'), { recursive: true, force: true });
    return true;
  } finally {
    await release();
  }
}
