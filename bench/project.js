import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { decodeSettled, SETTLED_FILE } from '../dist/freshness/index.js';
import { runMeasured } from './child.js';

export const BIN = fileURLToPath(new URL('../dist/imagebuild.cjs', import.meta.url));

const EIGHT = '{ widths: [8, 16, 32, 64], formats: [webp, png] }';
const ONE = '{ widths: [16], formats: [png] }';

/** A project of so many drawn targets, each with a seed, a prompt and an alternative text, and eight files or one. */
export function createProject(targets, { files = 8 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-bench-'));
  writeFileSync(join(folder, 'imagebuild.yaml'), manifest(targets, files));
  return folder;
}

/** As imagebuild.yaml is written; `edited` is the number of one scene whose prompt is another. */
export function manifest(targets, files, edited = -1) {
  const lines = [
    'version: 1',
    'site: { out_dir: out, manifest: out/images.json }',
    'styles:',
    '  flat: flat vector style with long shadows, limited palette',
    'defaults: { provider: procedural, style: flat, params: { width: 64, height: 64 }, outputs: [tile] }',
    'outputs:',
    `  tile: ${files === 8 ? EIGHT : ONE}`,
    'assets:',
  ];
  for (let index = 0; index < targets; index++)
    lines.push(
      `  scene-${String(index).padStart(6, '0')}:`,
      `    seed: ${index + 1}`,
      `    prompt: a lighthouse number ${index} by the sea at ${index === edited ? 'dawn' : 'sunset'}, seen from the harbour`,
      `    alt: Lighthouse number ${index}`,
    );
  return `${lines.join('\n')}\n`;
}

/** Builds everything; what it took, with peak memory. */
export function buildCold(folder) {
  return runMeasured([BIN, '-C', folder, 'build', '-q']);
}

/** Builds until there is nothing to do, and what that was known from is kept. */
export async function settle(folder) {
  for (let attempt = 0; attempt < 5; attempt++) {
    await wait(200);
    runMeasured([BIN, '-C', folder, 'build', '-q']);
    if (settledFiles(folder) !== undefined) return;
  }
  throw new Error('there is always something to do');
}

/** Paths of everything that a build looks at when nothing has changed. */
export function settledFiles(folder) {
  try {
    return decodeSettled(readFileSync(join(folder, SETTLED_FILE)))?.files;
  } catch {
    return undefined;
  }
}

/** What a fresh clone has of it: the manifest and the lockfile. */
export function cloneOf(folder) {
  const clone = mkdtempSync(join(tmpdir(), 'imagebuild-bench-clone-'));
  mkdirSync(clone, { recursive: true });
  for (const name of ['imagebuild.yaml', 'imagebuild.lock'])
    writeFileSync(join(clone, name), readFileSync(join(folder, name)));
  return clone;
}

export function remove(folder) {
  rmSync(folder, { recursive: true, force: true });
}
