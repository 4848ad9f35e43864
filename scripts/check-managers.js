// Installs the packed package as strangers do, with each of the usual package managers, and uses it there: a first
// project is begun, built and checked, and its sheet drawn. Measures what an install brings, too.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What an install with npm may bring at most: megabytes that it takes on the disk, and packages. */
const MOST = { megabytes: 50, packages: 60 };
const VERSIONS = { '@yarnpkg/cli-dist': '4.18.1', bun: '1.4.5', pnpm: '10.34.8' };
const PNP = 'nodeLinker: pnp\nenableGlobalCache: false\nenableMirror: false\nenableTelemetry: false\n';

await import('./setup.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'imagebuild-managers-'));
// Where CI is set a build is frozen, and these begin a project.
const { CI: _, ...env } = process.env;
const windows = process.platform === 'win32';
// Not every manager reads the certificates that npm is set to trust, and Node itself reads them only from here.
const authorities = npm(['config', 'get', 'cafile'], root).trim();
if (authorities !== 'null') env.NODE_EXTRA_CA_CERTS ??= authorities;

try {
  const [{ filename }] = JSON.parse(
    npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root),
  );
  const tools = join(folder, 'tools');
  begin(tools, {});
  const managers = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', ...managers], tools);
  const tool = (path) => join(tools, 'node_modules', path);
  const bun = join(tool('@oven'), readdirSync(tool('@oven'))[0] ?? '', 'bin', windows ? 'bun.exe' : 'bun');
  const installed = (cwd) => join(cwd, 'node_modules', 'imagebuild', 'dist', 'imagebuild.cjs');
  const local = (cwd, args) => run(process.execPath, [installed(cwd), ...args], cwd);
  const yarn = tool('@yarnpkg/cli-dist/bin/yarn.js');
  const ways = {
    npm: {
      install: (cwd) => npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], cwd),
      imagebuild: local,
    },
    pnpm: {
      install: (cwd) =>
        run(process.execPath, [tool('pnpm/bin/pnpm.cjs'), 'install', '--ignore-scripts'], cwd),
      imagebuild: local,
    },
    bun: { install: (cwd) => run(bun, ['install', '--ignore-scripts'], cwd), imagebuild: local },
    'yarn-pnp': {
      files: { '.yarnrc.yml': `${PNP}enableScripts: false\n`, 'yarn.lock': '' },
      install: (cwd) => run(process.execPath, [yarn, 'install', '--no-immutable'], cwd),
      imagebuild: (cwd, args) => run(process.execPath, [yarn, 'imagebuild', ...args], cwd),
    },
  };
  for (const [name, { files = {}, install, imagebuild }] of Object.entries(ways)) {
    const project = join(folder, name);
    begin(project, files, { imagebuild: `file:../${filename}` });
    install(project);
    use(name, (...args) => imagebuild(project, args));
    process.stdout.write(`${name}: installs, builds and checks\n`);
  }
  const { megabytes, packages } = weigh(join(folder, 'npm', 'node_modules'));
  process.stdout.write(`an install brings ${packages} packages and ${megabytes.toFixed(1)} MB\n`);
  demand(packages <= MOST.packages, `an install brings more than ${MOST.packages} packages`);
  demand(megabytes <= MOST.megabytes, `an install brings more than ${MOST.megabytes} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function use(name, imagebuild) {
  imagebuild('init');
  const { counts } = JSON.parse(imagebuild('build', '--json'));
  demand(counts.generated === 2, `${name}: the first build did not generate two masters`);
  imagebuild('check');
  imagebuild('sheet', '-o', 'sheet.pdf');
  const again = JSON.parse(imagebuild('build', '--json')).counts;
  demand(again.generated === 0 && again.rendered === 0, `${name}: the second build made something again`);
}

function begin(project, files, dependencies = {}) {
  mkdirSync(project);
  const described = { name: 'stranger', private: true, dependencies };
  const all = { 'package.json': JSON.stringify(described), ...files };
  for (const [path, text] of Object.entries(all)) writeFileSync(join(project, path), text);
}

/** Counts what an install takes on the disk, in whole blocks as a disk does. */
function weigh(modules) {
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
  const entries = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  const bytes = entries.map((path) => Math.ceil(statSync(join(modules, path)).size / 4096) * 4096);
  return {
    packages: Object.keys(packages).length,
    megabytes: bytes.reduce((sum, size) => sum + size, 0) / 1e6,
  };
}

function npm(args, cwd) {
  return run('npm', [...args, '--loglevel=error'], cwd);
}

function run(command, args, cwd) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
    shell: windows,
  });
}

function demand(condition, message) {
  if (!condition) throw new Error(message);
}
