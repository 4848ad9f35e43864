import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { expectNoLeaks, leaksBelow, leaksPrinted, plantEnvironment } from './canary.ts';

export const BIN = fileURLToPath(new URL('../../dist/imagebuild.cjs', import.meta.url));

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The JSON document of --json, as loosely as tests need it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into documents of several shapes
export type Document = any;

/** A temporary project in which the real command line runs. */
export interface Rig {
  readonly folder: string;
  /** Writes files; the indentation of the first line is taken off all of them. */
  write(files: { readonly [path: string]: string | Uint8Array }): void;
  read(path: string): string;
  bytes(path: string): Buffer;
  exists(path: string): boolean;
  /** All files but those of .imagebuild, sorted; with `all`, those too. */
  files(all?: boolean): string[];
  remove(path: string): void;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs with --json and reads the document. */
  json(args: readonly string[], options?: RunOptions): Promise<Document & { exitCode: number }>;
  /** Starts without waiting. */
  start(args: readonly string[], options?: RunOptions): Running;
}

export interface RunOptions {
  readonly env?: { readonly [name: string]: string | undefined };
  readonly cwd?: string;
  /** Another program than the one under test. */
  readonly program?: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error or output has matched. */
  saw(pattern: RegExp): Promise<void>;
}

/**
 * A fresh project in a temporary folder, removed when the test ends. Before that, everything in it and everything
 * that commands have printed is searched for the secrets that they were given.
 */
export function createRig(files: { readonly [path: string]: string | Uint8Array } = {}): Rig {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-test-'));
  // What a scenario has put there itself is no leak as long as nobody has changed it.
  const written = new Map<string, Buffer>();
  const printed: string[] = [];
  onTestFinished(() => {
    const leaks = [...printed.flatMap((text) => leaksPrinted(text)), ...leaksBelow(folder, written)];
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    expectNoLeaks(leaks, 'in what commands have printed or in files of the project');
  });
  const rig: Rig = {
    folder,
    write(contents) {
      for (const [path, content] of Object.entries(contents)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        const bytes = Buffer.from(typeof content === 'string' ? outdent(content) : content);
        writeFileSync(join(folder, path), bytes);
        written.set(path, bytes);
      }
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    bytes: (path) => readFileSync(join(folder, path)),
    exists: (path) => statSync(join(folder, path), { throwIfNoEntry: false }) !== undefined,
    files: (all = false) => listFiles(folder).filter((path) => all || !path.startsWith('.imagebuild/')),
    remove: (path) => rmSync(join(folder, path), { recursive: true, force: true }),
    run: (args, options) => rig.start(args, options).ended,
    async json(args, options) {
      const ended = await rig.run([...args, '--json'], options);
      try {
        return { ...JSON.parse(ended.stdout), exitCode: ended.exitCode };
      } catch {
        throw new Error(
          `no JSON from ${args.join(' ')}: exit ${ended.exitCode}\n${ended.stdout}\n${ended.stderr}`,
        );
      }
    },
    start: (args, options = {}) => {
      plantEnvironment(options.env ?? {});
      const running = start(folder, args, options);
      void running.ended.then(({ stdout, stderr }) => printed.push(stdout, stderr));
      return running;
    },
  };
  rig.write(files);
  return rig;
}

function start(
  folder: string,
  args: readonly string[],
  { env = {}, cwd = folder, program = BIN }: RunOptions,
): Running {
  // Nothing of the machine that runs the tests reaches the command: no keys, no CI, no colours.
  const clean = { PATH: process.env.PATH, HOME: folder, ...env };
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: clean,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers: { pattern: RegExp; resolve: () => void }[] = [];
  const look = () => {
    for (const { pattern, resolve } of watchers) if (pattern.test(stdout) || pattern.test(stderr)) resolve();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    look();
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr })),
  );
  return {
    process: child,
    ended,
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        watchers.push({ pattern, resolve });
        look();
        void ended.then(() => reject(new Error(`ended without ${pattern}:\n${stdout}\n${stderr}`)));
      }),
  };
}

function listFiles(folder: string, below = folder): string[] {
  return readdirSync(below, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? listFiles(folder, join(below, entry.name))
        : [relative(folder, join(below, entry.name)).replaceAll('\\', '/')],
    )
    .sort();
}

/** Takes the indentation of the first line off every line, so that documents can stand indented in a test. */
export function outdent(text: string): string {
  if (!text.startsWith('\n')) return text;
  const lines = text.slice(1).split('\n');
  const indentation = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return lines
    .map((line) => line.slice(Math.min(indentation, /^ */.exec(line)?.[0].length ?? 0)))
    .join('\n')
    .replace(/\n *$/, '\n');
}
