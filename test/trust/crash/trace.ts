import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One change to the files of a project, or bytes that were sent to a server, in the order in which it was done. */
export type Step =
  | { readonly op: 'open'; readonly path: string; readonly truncate: boolean }
  | { readonly op: 'write'; readonly path: string; readonly truncate?: boolean; readonly data: Buffer }
  | { readonly op: 'sync'; readonly path: string }
  | { readonly op: 'rename'; readonly path: string; readonly to: string }
  | { readonly op: 'link'; readonly path: string; readonly to: string }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'mkdir'; readonly path: string }
  | { readonly op: 'send'; readonly path: ''; readonly text: string };

/** A step as it was begun: what a kill is aimed at. */
export interface Begun {
  readonly number: number;
  readonly op: Step['op'];
  /** What it is, without digests and numbers that differ from run to run: `rename .imagebuild/pending/*.json`. */
  readonly name: string;
}

export interface Trace {
  readonly begun: readonly Begun[];
  readonly done: readonly Step[];
}

/** The environment under which a process writes its trace, and dies when it is told to. */
export function tracing(root: string, file: string, killAt?: number): { [name: string]: string } {
  const preload = fileURLToPath(new URL('trace-disk.js', import.meta.url));
  return {
    NODE_OPTIONS: `--import ${preload}`,
    TRACE_DISK_ROOT: root,
    TRACE_DISK_FILE: file,
    ...(killAt === undefined ? {} : { TRACE_DISK_KILL: String(killAt) }),
  };
}

export function readTrace(file: string): Trace {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  return {
    begun: lines.flatMap(({ begin, op, path, to }) =>
      begin === undefined ? [] : [{ number: begin, op, name: nameOf(op, to ?? path) }],
    ),
    done: lines.flatMap(({ done, data, ...step }) =>
      done === undefined ? [] : [data === undefined ? step : { ...step, data: Buffer.from(data, 'base64') }],
    ),
  };
}

function nameOf(op: string, path: string): string {
  const shown = path
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')
    .replace(/[0-9a-f]{64}/g, '*')
    .replace(/\/[0-9a-f]{2}(?=\/|$)/g, '/*')
    .replace(/\.lock\.\d+/, '.lock.*');
  return `${op} ${shown}`.trim();
}
