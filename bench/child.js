import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MEASURE = new URL('./measure.js', import.meta.url).href;
const LAUNCH = fileURLToPath(new URL('./launch.js', import.meta.url));

/** Runs Node with these arguments: seconds on the wall, CPU seconds, and peak memory in bytes. */
export function runMeasured(args, env = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'imagebuild-usage-'));
  const usage = join(scratch, 'usage.json');
  const launch = join(scratch, 'launch.json');
  const { status, stderr } = spawnSync(process.execPath, [LAUNCH, launch, '--import', MEASURE, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...env, BENCH_USAGE: usage, CI: '' },
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  const { memory, cpu } = JSON.parse(readFileSync(usage, 'utf8'));
  const { wall } = JSON.parse(readFileSync(launch, 'utf8'));
  rmSync(scratch, { recursive: true });
  return { wall, cpu: cpu / 1000, memory };
}
