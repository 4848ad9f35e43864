// Makes a fresh clone ready: installs what package-lock.json asks for and compiles src/ to dist/, each only
// when it is missing or older than its source. Uses nothing but Node, because nothing else is there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const BUNDLES = ['studio', 'program'].map((what) => join('scripts', `bundle-${what}.js`));

setUp();

function setUp() {
  const installed = modified('node_modules/.package-lock.json');
  if (installed < modified('package-lock.json')) {
    say('installing dependencies');
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  const around = ['tsconfig.build.json', ...BUNDLES, 'scripts/notices.js', 'package-lock.json'].map(modified);
  const sources = newest(join(root, 'src'), Math.max(...around));
  if (modified('dist/imagebuild.cjs') < sources) {
    say('compiling');
    compile();
  }
}

/** Beside the old one, then in its place: a program that is running meanwhile finds all of its files. */
function compile() {
  const fresh = join(root, `.dist-${process.pid}`);
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  // Types are the business of `npm run typecheck`; here it is only about something to run.
  run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', fresh]);
  for (const bundle of BUNDLES) run(process.execPath, [bundle, fresh]);
  const old = join(root, `.dist-${process.pid}-old`);
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
  renameSync(fresh, join(root, 'dist'));
  rmSync(old, { recursive: true, force: true });
}

function modified(path) {
  const file = join(root, path);
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

function newest(folder, least) {
  let latest = least;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path, latest) : statSync(path).mtimeMs);
  }
  return latest;
}

function run(command, args) {
  // npm is a script on Windows, and only a shell finds it there.
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
