// Builds a site with each of the frameworks that the package has a component for, or with those that are named, from
// the packed package and with the framework's own build for production, and compares the pages that come out with
// what the runtime says.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'parse5';

await import('./setup.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'imagebuild-frameworks-'));
// Where CI is set a build of ours is frozen, and these begin a project.
const { CI: _, ...inherited } = process.env;
const env = { ...inherited, NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' };

/** The newest versions that run with Node 20: Nuxt 4.4.6 and SvelteKit 3 want Node 22. */
const FRAMEWORKS = {
  next: {
    packages: {
      next: '16.4.6',
      react: '19.3.1',
      'react-dom': '19.3.1',
      typescript: '6.0.3',
      '@types/react': '19.3.3',
      '@types/node': '20.19.43',
    },
    files: {
      'next.config.mjs': "export default { output: 'export' };\n",
      'app/layout.tsx':
        'import type { ReactNode } from \'react\';\n\nexport default function Layout({ children }: { children: ReactNode }) {\n  return (\n    <html lang="en">\n      <body>{children}</body>\n    </html>\n  );\n}\n',
      // One on the server alone and one in the browser too; the compiler of Next checks both.
      'app/page.tsx': `import { Picture } from 'imagebuild/react';
import { images } from '../art.gen';
import { Client } from './client';

export default function Page() {
  return (
    <main>
      <Picture image={images['fox/running']} fetchPriority="high" className="wide" style={{ borderRadius: '1rem' }} />
      <Client />
    </main>
  );
}
`,
      'app/client.tsx': `'use client';
import { Picture } from 'imagebuild/react';
import { images } from '../art.gen';

export function Client() {
  return <Picture image={images['fox/running']} onLoad={() => {}} />;
}
`,
    },
    build: ['next/dist/bin/next', 'build'],
    page: 'out/index.html',
  },
  nuxt: {
    packages: { nuxt: '4.4.5', vue: '3.5.45' },
    files: {
      // A version of unstorage that is newer than this Nuxt refuses the key under which it keeps the data of "/".
      'nuxt.config.ts':
        "export default defineNuxtConfig({ compatibilityDate: '2026-01-01', experimental: { payloadExtraction: false } });\n",
      'app/app.vue': `<script setup lang="ts">
import { Picture } from 'imagebuild/vue';
import { images } from '../art.gen';
</script>

<template>
  <main>
    <Picture :image="images['fox/running']" fetchpriority="high" class="wide" :style="{ borderRadius: '1rem' }" />
    <Picture :image="images['fox/running']" @load="() => {}" />
  </main>
</template>
`,
    },
    build: ['nuxt/bin/nuxt.mjs', 'generate'],
    page: '.output/public/index.html',
  },
  sveltekit: {
    packages: {
      '@sveltejs/adapter-static': '3.0.11',
      '@sveltejs/kit': '2.70.4',
      '@sveltejs/vite-plugin-svelte': '7.3.1',
      svelte: '5.57.3',
      vite: '8.4.0',
    },
    files: {
      'svelte.config.js':
        "import adapter from '@sveltejs/adapter-static';\n\nexport default { kit: { adapter: adapter() } };\n",
      'vite.config.js':
        "import { sveltekit } from '@sveltejs/kit/vite';\n\nexport default { plugins: [sveltekit()] };\n",
      'src/app.html':
        '<!doctype html>\n<html lang="en"><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n',
      'src/routes/+layout.js': 'export const prerender = true;\n',
      'src/routes/+page.svelte': `<script lang="ts">
import Picture from 'imagebuild/svelte';
import { images } from '../../art.gen';
</script>

<main>
  <Picture image={images['fox/running']} fetchpriority="high" class="wide" style="border-radius:1rem" />
  <Picture image={images['fox/running']} />
</main>
`,
    },
    build: ['vite/bin/vite.js', 'build'],
    page: 'build/index.html',
  },
};

const MANIFEST = `version: 1
site: { out_dir: public/art, base_path: /art, manifest: [art.gen.ts, art.gen.json] }
outputs: { page: { formats: [webp, jpeg], widths: [320, 640] } }
assets:
  fox:
    seed: 42
    prompt: a fox
    alt: A fox, {scene}
    outputs: [page]
    scenes: { running: running }
`;

try {
  const [{ filename }] = JSON.parse(
    run(
      'npm',
      ['pack', '--ignore-scripts', '--json', '--pack-destination', folder, '--loglevel=error'],
      root,
    ),
  );
  const { picture } = await import('../dist/runtime/index.js');
  const named = process.argv.slice(2);
  for (const [name, framework] of Object.entries(FRAMEWORKS)) {
    if (named[0] && !named.includes(name)) continue;
    const began = Date.now();
    const project = join(folder, name);
    begin(project, framework, filename);
    const node = (path, ...args) => run(process.execPath, [join('node_modules', path), ...args], project);
    node('imagebuild/dist/imagebuild.cjs', 'build');
    const [path, ...args] = framework.build;
    node(path, ...args);
    const { images } = JSON.parse(readFileSync(join(project, 'art.gen.json'), 'utf8'));
    judge(name, readFileSync(join(project, framework.page), 'utf8'), picture, images['fox/running']);
    process.stdout.write(
      `${name}: builds and shows its pictures, ${Math.round((Date.now() - began) / 1000)} s\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function begin(project, { packages, files }, filename) {
  const dependencies = { imagebuild: `file:../${filename}`, ...packages };
  const described = { name: 'stranger', private: true, type: 'module', dependencies };
  const out = Object.hasOwn(packages, 'svelte') ? 'static' : 'public';
  const all = {
    'package.json': JSON.stringify(described),
    'imagebuild.yaml': MANIFEST.replace('public', out),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], project);
}

/** Compares what the page shows with what the runtime says of the same picture, but for spaces and the form of CSS. */
function judge(name, page, picture, image) {
  const first = picture(image, { fetchpriority: 'high', class: 'wide', style: 'border-radius:1rem' });
  const wanted = pictures(first + picture(image)).join('\n');
  const shown = pictures(page).join('\n');
  if (shown !== wanted) throw new Error(`${name}: the page shows\n${shown}\nrather than\n${wanted}`);
}

/** A line for each `<source>` and `<img>` of HTML: its parent, its name, and its attributes in the order of the alphabet. */
function pictures(html) {
  const below = (node) =>
    (node.childNodes ?? []).flatMap((child) => [
      ...(/^(source|img)$/.test(child.nodeName) ? [described(child, node.nodeName)] : []),
      ...below(child),
    ]);
  return below(parse(html));
}

function described({ nodeName, attrs }, parent) {
  const plain = (value) => value.replace(/;$/, '').replace(/([:;]) /g, '$1');
  const attributes = attrs.map(({ name, value }) => `${name}=${name === 'style' ? plain(value) : value}`);
  return `${parent} > ${nodeName} ${attributes.sort().join(' ')}`;
}

function run(command, args, cwd) {
  try {
    const shell = process.platform === 'win32' && command === 'npm';
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
      shell,
    });
  } catch (error) {
    process.stderr.write(`${error.stdout}\n${error.stderr}\n`);
    throw error;
  }
}
