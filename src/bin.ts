#!/usr/bin/env node
import { availableParallelism } from 'node:os';

// The image library works on libuv's threads, and Node reads their number when the first one is needed.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()));

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  const { version } = await import('./cli/version.ts');
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
