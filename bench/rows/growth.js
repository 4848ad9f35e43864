import { interleave, node } from '../interleave.js';
import { BIN, buildCold, createProject, remove, settle } from '../project.js';

/** Whether twice as many targets take twice as long: against the straight line through the two smallest sizes. */
export async function growth({ quick, huge }) {
  const sizes = quick ? [50, 150, 400] : [100, 1000, 10_000, ...(huge ? [100_000] : [])];
  const times = [];
  for (const targets of sizes) {
    const folder = createProject(targets, { files: 1 });
    try {
      const build = buildCold(folder).wall * 1000;
      await settle(folder);
      const { noop, plan } = await interleave(
        { noop: node(BIN, '-C', folder, 'build', '-q'), plan: node(BIN, '-C', folder, 'plan', '-q') },
        quick ? 3 : 5,
      );
      times.push({ targets, noop, plan, build });
    } finally {
      remove(folder);
    }
  }
  return times.slice(2).flatMap((measured) =>
    ['noop', 'plan', 'build'].map((command) => ({
      row: 'growth',
      work: `${command === 'noop' ? 'no-op' : command}, ${measured.targets.toLocaleString('en')} targets of one file`,
      reference: `the line through ${sizes[0].toLocaleString('en')} and ${sizes[1].toLocaleString('en')}`,
      ours: measured[command],
      theirs: onLine(times[0], times[1], command, measured.targets),
      atMost: 1.2,
    })),
  );
}

function onLine(first, second, command, targets) {
  const slope = (second[command] - first[command]) / (second.targets - first.targets);
  return first[command] + slope * (targets - first.targets);
}
