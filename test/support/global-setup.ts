import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command line under test is the compiled one: what a user runs. */
export default function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/setup.js', import.meta.url))], {
    stdio: 'inherit',
  });
}
