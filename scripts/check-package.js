// Packs the package, installs it into an empty folder, and uses it there as a stranger would: command line, library, types, schema.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

await import('./setup.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'imagebuild-package-'));
const npm = (args, cwd) =>
  execFileSync('npm', [...args, '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });

try {
  const [{ filename, files }] = JSON.parse(
    npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root),
  );
  const names = files.map(({ path }) => path);
  const unexpected = names.filter(
    (name) =>
      !/^(dist\/.*\.(js|d\.ts)|dist\/imagebuild\.cjs|dist\/studio\/page\/(studio\.css|icon\.svg)|dist\/(program|parts)\/NOTICES\.txt|dist\/parts\/inter\/(LICENSE|[a-z-]+-[46]00\.woff)|src\/integrations\/(client\.d\.ts|astro\/(Head|Picture)\.astro|svelte\/Picture\.svelte(\.d\.ts)?)|schemas\/.*\.json|docs\/(decisions\/)?[a-z0-9-]+\.md|docs\/images\/[a-z-]+\.webp|examples\/.*\.(yaml|csv|md|js|astro)|package\.json|README\.md|LICENSE|(CHANGELOG|CONTRIBUTING)\.md)$/.test(
        name,
      ),
  );
  demand(unexpected.length === 0, `the package holds files it should not: ${unexpected.join(', ')}`);
  for (const name of [
    'dist/imagebuild.cjs',
    'dist/program/NOTICES.txt',
    'dist/parts/NOTICES.txt',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/runtime/index.js',
    'dist/studio/page/studio.js',
    'src/integrations/client.d.ts',
    'src/integrations/astro/Head.astro',
    'src/integrations/astro/Picture.astro',
    'src/integrations/svelte/Picture.svelte',
    'dist/integrations/react.js',
    'dist/integrations/vue.js',
    'schemas/manifest.schema.json',
    'LICENSE',
    'README.md',
  ]) {
    demand(names.includes(name), `the package lacks ${name}`);
  }

  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, type: 'module' }),
  );
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, filename)], folder);
  const bin = join(folder, 'node_modules', '.bin', 'imagebuild');
  const run = (args) =>
    execFileSync(bin, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH, HOME: folder },
      shell: process.platform === 'win32',
    });
  demand(
    run(['--version']).trim() === JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    '--version does not name the version',
  );
  const installed = join(folder, 'node_modules', 'imagebuild');
  const links = [...readFileSync(join(installed, 'README.md'), 'utf8').matchAll(/\]\(([^)\s#]+)/g)];
  const dead = links.filter(([, link]) => !link.includes(':') && !existsSync(join(installed, link)));
  demand(dead.length === 0, `the README has dead links: ${dead.map(([, link]) => link).join(', ')}`);
  demand(run(['help', 'lock-stale']).includes('commit it'), 'help does not explain a code');
  run(['init']);
  const schema = /\$schema=(.*)/.exec(readFileSync(join(folder, 'imagebuild.yaml'), 'utf8'))?.[1] ?? '-';
  demand(existsSync(join(folder, schema)), `the first line of the manifest leads nowhere: ${schema}`);
  demand(
    JSON.parse(run(['build', '--json'])).counts.generated === 2,
    'the first build did not generate two masters',
  );
  demand(existsSync(join(folder, 'public/images/fox/running-960.avif')), 'the first build made no files');
  demand(JSON.parse(run(['build', '--json'])).counts.rendered === 0, 'the second build made files again');

  writeFileSync(
    join(folder, 'use.mjs'),
    "import { build, defineProvider, loadManifest, plan } from 'imagebuild';\nimport { startEmulator } from 'imagebuild/emulator';\nimport { picture } from 'imagebuild/runtime';\nimport vite from 'imagebuild/vite';\nimport eleventy from 'imagebuild/eleventy';\nconst project = await loadManifest();\nconst planned = await plan(project);\nconst built = await build(project);\nif (planned.counts.reused !== 2 || built.failure !== undefined || typeof defineProvider !== 'function' || typeof startEmulator !== 'function' || typeof picture !== 'function' || vite().name !== 'imagebuild' || typeof eleventy !== 'function' || !import.meta.resolve('imagebuild/astro').endsWith('.astro')) throw new Error('the library does not work');\n",
  );
  execFileSync(process.execPath, ['use.mjs'], { cwd: folder });
  writeFileSync(
    join(folder, 'use.ts'),
    "/// <reference types=\"imagebuild/client\" />\nimport fox from 'imagebuild:fox/running';\nimport { picture } from 'imagebuild/runtime';\nimport { build, loadManifest, type Report } from 'imagebuild';\nexport const html: string = picture(fox);\nconst report: Report = await build(await loadManifest({ cwd: '.' }), { frozen: true });\nexport const made: number = report.counts.generated;\n",
  );
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(
    process.execPath,
    [
      tsc,
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--moduleResolution',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      '',
      'use.ts',
    ],
    { cwd: folder, stdio: 'inherit' },
  );
  process.stdout.write(`the package works: ${names.length} files\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function demand(condition, message) {
  if (!condition) throw new Error(message);
}
