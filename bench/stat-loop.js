// `node bench/stat-loop.js LIST`: looks at every file that a list names, and does nothing else.
import { readFileSync, statSync } from 'node:fs';

for (const path of readFileSync(process.argv[2], 'utf8').split('\n'))
  statSync(path, { throwIfNoEntry: false });
