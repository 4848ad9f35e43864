import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { closeBrowserAfterwards, each, NO_BROWSER, openTab } from '../support/browser.ts';
import { edit } from '../support/cli.ts';
import { siteExample } from '../support/example.ts';
import { folderServer } from '../support/folder-server.ts';
import { elements, pageFaults } from '../support/html.ts';
import type { Rig } from '../support/rig.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a tool of an example, as its `npm run build` does; the masters of the locks were drawn on another machine. */
async function run(rig: Rig, script: string, args: readonly string[] = []): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: rig.folder, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
  const path = join(rig.folder, 'node_modules', script);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [path, ...args], {
    cwd: rig.folder,
    env,
  });
  return stdout + stderr;
}

/** What must hold for the built site of every example. */
async function expectSite(rig: Rig, folder: string): Promise<void> {
  const checked = await rig.json(['check', '--site', folder]);
  expect(checked).toMatchObject({ ok: true, warnings: [] });
  expect(rig.bytes(`${folder}/art/fox/running-960.webp`)).toEqual(
    rig.bytes('public/art/fox/running-960.webp'),
  );
}

/** The `<img>`s of a page by what they show. */
function imgs(page: string) {
  const found = elements(page).filter(({ name }) => name === 'img');
  return Object.fromEntries(found.map(({ attributes }) => [attributes.alt ?? '', attributes]));
}

/** Gives an example icons, cards and a web app manifest. */
function brand(rig: Rig): void {
  const yaml = rig
    .read('imagebuild.yaml')
    .replace(/manifest: \[?(.*?)\]?$/m, 'manifest: [$1, public/app.webmanifest]')
    .replace('outputs: [card]', 'outputs: [card, share]')
    .replace(
      /^outputs:$/m,
      'outputs:\n  icons: { preset: favicon }\n  share: { preset: social, upscale: lanczos }',
    );
  rig.write({
    'imagebuild.yaml': `${yaml}\n  logo: { seed: 7, prompt: the head of a fox, outputs: [icons] }\n`,
  });
}

/** What must hold for the head of a page of such an example, which shares the fox that is running. */
async function expectHead(page: string, site: string, base: string): Promise<void> {
  expect(await pageFaults(page)).toEqual([]);
  const all = elements(page).map(({ attributes }) => attributes);
  const links = all.flatMap(({ rel, href }) =>
    rel && href && rel !== 'stylesheet' ? [`${rel} ${href}`] : [],
  );
  expect(links).toEqual([
    `icon ${base}art/favicon.ico`,
    `icon ${base}art/icon-192.png`,
    `icon ${base}art/icon-512.png`,
    `apple-touch-icon ${base}art/apple-touch-icon.png`,
    `manifest ${base}app.webmanifest`,
  ]);
  expect(all).toContainEqual({ property: 'og:image', content: `${site}art/fox/running-og.jpg` });
  expect(all).toContainEqual({ property: 'og:title', content: 'Foxes' });
}

const RUNNING = 'The fox mascot, running through a forest';
const READING = 'The fox mascot, reading under a tree';

describe('examples/vite', () => {
  it('is built, and compiles with the types of its images', async (context) => {
    const rig = siteExample('vite', context);
    expect(await run(rig, 'vite/bin/vite.js', ['build'])).toContain('built in');
    await expectSite(rig, 'dist');
    const tsc = 'imagebuild/node_modules/typescript/bin/tsc';
    const options =
      '--noEmit --strict --module esnext --moduleResolution bundler --target es2023 --types vite/client';
    const files = ['src/main.ts', 'src/images.gen.d.ts'];
    expect(await run(rig, tsc, [...options.split(' '), ...files])).toBe('');
    rig.write({
      'src/main.ts': rig.read('src/main.ts').replace('imagebuild:fox/reading', 'imagebuild:fox/sleeping'),
    });
    await expect(run(rig, tsc, [...options.split(' '), ...files])).rejects.toThrow();
  });
});

describe('examples/eleventy', () => {
  it('is built: its shortcodes give valid HTML in each template language', async (context) => {
    const rig = siteExample('eleventy', context);
    await run(rig, '@11ty/eleventy/cmd.cjs');
    const page = rig.read('_site/index.html');
    expect(await pageFaults(page)).toEqual([]);
    expect(await pageFaults(rig.read('_site/liquid/index.html'))).toEqual([]);
    const { [RUNNING]: running, [READING]: reading } = imgs(page);
    expect(running).toMatchObject({ fetchpriority: 'high', loading: 'eager', width: '960', height: '540' });
    expect(reading).toMatchObject({ class: 'quiet', loading: 'lazy' });
    expect(reading).not.toHaveProperty('output');
    expect(imgs(rig.read('_site/liquid/index.html'))).toHaveProperty([READING]);
    await expectSite(rig, '_site');
  });

  it('has a shortcode for the head of a page, in each template language', async (context) => {
    const rig = siteExample('eleventy', context);
    brand(rig);
    const head = '{ head: { site: "https://foxes.example/blog/" }, defaults:';
    rig.write({
      'eleventy.config.js': rig.read('eleventy.config.js').replace('{ defaults:', head),
      'pages/index.njk': rig
        .read('pages/index.njk')
        .replace('<style>', '{% head card="fox/running", title=title, url=page.url %}\n<style>'),
      'pages/liquid.liquid': rig
        .read('pages/liquid.liquid')
        .replace('</title>', '</title>\n{% head "fox/running", "Foxes", page.url %}'),
    });
    await run(rig, '@11ty/eleventy/cmd.cjs');
    for (const [path, url] of [
      ['index.html', ''],
      ['liquid/index.html', 'liquid/'],
    ]) {
      const page = rig.read(`_site/${path}`);
      await expectHead(page, 'https://foxes.example/blog/', '/');
      expect(page).toContain(`<meta property="og:url" content="https://foxes.example/blog/${url}">`);
    }
    expect(rig.read('_site/app.webmanifest')).toContain('maskable');
    expect(await rig.json(['check', '--site', '_site'])).toMatchObject({ errors: [] });
  });

  it('is built again when the manifest is saved', async (context) => {
    const rig = siteExample('eleventy', context);
    const script = join(rig.folder, 'node_modules', '@11ty/eleventy/cmd.cjs');
    const env = { PATH: process.env.PATH, HOME: rig.folder };
    const child = spawn(process.execPath, [script, '--watch'], { cwd: rig.folder, env, stdio: 'pipe' });
    onTestFinished(() => void child.kill());
    await new Promise<void>((resolve) =>
      child.stdout.on('data', (text) => String(text).includes('Watching') && resolve()),
    );
    edit(rig, 'imagebuild.yaml', 'running through a forest', 'running on a beach');
    // It says that it watches a moment before it does: a file that is saved too soon is saved again.
    await vi.waitFor(
      () => {
        rig.write({ 'imagebuild.yaml': `${rig.read('imagebuild.yaml')}\n` });
        expect(rig.read('_site/index.html')).toContain('running on a beach');
      },
      { timeout: 60_000, interval: 3000 },
    );
  });

  it('fails with what is wrong', async (context) => {
    const rig = siteExample('eleventy', context);
    rig.write({ 'pages/index.njk': '{% picture "fox/runing" %}' });
    await expect(run(rig, '@11ty/eleventy/cmd.cjs')).rejects.toThrow(
      'no image "fox/runing"; try fox/reading, fox/running',
    );
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replace('seed: 42', 'sede: 42') });
    await expect(run(rig, '@11ty/eleventy/cmd.cjs')).rejects.toThrow(
      /unknown-key[\s\S]*imagebuild\.yaml:\d+:5/,
    );
  });
});

describe('examples/astro', () => {
  it('is built: its component gives valid HTML', async (context) => {
    const rig = siteExample('astro', context);
    const said = await run(rig, 'astro/astro.js', ['build']);
    expect(said).not.toMatch(/error|warn/i);
    const page = rig.read('dist/index.html');
    // Astro itself writes the rest of the page without quotes or line breaks.
    expect(await pageFaults(page)).toEqual([]);
    const { [RUNNING]: running, [READING]: reading } = imgs(page);
    expect(running).toMatchObject({ fetchpriority: 'high', loading: 'eager', width: '960', height: '540' });
    expect(reading).toMatchObject({ class: 'quiet', loading: 'lazy' });
    await expectSite(rig, 'dist');
  });
});

describe('the head of a page in examples/astro', () => {
  it('is a component, which knows where the site is', async (context) => {
    const rig = siteExample('astro', context);
    brand(rig);
    const index = rig.read('src/pages/index.astro');
    rig.write({
      'astro.config.mjs': rig
        .read('astro.config.mjs')
        .replace('({', "({ site: 'https://foxes.example', base: '/blog',"),
      'src/pages/index.astro': index
        .replace('---\n', "---\nimport Head from 'imagebuild/astro/head';\n")
        .replace('</title>', '</title>\n<Head card="fox/running" title="Foxes" />'),
    });
    await run(rig, 'astro/astro.js', ['build']);
    await expectHead(rig.read('dist/index.html'), 'https://foxes.example/blog/', '/blog/');
  });
});

describe('examples/sveltekit', () => {
  closeBrowserAfterwards();

  /** Opens the pages of the built site, one from the server and the other by a script: all pictures are there. */
  async function expectPages(rig: Rig, path: string): Promise<void> {
    const host = await folderServer();
    host.serve(path, join(rig.folder, 'build'));
    const guide = `${host.origin}${path}docs/guide/`;
    const tab = await openTab();
    for (const way of ['opened', 'reached by a link']) {
      if (way === 'opened') await tab.goto(guide);
      else {
        await tab.goto(`${host.origin}${path}`);
        expect(await each(tab, 'img', 'naturalWidth > 0'), path).toEqual([true]);
        // Until its scripts run; then they make the next page.
        await tab.waitForLoadState('networkidle');
        await tab.click('a');
        await tab.waitForURL(guide);
      }
      await tab.waitForFunction(
        'document.images.length === 2 && [...document.images].every((image) => image.complete)',
      );
      expect(await each(tab, 'img', 'naturalWidth > 0'), `${path} ${way}`).toEqual([true, true]);
    }
    expect(tab.complaints).toEqual([]);
  }

  it.skipIf(NO_BROWSER)('is built: its pictures are found on nested pages', async (context) => {
    const rig = siteExample('sveltekit', context);
    await run(rig, 'vite/bin/vite.js', ['build']);
    // Svelte itself closes what needs no closing.
    const faults = await pageFaults(rig.read('build/docs/guide/index.html'));
    expect(faults.filter((fault) => !fault.startsWith('void-style'))).toEqual([]);
    await expectPages(rig, '/');
    const checked = await rig.json(['check', '--site', 'build']);
    expect(checked).toMatchObject({ ok: true, warnings: [] });
  });

  it.skipIf(NO_BROWSER).for([true, false])(
    'is built below a path, with addresses that are relative: %s',
    async (relative, context) => {
      const rig = siteExample('sveltekit', context);
      const paths = `{ adapter: adapter(), paths: { base: '/blog', relative: ${relative} } }`;
      edit(rig, 'svelte.config.js', '{ adapter: adapter() }', paths);
      await run(rig, 'vite/bin/vite.js', ['build']);
      await expectPages(rig, '/blog/');
      expect(await rig.json(['check', '--site', 'build'])).toMatchObject({ ok: true, warnings: [] });
    },
  );
});

describe('the examples', () => {
  it.each(['vite', 'eleventy', 'astro'])('ask for nothing of ours but the package: %s', async (name) => {
    const { default: example } = await import(join(ROOT, 'examples', name, 'package.json'), {
      with: { type: 'json' },
    });
    expect(Object.keys(example.devDependencies)).toHaveLength(1);
  });
});
