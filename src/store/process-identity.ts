import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process, so that others can tell whether it still runs. */
export interface ProcessIdentity {
  /** For people. */
  readonly host: string;
  /** Equal only where process numbers mean the same processes: one boot of one machine, one container. */
  readonly machine: string;
  readonly pid: number;
  /** When it began, in the system's own terms: numbers of processes are used again. Absent where nobody can tell. */
  readonly began?: string;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), machine: thisMachine(), pid: process.pid, began: beginningOf(process.pid) };
}

/** Whether a process runs; `unknown` when it belongs to another machine. */
export function lifeOf({ machine, pid, began }: ProcessIdentity): 'running' | 'gone' | 'unknown' {
  if (machine !== thisMachine()) return 'unknown';
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  const now = beginningOf(pid);
  return began !== undefined && now !== undefined && began !== now ? 'gone' : 'running';
}

let machine: string | undefined;

function thisMachine(): string {
  machine ??= [
    hostname(),
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    attempt(() => readlinkSync('/proc/self/ns/pid')),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
  return machine;
}

/** The 22nd field of Linux's record; the second, the command in brackets, may hold anything. */
function beginningOf(pid: number): string | undefined {
  const record = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return record?.slice(record.lastIndexOf(')') + 2).split(' ')[19];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
