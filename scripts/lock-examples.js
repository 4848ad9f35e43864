// Builds every example anew and writes its lock and expected plan. For when the built-in provider draws differently.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

await import('./setup.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const examples = join(root, 'examples');

const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
// `stability` buys its pictures, and is built against the emulator in the tests.
for (const { name } of folders.filter(({ name }) => name !== 'stability')) {
  const folder = join(examples, name);
  const imagebuild = (...args) =>
    execFileSync(
      process.execPath,
      [join(root, 'dist', 'imagebuild.cjs'), '-C', folder, '--no-frozen', ...args],
      {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      },
    );
  const forget = (...paths) => {
    for (const path of paths) rmSync(join(folder, path), { recursive: true, force: true });
  };
  forget('.imagebuild', 'public', 'static', 'imagebuild.lock');
  imagebuild('build', '-q');
  forget('.imagebuild', 'public', 'static');
  const { durationMs: _, ...plan } = JSON.parse(imagebuild('plan', '--json'));
  writeFileSync(join(folder, 'expected-plan.json'), `${JSON.stringify(plan, undefined, 2)}\n`);
}
