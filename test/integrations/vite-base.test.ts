import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, createServer, type InlineConfig } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SiteManifest } from '../../src/core/site-manifest.ts';
import { closeBrowserAfterwards, each, NO_BROWSER, openTab } from '../support/browser.ts';
import { folderServer } from '../support/folder-server.ts';
import type { Rig } from '../support/rig.ts';
import { configOf, siteOf } from './vite-site.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: OUT, manifest: images.json }
  outputs:
    card: { widths: [32, 64], formats: [webp, png] }
    icons: { width: 16, height: 16, formats: [png], sprite: true }
  defaults: { outputs: [card, icons] }
  assets:
    fox: { seed: 1, alt: A fox, prompt: a red fox, scenes: { running: running through a forest } }
    owl: { seed: 2, alt: An owl, prompt: an owl at night }
  `;

const SCRIPT = `
  import fox from 'imagebuild:fox/running';
  import all from 'virtual:imagebuild';
  import { picture } from 'imagebuild/runtime';
  document.body.innerHTML = picture(fox, { loading: 'eager' });
  window.manifest = all;
  `;

const PAGE =
  '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/main.js"></script>';

/** A page of each depth. */
const PAGES = ['index.html', 'docs/index.html', 'docs/guide/index.html'];

function siteIn(outDir: string, basePath?: string): Rig {
  const base = basePath === undefined ? '' : `, base_path: ${basePath}`;
  return siteOf({
    'imagebuild.yaml': MANIFEST.replace('OUT', `${outDir}${base}`),
    'main.js': SCRIPT,
    ...Object.fromEntries(PAGES.map((page) => [page, PAGE])),
  });
}

async function built(rig: Rig, config: InlineConfig): Promise<string> {
  const { build: more, ...others } = config;
  const input = PAGES.map((page) => join(rig.folder, page));
  await build(configOf(rig, {}, { ...others, build: { rolldownOptions: { input }, ...more } }));
  return join(rig.folder, 'dist');
}

/** Every address of a manifest. */
function addresses({ images, sprites = {} }: SiteManifest): string[] {
  const outputs = Object.values(images).flatMap((image) => Object.values(image.outputs));
  const sets = outputs.flatMap(({ srcset, sources }) => [
    ...Object.values(srcset),
    ...sources.map((source) => source.srcset),
  ]);
  return [
    ...outputs.map(({ src }) => src),
    ...outputs.flatMap(({ files }) => files.map(({ src }) => src)),
    ...sets.flatMap((set) => set.split(', ').map((candidate) => candidate.replace(/ .*/, ''))),
    ...Object.values(sprites).map(({ src }) => src),
  ];
}

/** Opens a page in a browser: its picture is there, and so is everything that its manifest names. */
async function expectPage(url: string): Promise<string[]> {
  const page = await openTab();
  await page.goto(url);
  await page.waitForFunction("document.querySelector('img')?.complete");
  expect(Number((await each(page, 'img', 'naturalWidth'))[0]), url).toBeGreaterThan(0);
  const all = addresses((await page.evaluate('window.manifest')) as SiteManifest);
  const states = await page.evaluate(
    `Promise.all(${JSON.stringify(all)}.map((address) => fetch(address).then(({ status }) => status + ' ' + address)))`,
  );
  expect(states, url).toEqual(all.map((address) => `200 ${address}`));
  expect(all.length).toBeGreaterThan(20);
  expect(page.complaints).toEqual([]);
  return all;
}

describe.skipIf(NO_BROWSER).each(['public/art', 'generated/art'])('pictures in %s', (outDir) => {
  closeBrowserAfterwards();

  it.each([
    ['/', '/'],
    ['/sub/', '/sub/'],
    // The base and the folder of the pictures begin alike.
    ['/art/', '/art/'],
    ['./', '/'],
    ['./', '/any/path/'],
    ['', '/any/path/'],
  ])('are found with the base "%s" on every page of a site at %s', async (base, path) => {
    const host = await folderServer();
    host.serve(path, await built(siteIn(outDir), { base }));
    for (const page of PAGES) await expectPage(`${host.origin}${path}${page}`);
  });

  it('are found with a base on another server', async () => {
    const [host, other] = [await folderServer(), await folderServer()];
    const folder = await built(siteIn(outDir), { base: `${other.origin}/files/` });
    host.serve('/', folder);
    other.serve('/files/', folder);
    for (const page of PAGES) {
      const all = await expectPage(`${host.origin}/${page}`);
      expect(all.filter((address) => !address.startsWith(`${other.origin}/files/`))).toEqual([]);
    }
  });

  it('are found where a framework writes addresses itself: text, expression, or relative', async () => {
    const [host, other] = [await folderServer(), await folderServer()];
    const seen = new Set<string>();
    const folder = await built(siteIn(outDir), {
      base: '/sub/',
      experimental: {
        renderBuiltUrl(name, { hostType, ssr }) {
          if (hostType !== 'js' || !name.includes('art/')) return undefined;
          seen.add(`${name} ${ssr}`);
          if (name.endsWith('.webp')) return `${other.origin}/a b/${name}`;
          if (name.endsWith('-64.png')) return { runtime: `window.somewhere(${JSON.stringify(name)})` };
          return name.endsWith('-32.png') ? { relative: true } : undefined;
        },
      },
    });
    host.serve('/sub/', folder);
    other.serve('/a b/', folder);
    const page = await openTab();
    await page.addInitScript(`window.somewhere = (name) => '/sub/' + name + '?somewhere'`);
    await page.goto(`${host.origin}/sub/docs/guide/index.html`);
    await page.waitForFunction("document.querySelector('img')?.complete");
    expect(Number((await each(page, 'img', 'naturalWidth'))[0])).toBeGreaterThan(0);
    const all = addresses((await page.evaluate('window.manifest')) as SiteManifest);
    const prefix = outDir === 'public/art' ? '' : 'generated/';
    const art = `${outDir === 'public/art' ? '' : 'generated/'}art`;
    expect(all).toContain(`${other.origin}/a%20b/${art}/owl-32.webp`);
    expect(all).toContain(`/sub/${art}/owl-64.png?somewhere`);
    expect(all).toContain(`${host.origin}/sub/${art}/owl-32.png`);
    expect(all).toContain(`/sub/${art}/icons.png`);
    expect([...seen]).toContain(`${prefix}art/owl-32.png false`);
    expect(page.complaints).toEqual([]);
  });
});

describe('a script of another format', () => {
  const library = (format: 'iife' | 'umd' | 'cjs'): InlineConfig => ({
    base: './',
    build: {
      copyPublicDir: true,
      lib: { entry: 'main.js', name: 'art', formats: [format], fileName: () => 'js/deep/main.js' },
      rolldownOptions: { input: undefined },
    },
  });

  it.skipIf(NO_BROWSER).each(['iife', 'umd'] as const)(
    'finds its pictures from any page: %s',
    async (format) => {
      const rig = siteIn('public/art');
      const folder = await built(rig, library(format));
      rig.write({
        'dist/docs/guide/index.html':
          '<!doctype html><link rel="icon" href="data:,"><body><a name="currentScript"></a><script src="../../js/deep/main.js"></script>',
      });
      const host = await folderServer();
      host.serve('/sub/', folder);
      await expectPage(`${host.origin}/sub/docs/guide/`);
    },
  );

  it('finds the files themselves under Node', async () => {
    const rig = siteIn('public/art');
    rig.write({ 'main.js': "export { default as all } from 'virtual:imagebuild';" });
    const folder = await built(rig, library('cjs'));
    rig.write({ 'dist/package.json': '{ "type": "commonjs" }' });
    const { all } = createRequire(import.meta.url)(join(folder, 'js/deep/main.js'));
    const found = addresses(all);
    expect(found).toContain(pathToFileURL(join(folder, 'art/owl-64.png')).href);
    for (const address of found) expect(readFileSync(new URL(address)).length).toBeGreaterThan(0);
  });
});

describe('code of a server', () => {
  /** The addresses that code of a server gives. */
  async function served(rig: Rig, config: InlineConfig): Promise<string[]> {
    rig.write({ 'server.mjs': "export { default } from 'virtual:imagebuild';" });
    await build(configOf(rig, {}, { ...config, build: { ssr: 'server.mjs', outDir: 'server' } }));
    const { default: all } = await import(pathToFileURL(join(rig.folder, 'server/server.mjs')).href);
    return addresses(all);
  }

  it.each([
    ['/', '/art/'],
    ['/sub/', '/sub/art/'],
    ['https://cdn.example/x/', 'https://cdn.example/x/art/'],
    // Nobody knows on which page it will stand: the address of the site manifest is right on all of them.
    ['./', '/art/'],
    ['', '/art/'],
  ])('has addresses from the root with the base "%s"', async (base, expected) => {
    const found = await served(siteIn('public/art'), { base });
    expect(found).toContain(`${expected}fox/running-64.png`);
    expect(found.filter((address) => !address.startsWith(expected))).toEqual([]);
  });

  it('takes the base path of the manifest, where the base is relative', async () => {
    const found = await served(siteIn('public/art', '/blog/art/'), { base: './' });
    expect(found.filter((address) => !address.startsWith('/blog/art/'))).toEqual([]);
  });

  it('is told that it is one', async () => {
    const rendered = await served(siteIn('public/art'), {
      base: './',
      experimental: { renderBuiltUrl: (name, { ssr }) => (ssr ? `/root/${name}` : { relative: true }) },
    });
    expect(rendered.filter((address) => !address.startsWith('/root/art/'))).toEqual([]);
  });

  it('brings files along only where it is asked to', async () => {
    const files = async (config: InlineConfig['build']) => {
      const rig = siteIn('generated/art');
      rig.write({ 'server.mjs': "export { default } from 'virtual:imagebuild';" });
      await build(configOf(rig, {}, { build: { ssr: 'server.mjs', outDir: 'server', ...config } }));
      return rig.files().filter((path) => path.startsWith('server/generated'));
    };
    expect(await files({})).toEqual([]);
    expect(await files({ ssrEmitAssets: true })).toContain('server/generated/art/icons.png');
    expect(await files({ emitAssets: true })).toContain('server/generated/art/icons.png');
  });
});

describe('a dev server', () => {
  it.each([
    ['/', undefined, '/art/'],
    ['/sub/', undefined, '/sub/art/'],
    ['./', undefined, '/art/'],
    ['', undefined, '/art/'],
    ['https://cdn.example/x/', undefined, '/x/art/'],
    // The page comes from the server of a framework, which knows no picture.
    ['/sub/', 'http://127.0.0.1:9', 'http://127.0.0.1:9/sub/art/'],
  ])('has addresses from the root with the base "%s"', async (base, origin, expected) => {
    const rig = siteIn('public/art');
    const server = await createServer(
      configOf(rig, {}, { base, server: { middlewareMode: true, origin, ws: false }, appType: 'custom' }),
    );
    onTestFinished(() => server.close());
    const all = (await server.ssrLoadModule('virtual:imagebuild')) as { default: SiteManifest };
    const found = addresses(all.default);
    expect(found.filter((address) => !address.startsWith(expected))).toEqual([]);
  });
});
