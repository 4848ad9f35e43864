import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../dist/emulator/index.js';
import { runBeside } from '../beside.js';
import { BIN, remove } from '../project.js';

/** Requests at the pace of a provider's limit; what no client can beat is the limit itself. */
export async function generate({ quick }) {
  const count = quick ? 60 : 1000;
  const limit = { requests: quick ? 20 : 100, per: 10_000 };
  const latency = 2000;
  const arrivals = [];
  let answered = 0;
  const emulator = await startEmulator({
    latency,
    limit: { ...limit, penalty: 60_000 },
    pictures: 'plain',
    credits: { 'sk-bench': 1_000_000 },
    observe(moment) {
      if (moment === 'arrived') arrivals.push(performance.now());
      if (moment === 'answered') answered = performance.now();
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-bench-'));
  try {
    writeFileSync(join(folder, 'imagebuild.yaml'), manifest(count, limit, emulator.url));
    await runBeside([BIN, '-C', folder, 'build', '-q', '--max-cost', '100000'], {
      STABILITY_API_KEY: emulator.key,
    });
    const refused = emulator.journal.filter(({ status }) => status === 429).length;
    const windows = Math.floor((count - 1) / limit.requests);
    const work = `${count.toLocaleString('en')} requests, 2 s each, ${limit.requests} in ${limit.per / 1000} s`;
    const last = (number) => arrivals[number * limit.requests - 1] ?? arrivals.at(-1);
    const perSecond = (requests, milliseconds) => (1000 * requests) / milliseconds;
    return [
      {
        row: 'generate',
        work: `${work}: the pace after the first window; ${refused} refused`,
        reference: 'the limit itself',
        ours: perSecond(count - limit.requests, last(windows + 1) - last(1)),
        theirs: perSecond(limit.requests, limit.per),
        atLeast: 0.97,
        unit: 'a second',
      },
      {
        row: 'generate',
        work: `${work}: from the first request to the last answer`,
        reference: 'windows used up in their first moments',
        ours: answered - arrivals[0],
        theirs: windows * limit.per + latency,
      },
    ];
  } finally {
    await emulator.close();
    remove(folder);
  }
}

function manifest(count, limit, url) {
  const lines = [
    'version: 1',
    'site: { out_dir: out }',
    'providers:',
    `  paid: { type: stability, base_url: "${url}", limits: { requests: ${limit.requests}, per: ${limit.per}ms, concurrency: ${limit.requests} } }`,
    'defaults: { provider: paid, model: core, outputs: [tile] }',
    'outputs: { tile: { widths: [16], formats: [png] } }',
    'assets:',
  ];
  for (let index = 0; index < count; index++)
    lines.push(`  scene-${index}: { seed: ${index + 1}, prompt: "a lighthouse, number ${index}" }`);
  return `${lines.join('\n')}\n`;
}
