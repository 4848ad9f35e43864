// Starts Node with the arguments it is given and tells how long that took. In between, because Linux counts the peak
// memory of whoever starts a process as the process's own: this one is small, and the bench, which reads pictures, is not.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const [told, ...args] = process.argv.slice(2);
const began = performance.now();
const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
writeFileSync(told, JSON.stringify({ wall: (performance.now() - began) / 1000 }));
process.exitCode = status ?? 1;
