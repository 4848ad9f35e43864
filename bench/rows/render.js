import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProject, planProject } from '../../dist/build/index.js';
import { renderMaster } from '../../dist/renditions/index.js';
import { runMeasured } from '../child.js';
import { PICTURES, writeMasters } from '../compare/masters.js';
import { writeProject } from '../compare/project.js';
import { median } from '../interleave.js';
import { BIN, remove } from '../project.js';

/** Masters to sizes and formats, against what the encoder itself takes for them, one after another, on all cores. */
export async function render({ quick }) {
  const pictures = quick ? PICTURES.filter((_, index) => index % 6 === 0) : PICTURES;
  const widths = quick ? [480] : [480, 960, 1600];
  const rounds = quick ? 1 : 3;
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-bench-'));
  const [masters, home] = [join(folder, 'masters'), join(folder, 'project')];
  try {
    await writeMasters(masters, pictures);
    writeProject(home, masters, { widths, formats: ['avif', 'webp', 'jpeg'] });
    const ours = [];
    const theirs = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(runMeasured([BIN, '-C', home, 'build', '-q']).wall * 1000);
      theirs.push((await encodeAlone(home)) / availableParallelism());
      for (const made of ['out', '.imagebuild', 'imagebuild.lock']) remove(join(home, made));
    }
    const work = `${pictures.length} masters × ${widths.length} widths × avif, webp, jpeg`;
    const reference = "the sum of sharp's encode times ÷ cores";
    return [{ row: 'render', work, reference, ours: median(ours), theirs: median(theirs), atMost: 1.05 }];
  } finally {
    remove(folder);
  }
}

/** Milliseconds inside the encoder, for the same renditions with the same settings, one at a time. */
async function encodeAlone(home) {
  const opened = await openProject({ cwd: home });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const planned = await planProject(opened.value);
  let sum = 0;
  let last = Promise.resolve();
  const oneByOne = (work) => {
    const turn = last.then(async () => {
      const began = performance.now();
      const made = await work();
      // Decoding and resizing are our own affair.
      if (made.spec !== undefined) sum += performance.now() - began;
      return made;
    });
    last = turn.catch(() => {});
    return turn;
  };
  const folder = join(home, 'masters');
  for (const file of readdirSync(folder)) {
    const id = file.replace(/\.png$/, '');
    const { outputs } = planned.value.plan.targets.find((target) => target.id === id);
    const specs = outputs.flatMap(({ files }) => files.map(({ spec }) => spec));
    await renderMaster(readFileSync(join(folder, file)), specs, oneByOne, async () => {
      throw new Error('no step needs a file');
    });
  }
  return sum;
}
