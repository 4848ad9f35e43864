import { WebSocket } from 'undici';
import { build, createServer, type InlineConfig, type Rolldown, type ViteDevServer } from 'vite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SiteImage } from '../../src/core/site-manifest.ts';
import type { ViteOptions } from '../../src/integrations/vite.ts';
import { edit, openShop } from '../support/cli.ts';
import { elements, pageFaults } from '../support/html.ts';
import type { Rig } from '../support/rig.ts';
import { configOf, MANIFEST, siteOf } from './vite-site.ts';

/** A production build; what was built, by name. */
async function bundle(rig: Rig, options: ViteOptions = {}, config: InlineConfig = {}) {
  const { output } = (await build(configOf(rig, options, config))) as Rolldown.RolldownOutput;
  const script = output.find(({ fileName }) => fileName.endsWith('.js'));
  return {
    script: script?.type === 'chunk' ? script.code.replaceAll('`', '"') : '',
    names: output.map(({ fileName }) => fileName),
  };
}

describe('a production build', () => {
  it('builds first, and knows the image as the site manifest has it', async () => {
    const rig = siteOf();
    const { script, names } = await bundle(rig);
    expect(script).toContain('/art/fox/running-32.webp 32w, /art/fox/running-64.webp 64w');
    expect(script).not.toContain('owl');
    // Vite copies the public folder itself.
    expect(names.filter((name) => name.startsWith('art/'))).toEqual([]);
    expect(rig.bytes('dist/art/fox/running-64.png')).toEqual(rig.bytes('public/art/fox/running-64.png'));
  });

  it('respects the base of the site, once', async () => {
    const rig = siteOf();
    expect((await bundle(rig, {}, { base: '/blog/' })).script).toContain('"/blog/art/fox/running-64.png"');
    edit(rig, 'imagebuild.yaml', 'site: {', 'site: { base_path: /blog/art/,');
    expect((await bundle(rig, {}, { base: '/blog/' })).script).toContain('"/blog/art/fox/running-64.png"');
    edit(rig, 'imagebuild.yaml', '/blog/art/', 'https://cdn.example/');
    const { script } = await bundle(rig, {}, { base: '/blog/' });
    expect(script).toContain('"https://cdn.example/fox/running-64.png"');
  });

  it('brings along what lies outside of the public folder: the stored bytes of what is imported', async () => {
    const rig = siteOf({ 'imagebuild.yaml': MANIFEST.replace('public/art', 'generated/art') });
    const { script, names } = await bundle(rig, {}, { base: '/blog/' });
    expect(script).toContain('"/blog/generated/art/fox/running-64.png"');
    expect(names.filter((name) => name.includes('art/')).sort()).toEqual(
      ['32.png', '32.webp', '48.png', '64.png', '64.webp'].map((name) => `generated/art/fox/running-${name}`),
    );
    const path = 'generated/art/fox/running-64.webp';
    expect(rig.bytes(`dist/${path}`)).toEqual(rig.bytes(path));
  });

  it('publishes no paid picture of before: frozen wins over spending that is held', async () => {
    const shop = await openShop();
    const paid = MANIFEST.replace('defaults: {', 'defaults: { provider: stability, model: sd3.5-flash,');
    const rig = siteOf({ 'imagebuild.yaml': paid });
    await rig.json(['build'], { env: shop.env });
    edit(rig, 'imagebuild.yaml', 'running through', 'leaping through');
    await expect(bundle(rig, { frozen: true })).rejects.toThrow('lock-stale');
    for (const [variable, value] of Object.entries({ CI: 'true', IMAGEBUILD_FROZEN: '1' })) {
      vi.stubEnv('CI', '');
      vi.stubEnv(variable, value);
      await expect(bundle(rig, { frozen: undefined }), variable).rejects.toThrow('lock-stale');
      vi.unstubAllEnvs();
    }
    // Where it is not frozen, what would cost something is held back with a warning.
    expect((await bundle(rig)).script).toContain('fox/running-64.png');
  });

  it('takes one output where one is asked for', async () => {
    const rig = siteOf({
      'imagebuild.yaml': MANIFEST.replace('public/art', 'generated/art'),
      'main.js': "import fox from 'imagebuild:fox/running?output=og';\nconsole.log(fox);",
    });
    const { names } = await bundle(rig);
    expect(names.filter((name) => name.includes('art/'))).toEqual(['generated/art/fox/running-48.png']);
  });

  it('has the whole manifest as a module', async () => {
    const rig = siteOf({ 'main.js': "import all from 'virtual:imagebuild';\nconsole.log(all.images);" });
    const { script } = await bundle(rig);
    expect(script).toContain('/art/fox/running-64.png');
    expect(script).toContain('/art/owl-64.png');
  });

  it.each([
    ['imagebuild:fox/runing', 'there is no image "fox/runing"; did you mean "fox/running"?'],
    ['imagebuild:owl?output=hero', 'owl has no output "hero"; known: card, og'],
    ['imagebuild:', 'there is no image ""'],
  ])('fails on %s', async (module, message) => {
    const rig = siteOf({ 'main.js': `import x from '${module}';\nconsole.log(x);` });
    await expect(bundle(rig)).rejects.toThrow(message);
  });

  it('fails with the place in the manifest', async () => {
    const rig = siteOf({ 'imagebuild.yaml': MANIFEST.replace('seed: 2', 'sede: 2') });
    await expect(bundle(rig)).rejects.toThrow(
      /unknown-key\]\n {2}imagebuild\.yaml:7:\d+\n {2}hint: did you mean/,
    );
  });

  it('builds nothing where it was told not to', async () => {
    const rig = siteOf();
    await expect(bundle(rig, { build: false })).rejects.toThrow('there is no site manifest images.json');
    expect(rig.files().filter((path) => path.startsWith('public/'))).toEqual([]);
  });

  it('changes no lock where it is frozen', async () => {
    const rig = siteOf();
    await expect(bundle(rig, { frozen: true })).rejects.toThrow('lock-missing');
  });

  it('buys nothing unless it was given an amount', async () => {
    const shop = await openShop();
    const paid = `${MANIFEST.replace('defaults: {', 'defaults: { provider: stability, model: core,')}`;
    const rig = siteOf({ 'imagebuild.yaml': `${paid}\n` });
    Object.assign(process.env, shop.env);
    onTestFinished(() => {
      for (const name of Object.keys(shop.env)) delete process.env[name];
    });
    await expect(bundle(rig)).rejects.toThrow('there is no image "fox/running"');
    expect(shop.orders()).toEqual([]);
    await bundle(rig, { maxCost: 6 });
    expect(shop.orders()).toHaveLength(2);
  });
});

describe('the head of a page', () => {
  const BRANDED = MANIFEST.replace('manifest: images.json', 'manifest: [images.json, public/app.webmanifest]')
    .replace(
      'outputs: {',
      'outputs: { icons: { preset: favicon }, share: { preset: social, upscale: lanczos },',
    )
    .replace('outputs: [card, og]', 'outputs: [card, share]')
    .replace('prompt: an owl at night }', 'prompt: an owl at night, outputs: [icons] }');
  const PAGE =
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Foxes</title></head><body></body></html>\n';
  const head = { card: 'fox/running', site: 'https://foxes.example/blog/', title: 'Foxes' };

  /** The addresses of a built page, by what they are. */
  async function headOf(rig: Rig, options: ViteOptions, config: InlineConfig, page = 'docs/index.html') {
    rig.write({ [page]: PAGE });
    const build = { rolldownOptions: { input: `${rig.folder}/${page}` } };
    await bundle(rig, options, { ...config, build });
    const html = rig.read(`dist/${page}`);
    expect(await pageFaults(html)).toEqual([]);
    const all = elements(html).map(({ attributes }) => attributes);
    return {
      icons: all.filter(({ rel }) => rel === 'icon').map(({ href }) => href),
      app: all.find(({ rel }) => rel === 'manifest')?.href,
      card: all.find(({ property }) => property === 'og:image')?.content,
    };
  }

  it.each([
    ['/', '/'],
    ['/blog/', '/blog/'],
    ['./', '../'],
  ])('is written with the base "%s"', async (base, up) => {
    const rig = siteOf({ 'imagebuild.yaml': BRANDED });
    expect(await headOf(rig, { head }, { base })).toEqual({
      icons: ['favicon.ico', 'icon-192.png', 'icon-512.png'].map((name) => `${up}art/${name}`),
      app: `${up}app.webmanifest`,
      card: 'https://foxes.example/blog/art/fox/running-og.jpg',
    });
    expect(rig.read('dist/app.webmanifest')).toContain('maskable');
    expect(rig.bytes('dist/art/fox/running-og.jpg').length).toBeGreaterThan(0);
  });

  it('may depend on the page, and brings its card along', async () => {
    const rig = siteOf({ 'imagebuild.yaml': BRANDED.replace('public/art', 'generated/art') });
    const paths: string[] = [];
    const { card } = await headOf(rig, { head: (path) => (paths.push(path) > 0 ? head : undefined) }, {});
    expect(paths).toEqual(['/docs/index.html']);
    expect(card).toBe('https://foxes.example/blog/generated/art/fox/running-og.jpg');
    const path = 'generated/art/fox/running-og.jpg';
    expect(rig.bytes(`dist/${path}`)).toEqual(rig.bytes(path));
  });

  it('stays as it is where nobody says anything', async () => {
    const rig = siteOf({ 'imagebuild.yaml': BRANDED });
    expect(await headOf(rig, { head: () => undefined }, {})).toEqual({ icons: [] });
  });

  it('has the web app manifest in the whole manifest, below the base', async () => {
    const rig = siteOf({
      'imagebuild.yaml': BRANDED,
      'main.js': "import all from 'virtual:imagebuild';\nconsole.log(all.webmanifest);",
    });
    expect((await bundle(rig, {}, { base: '/blog/' })).script).toContain('/blog/app.webmanifest');
  });

  it('is written by a dev server, too', async () => {
    const rig = siteOf({ 'imagebuild.yaml': BRANDED });
    const { url } = await dev(rig, { head }, { base: '/blog/' });
    const html = await (await fetch(`${url}/blog/index.html`)).text();
    expect(html).toContain('<link rel="manifest" href="/blog/app.webmanifest">');
    expect(html).toContain('<link rel="icon" href="/blog/art/favicon.ico"');
  });
});

/** A running dev server, with what it tells the browser. */
interface Dev {
  readonly server: ViteDevServer;
  readonly url: string;
  /** Messages since the last call that match, once there is one. */
  heard(pattern: (message: Message) => boolean): Promise<Message>;
}

// biome-ignore lint/suspicious/noExplicitAny: messages of several shapes
type Message = any;

async function dev(rig: Rig, options: ViteOptions = {}, config: InlineConfig = {}): Promise<Dev> {
  const server = await createServer(
    configOf(rig, options, {
      server: { port: 0, host: '127.0.0.1' },
      optimizeDeps: { noDiscovery: true },
      ...config,
    }),
  );
  onTestFinished(() => server.close());
  await server.listen();
  const address = server.httpServer?.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = `http://127.0.0.1:${port}`;
  const messages: Message[] = [];
  let look = () => {};
  const socket = new WebSocket(
    `ws://127.0.0.1:${port}${server.config.base}?token=${server.config.webSocketToken}`,
    'vite-hmr',
  );
  socket.addEventListener('message', ({ data }) => {
    messages.push(JSON.parse(String(data)));
    look();
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  onTestFinished(() => socket.close());
  return {
    server,
    url,
    heard: (pattern) =>
      new Promise((resolve) => {
        look = () => {
          const found = messages.findIndex(pattern);
          if (found >= 0) resolve(messages.splice(0, found + 1).at(-1));
        };
        look();
      }),
  };
}

async function imageOf(server: ViteDevServer, name: string): Promise<SiteImage> {
  const { default: image } = (await server.ssrLoadModule(name)) as { default: SiteImage };
  return image;
}

/** Until a file that was saved has been seen, built and read again. */
const PATIENCE = { timeout: 30_000, interval: 200 };

describe('a dev server', () => {
  it('has built before anybody reads an image, whose addresses work and change with the bytes', async () => {
    const rig = siteOf();
    const { server, url } = await dev(rig);
    const fox = await imageOf(server, 'imagebuild:fox/running');
    expect(fox.outputs.card?.src).toMatch(/^\/art\/fox\/running-64\.png\?v=[0-9a-f]{8}$/);
    const response = await fetch(url + fox.outputs.card?.src);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(rig.bytes('public/art/fox/running-64.png'));
  });

  it('serves the stored bytes of what lies outside of the public folder, and nothing beside', async () => {
    const rig = siteOf({
      'imagebuild.yaml': MANIFEST.replace('public/art', 'generated/art'),
      'secret.png': 'no',
    });
    const { server, url } = await dev(rig, {}, { base: '/blog/' });
    const fox = await imageOf(server, 'imagebuild:fox/running');
    const response = await fetch(url + fox.outputs.card?.src);
    expect(fox.outputs.card?.src).toMatch(/^\/blog\/generated\/art\//);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(rig.bytes('generated/art/fox/running-64.png'));
    const again = await fetch(url + fox.outputs.card?.src, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    const outside = await fetch(`${url}/blog/generated/art/..%2f..%2fimages.json`);
    expect(outside.headers.get('etag')?.startsWith('"') && outside.status === 200).not.toBe(true);
  });

  it('reloads what shows a picture that was made again, and nothing else', async () => {
    const rig = siteOf({
      'main.js': "import './fox.js';\nimport './owl.js';",
      'fox.js': "import fox from 'imagebuild:fox/running';\nconsole.log(fox);\nimport.meta.hot.accept();",
      'owl.js': "import owl from 'imagebuild:owl';\nconsole.log(owl);\nimport.meta.hot.accept();",
    });
    const { server, url, heard } = await dev(rig);
    for (const path of [
      'main.js',
      'fox.js',
      'owl.js',
      '@id/__x00__imagebuild:fox/running',
      '@id/__x00__imagebuild:owl',
    ])
      expect((await fetch(`${url}/${path}`)).status, path).toBe(200);
    const before = await imageOf(server, 'imagebuild:fox/running');
    edit(rig, 'imagebuild.yaml', 'running through a forest', 'running on a beach');
    const { updates } = await heard(({ type }) => type === 'update' || type === 'full-reload');
    expect(updates.map(({ path }: { path: string }) => path)).toEqual(['/fox.js']);
    const after = await imageOf(server, 'imagebuild:fox/running');
    expect(after.outputs.card?.src).not.toBe(before.outputs.card?.src);
  });

  it('shows what is wrong over the page, until it is mended', async () => {
    const rig = siteOf();
    const { server, heard } = await dev(rig);
    await imageOf(server, 'imagebuild:owl');
    edit(rig, 'imagebuild.yaml', 'seed: 2', 'sede: 2');
    const { err } = await heard(({ type }) => type === 'error');
    expect(err).toMatchObject({ plugin: 'imagebuild' });
    expect(err.message).toMatch(/unknown-key.*\n {2}imagebuild\.yaml:7:\d+/);
    edit(rig, 'imagebuild.yaml', 'sede: 2', 'seed: 2');
    expect(await heard(({ type }) => type === 'update')).toMatchObject({ updates: [] });
  });

  it('says of an image that there is none what was meant, and finds it once it is declared', async () => {
    const rig = siteOf();
    const { server } = await dev(rig);
    await expect(imageOf(server, 'imagebuild:bear')).rejects.toThrow('there is no image "bear"');
    edit(rig, 'imagebuild.yaml', '\n  owl:', '\n  bear: { seed: 3, alt: A bear, prompt: a bear }\n  owl:');
    await vi.waitFor(
      async () => expect((await imageOf(server, 'imagebuild:bear')).alt).toBe('A bear'),
      PATIENCE,
    );
  });

  it('only reads where it was told to build nothing', async () => {
    const rig = siteOf();
    expect((await rig.json(['build'])).ok).toBe(true);
    const { server } = await dev(rig, { build: false });
    await imageOf(server, 'imagebuild:owl');
    edit(rig, 'imagebuild.yaml', 'alt: An owl', 'alt: A wise owl');
    expect((await rig.json(['build'])).ok).toBe(true);
    await vi.waitFor(
      async () => expect((await imageOf(server, 'imagebuild:owl')).alt).toBe('A wise owl'),
      PATIENCE,
    );
  });
});
