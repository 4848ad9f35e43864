// Run by a test with --expose-gc: saves a prompt so many times in one session, and prints what the process holds
// before and after. The folder is the first argument, the number of saves the second.
import { readdirSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWatchSession } from '../../dist/build/index.js';

const [folder, saves] = [process.argv[2], Number(process.argv[3])];
/** Everything is loaded, and every cache is full, after so many saves. */
const WARM = 100;

let finish = () => {};
const rounds = { total: 0, bad: 0, generated: 0 };
const session = openWatchSession(
  { cwd: folder },
  {
    keepGoing: true,
    settle: 1,
    onRound({ report }) {
      rounds.total += 1;
      rounds.generated += report.counts.generated;
      if (report.failure !== undefined) rounds.bad += 1;
      finish();
    },
  },
);
await round();
let before;
for (let save = 1; save <= saves; save++) {
  const done = round();
  const path = join(folder, 'fox.md');
  // By turns as editors do.
  if (save % 2 === 0) writeFileSync(path, `a fox, number ${save}`);
  else {
    writeFileSync(`${path}.new`, `a fox, number ${save}`);
    renameSync(`${path}.new`, path);
  }
  if (save % 50 === 0) writeFileSync(join(folder, 'birds.imagebuild.yaml'), included(save));
  await done;
  if (save === WARM) before = await measured();
}
const after = await measured();
await session.close();
const closed = await measured();
process.stdout.write(JSON.stringify({ rounds, before, after, closed }));

function round() {
  return new Promise((resolve) => {
    finish = resolve;
  });
}

function included(save) {
  return `assets: { owl: { prompt: "an owl, number ${save}" } }\n`;
}

/** When all is quiet. */
async function measured() {
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (let pass = 0; pass < 4; pass++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const descriptors = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return 'closed';
    }
  });
  const resources = process.getActiveResourcesInfo();
  return {
    heap: process.memoryUsage().heapUsed,
    descriptors: descriptors.length,
    watchers: resources.filter((name) => name === 'FSEventWrap').length,
    timers: resources.filter((name) => name === 'Timeout').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}
