import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { parseLockfile } from '../../../src/lockfile/text.ts';
import type { Shop } from '../../support/cli.ts';
import { BIN, type Document } from '../../support/rig.ts';

/** What came of one run of the real command line. */
export interface Ran {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly document: Document;
  readonly stderr: string;
  readonly stdout: string;
}

export interface RunOptions {
  readonly env?: { readonly [name: string]: string };
  /** Runs as another user. */
  readonly uid?: number;
  /** Before the program's own arguments: `--import`, say. */
  readonly node?: readonly string[];
  /** A shell command that replaces itself with the program: `ulimit -n 40; exec "$@"`. */
  readonly shell?: string;
  /** Another installation of it. */
  readonly program?: string;
}

/** Runs a command with --json. */
export function run(folder: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env = {}, uid, node = [], shell, program: bin = BIN } = options;
  const command = [process.execPath, ...node, bin, ...args, '--json'];
  const [program = '', ...rest] = shell === undefined ? command : ['/bin/sh', '-c', shell, 'sh', ...command];
  const child = spawn(program, rest, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) =>
    child.on('close', (exitCode, signal) => {
      let document: Document;
      try {
        document = JSON.parse(stdout);
      } catch {
        document = undefined;
      }
      resolve({ exitCode, signal, document, stderr, stdout });
    }),
  );
}

/** A copy of a project that another test has prepared. */
export function copyOf(template: string, to: string): string {
  mkdirSync(to, { recursive: true });
  cpSync(template, to, { recursive: true, preserveTimestamps: true });
  return to;
}

/** Credits that the server took, by prompt, and how often. */
export function chargesByPrompt(shop: Pick<Shop, 'journal'>): Map<string, number> {
  const charges = new Map<string, number>();
  for (const { charged, fields } of shop.journal)
    if (charged > 0) charges.set(String(fields.prompt), (charges.get(String(fields.prompt)) ?? 0) + 1);
  return charges;
}

/** Every file below a folder, relative to it. */
export function filesBelow(folder: string, below = folder): string[] {
  if (!existsSync(below)) return [];
  return readdirSync(below, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(folder, join(below, entry.name))
        : [relative(folder, join(below, entry.name))],
    )
    .sort();
}

/** What is wrong with the files of a project that may have been through anything: nothing is half under its own name. */
export async function flaws(folder: string, outDir = 'art'): Promise<string[]> {
  const found: string[] = [];
  const text = (path: string) => readFileSync(join(folder, path), 'utf8');
  const isJson = (path: string) => {
    try {
      JSON.parse(text(path));
      return true;
    } catch {
      return false;
    }
  };
  for (const path of filesBelow(folder)) {
    if (/\.tmp$|\.lock\.\d+$/.test(path)) continue;
    const bytes = readFileSync(join(folder, path));
    const master = /masters\/sha256\/..\/([0-9a-f]{64})\.\w+$/.exec(path)?.[1];
    if (master !== undefined && createHash('sha256').update(bytes).digest('hex') !== master)
      found.push(`${path} is not what its name says`);
    if (path === 'imagebuild.lock' && 'code' in parseLockfile(text(path), path))
      found.push(`${path} does not parse`);
    const isRecord =
      /masters\/keys\/.*\.json$|pending\/.*\.json$|outputs\.json$/.test(path) ||
      path === `${outDir}/images.json`;
    if (isRecord && !isJson(path)) found.push(`${path} does not parse`);
    if (path.startsWith(`${outDir}/`) && /\.(webp|png|jpg)$/.test(path))
      await sharp(bytes)
        .raw()
        .toBuffer()
        .catch((error: Error) => found.push(`${path}: ${error.message}`));
  }
  return found;
}

/** What is wrong with how a run told of its trouble: each error has a code of its own, and says what to do. */
export function badlyTold({ exitCode, signal, document, stderr, stdout }: Ran): string[] {
  if (exitCode === 0) return [];
  if (signal !== null) return [`ended by ${signal}`];
  if (document === undefined) return [`no document: ${stdout}${stderr}`];
  const found: string[] = [];
  if (document.errors.length === 0) found.push(`exit code ${exitCode} without an error`);
  for (const { code, message, hint } of document.errors) {
    if (code === 'unexpected') found.push(`unexpected: ${message}`);
    if (/\n\s+at /.test(message)) found.push(`a stack trace: ${message}`);
    if (hint === undefined) found.push(`no advice: ${code} ${message}`);
  }
  if (/\n\s+at .*:\d+:\d+/.test(stderr)) found.push(`a stack trace: ${stderr}`);
  return found;
}
