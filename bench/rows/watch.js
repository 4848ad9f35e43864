import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProject, planProject } from '../../dist/build/index.js';
import { systemClock } from '../../dist/core/ports.js';
import { PROVIDERS } from '../../dist/providers/index.js';
import { renderMaster, sharpRaster } from '../../dist/renditions/index.js';
import { median } from '../interleave.js';
import { BIN, remove } from '../project.js';

const SIZE = 1024;

/** How long after a save the changed file is on the disk, against generating and encoding that target alone, by turns. */
export async function watching({ quick }) {
  const sizes = quick
    ? [[3, 9]]
    : [
        [3, 25],
        [10_000, 7],
      ];
  const rows = [];
  for (const [targets, rounds] of sizes) {
    const { bare, saves } = await measure(targets, rounds);
    const work = `a save, ${targets.toLocaleString('en')} targets, to its new file`;
    const reference = 'drawing and encoding it alone';
    const goal = targets >= 10_000 ? { atMost: 1.5 } : {};
    rows.push({ row: 'watch', work, reference, ours: saves, theirs: bare, ...goal });
  }
  return rows;
}

/** Medians of saves and of bare work, by turns. */
async function measure(targets, rounds) {
  const folder = createProject(targets);
  const session = await begin(folder);
  try {
    const spec = await specOf(folder);
    const saves = [];
    const bare = [];
    for (let round = -3; round < rounds; round++) {
      const prompt = `a fox by a lake, number ${round + 10}`;
      const alone = await makeAlone(`${prompt}, alone`, spec);
      const saved = await session.save(prompt);
      // The first ones load libraries and warm caches.
      if (round < 0) continue;
      bare.push(alone);
      saves.push(saved);
    }
    return { bare: median(bare), saves: median(saves) };
  } finally {
    await session.end();
    remove(folder);
  }
}

/** One target with a prompt file; the others are small, and never change. */
function createProject(targets) {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-bench-'));
  const lines = [
    'version: 1',
    'site: { out_dir: out, manifest: out/images.json }',
    'defaults: { provider: procedural, seed: 7, outputs: [web] }',
    'outputs:',
    '  web: { widths: [640], formats: [webp] }',
    '  tile: { widths: [16], formats: [png] }',
    'assets:',
    `  fox: { prompt: { file: ./fox.md }, params: { width: ${SIZE}, height: ${SIZE} } }`,
  ];
  for (let index = 1; index < targets; index++)
    lines.push(
      `  tile-${index}: { prompt: "tile ${index}", outputs: [tile], params: { width: 64, height: 64 } }`,
    );
  writeFileSync(join(folder, 'imagebuild.yaml'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'fox.md'), 'a fox');
  return folder;
}

/** What the one file of the target is to be, as the project says. */
async function specOf(folder) {
  const opened = await openProject({ cwd: folder });
  const planned = await planProject(opened.value, { patterns: ['fox'] });
  return planned.value.plan.targets[0].outputs[0].files[0].spec;
}

/** The real command, watching; resolves when its first round is done. */
async function begin(folder) {
  const child = spawn(process.execPath, [BIN, '-C', folder, 'watch', '--reporter', 'jsonl'], {
    env: { ...process.env, CI: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let told = () => {};
  child.stdout.on('data', (chunk) => {
    if (chunk.includes(10)) told();
  });
  const round = () =>
    new Promise((resolve) => {
      told = resolve;
    });
  await round();
  const out = join(folder, 'out');
  const file = join(out, 'fox-640.webp');
  return {
    /** Milliseconds from the save until the new file is under its name. */
    async save(prompt) {
      const before = readFileSync(file);
      const done = round();
      const watcher = watch(out);
      const began = performance.now();
      writeFileSync(join(folder, 'fox.md'), prompt);
      const took = await new Promise((resolve) => {
        watcher.on('change', (_, name) => {
          if (name === 'fox-640.webp' && statSync(file, { throwIfNoEntry: false }))
            resolve(performance.now() - began);
        });
      });
      watcher.close();
      if (readFileSync(file).equals(before)) throw new Error('the file is what it was');
      await done;
      return took;
    },
    async end() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** Milliseconds for drawing the master and encoding its one file, by the same code, and nothing else. */
async function makeAlone(prompt, spec) {
  const { default: limit } = await import('p-limit');
  const procedural = PROVIDERS.find(({ type }) => type === 'procedural');
  const began = performance.now();
  const { bytes } = await procedural.generate(
    { operation: 'generate', prompt, seed: 7, params: { width: SIZE, height: SIZE }, inputs: {} },
    {
      settings: {},
      environment: () => undefined,
      clock: systemClock,
      raster: sharpRaster,
      signal: new AbortController().signal,
      beforeSpending: async () => {},
      accepted: async () => {},
    },
  );
  await renderMaster(bytes, [spec], limit(availableParallelism()), async () => {
    throw new Error('no step needs a file');
  });
  return performance.now() - began;
}
