import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { FuzzOrder, FuzzOutcome } from './run.ts';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where bundles and what long runs have found lie; nothing there is needed. */
export const WORK = join(ROOT, 'node_modules', '.cache', 'imagebuild-fuzz');

/** The fuzzer and the sources it tries as one file, so that coverage counts blocks of one script. */
export async function bundleFuzzer(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('run.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['sharp', 'fontkit', 'pdfkit'],
    logLevel: 'error',
    define: { 'import.meta.url': 'ADDRESS' },
    // As deep as the modules are: what they find relative to themselves is where they look.
    banner: {
      js: "const ADDRESS = require('node:url').pathToFileURL(process.env.IMAGEBUILD_FUZZ_ROOT + 'src/fuzz/run.cjs').href;",
    },
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('nothing was bundled');
  const path = join(
    WORK,
    `run-${createHash('sha256').update(output.contents).digest('hex').slice(0, 12)}.cjs`,
  );
  if (existsSync(path)) return path;
  mkdirSync(WORK, { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, output.contents);
  renameSync(temporary, path);
  return path;
}

/** How a process of the fuzzer ended. */
export type FuzzEnd =
  | { readonly kind: 'done'; readonly outcome: FuzzOutcome }
  /** It crashed, or was killed because one input took too long; `path` holds the one it worked on. */
  | { readonly kind: 'lost'; readonly because: string; readonly path: string };

/** Milliseconds that one input may take before its process is killed. */
const PATIENCE = 20_000;

/** Runs one target in a process of its own, with bounded memory, and kills it when an input hangs. */
export function runFuzzer(bundle: string, order: FuzzOrder): Promise<FuzzEnd> {
  const child = spawn(process.execPath, ['--max-old-space-size=768', bundle], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      TMPDIR: process.env.TMPDIR,
      IMAGEBUILD_FUZZ_ROOT: ROOT,
      IMAGEBUILD_FUZZ_ORDER: JSON.stringify(order),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let trouble = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    trouble = (trouble + text).slice(-4000);
  });
  const hung = watchOver(child, order.current);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      const because = hung() ?? `exit ${code ?? signal}\n${trouble}`;
      const done = code === 0 && said.endsWith('\n');
      resolve(
        done
          ? { kind: 'done', outcome: JSON.parse(said) }
          : { kind: 'lost', because, path: latest(order.current).path },
      );
    });
  });
}

/** Kills a process that works on one input for too long; tells whether it did. */
function watchOver(child: ChildProcess, current: string): () => string | undefined {
  let killed: string | undefined;
  let last = '';
  let since = Date.now();
  const timer = setInterval(() => {
    const began = String(latest(current).at);
    if (began !== last) {
      last = began;
      since = Date.now();
    } else if (Date.now() - since > PATIENCE) {
      killed = `one input took more than ${PATIENCE / 1000} s`;
      child.kill('SIGKILL');
    }
  }, 250);
  child.on('close', () => clearInterval(timer));
  return () => killed;
}

/** The file of a folder that was written last. */
function latest(folder: string): { readonly path: string; readonly at: number } {
  let found = { path: '', at: 0 };
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (at > found.at) found = { path, at };
  }
  return found;
}
