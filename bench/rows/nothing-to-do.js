import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interleave, node } from '../interleave.js';
import { hasNinja, ninjaGraph } from '../ninja.js';
import { BIN, cloneOf, manifest, remove, settle, settledFiles } from '../project.js';

const STAT_LOOP = fileURLToPath(new URL('../stat-loop.js', import.meta.url));
const PARSE_ALONE = fileURLToPath(new URL('../parse-alone.js', import.meta.url));

/** Nothing to do, one thing to do, and nobody was ever here: at one size. */
export async function nothingToDo({ quick }, targets, folder) {
  const large = targets >= 10_000;
  const rounds = quick ? 5 : large ? 7 : 15;
  const measured = [];
  const build = node(BIN, '-C', folder, 'build', '-q');
  const list = join(folder, '.imagebuild', 'cache', 'bench-files.txt');
  writeFileSync(list, settledFiles(folder).join('\n'));
  const references = { stats: node(STAT_LOOP, list), node: node('-e', '0') };
  const ninja = hasNinja() ? ninjaGraph(folder) : undefined;
  if (ninja) references.ninja = ninja.command;
  const { ours, ...theirs } = await interleave({ ours: build, ...references }, rounds, { cwd: folder });
  const work = `${targets.toLocaleString('en')} targets, nothing to do`;
  if (large && ninja)
    measured.push({
      row: 'no-op',
      work,
      reference: '`ninja`, the same files',
      ours,
      theirs: theirs.ninja,
      atMost: 1,
    });
  if (!large)
    measured.push({ row: 'no-op', work, reference: '`node -e 0`', ours, theirs: theirs.node, atMost: 1.6 });
  measured.push({ row: 'no-op', work, reference: 'a loop of `statSync`', ours, theirs: theirs.stats });
  if (!large && ninja)
    measured.push({ row: 'no-op', work, reference: '`ninja`, the same files', ours, theirs: theirs.ninja });
  ninja?.remove();
  return [...measured, ...(await withFlags(targets, folder, rounds))];
}

/** What CI writes changes nothing about the answer, and should not change how long it takes. */
async function withFlags(targets, folder, rounds) {
  const { theirs, ...ours } = await interleave(
    {
      theirs: node(BIN, '-C', folder, 'build', '-q'),
      '--yes --frozen --max-cost 5': node(BIN, '-C', folder, 'build', '--yes', '--frozen', '--max-cost', '5'),
      '--json': node(BIN, '-C', folder, 'build', '--json'),
      '--reporter junit': node(BIN, '-C', folder, 'build', '--reporter', 'junit'),
    },
    rounds,
  );
  return Object.entries(ours).map(([flags, time]) => ({
    row: 'no-op with flags',
    work: `${targets.toLocaleString('en')} targets, nothing to do, \`${flags}\``,
    reference: 'a bare `build -q`',
    ours: time,
    theirs,
    atMost: 1.1,
  }));
}

/** A scene was edited since: `plan` says so. */
export async function planOneChange({ quick }, targets, folder) {
  const path = join(folder, 'imagebuild.yaml');
  const build = node(BIN, '-C', folder, 'build', '-q');
  const plan = node(BIN, '-C', folder, 'plan', '-q');
  const noop = await interleave({ build }, quick ? 3 : 5);
  writeFileSync(path, manifest(targets, 8, targets >> 1));
  const { plan: ours } = await interleave({ plan }, quick ? 3 : 5);
  writeFileSync(path, manifest(targets, 8));
  await settle(folder);
  const again = await interleave({ build }, quick ? 3 : 5);
  const theirs = (noop.build + again.build) / 2;
  const work = `\`plan\`, ${targets.toLocaleString('en')} targets, one scene edited`;
  return [{ row: 'plan one change', work, reference: 'the no-op', ours, theirs, atMost: 1.3 }];
}

export async function checkFreshClone({ quick }, targets, folder) {
  const clone = cloneOf(folder);
  try {
    const { ours, theirs } = await interleave(
      {
        ours: node(BIN, '-C', clone, 'check', '-q'),
        theirs: node(PARSE_ALONE, join(clone, 'imagebuild.yaml')),
      },
      quick ? 3 : 7,
    );
    const work = `\`check\`, ${targets.toLocaleString('en')} targets, a fresh clone`;
    return [{ row: 'check', work, reference: '`yaml` parsing the manifest', ours, theirs, atMost: 1.2 }];
  } finally {
    remove(clone);
  }
}
