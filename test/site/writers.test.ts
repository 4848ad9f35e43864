import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SiteManifest } from '../../src/core/site-manifest.ts';
import { writerFor } from '../../src/site/writers/index.ts';
import { createRig } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const DIGEST =
  `sha256:${'a'.repeat(64)}` as SiteManifest['images'][string]['outputs'][string]['files'][number]['digest'];

function icon(name: string, side: number, size: string, type = 'image/png') {
  const format = type === 'image/svg+xml' ? 'svg' : 'png';
  return {
    src: `/${name}`,
    path: `public/${name}`,
    format,
    type,
    width: side,
    height: side,
    bytes: 99,
    digest: DIGEST,
    key: '0123456789abcdef',
    size,
  };
}

const manifest: SiteManifest = {
  schemaVersion: 1,
  images: {
    'fox/running@dark': {
      alt: 'A "quick" fox',
      width: 512,
      height: 512,
      placeholder: { color: '#aabbcc', palette: ['#aabbcc', '#112233'] },
      outputs: {
        icons: {
          src: '/icon-512.png',
          width: 512,
          height: 512,
          srcset: { png: '/icon-192.png 192w, /icon-512.png 512w' },
          sources: [],
          files: [
            icon('favicon.ico', 48, 'ico'),
            icon('icon.svg', 512, 'svg', 'image/svg+xml'),
            icon('apple-touch-icon.png', 180, 'apple-touch'),
            icon('icon-192.png', 192, '192'),
            icon('icon-maskable-512.png', 512, 'maskable'),
          ],
        },
        card: {
          src: '/card.jpg',
          width: 640,
          height: 360,
          srcset: { jpeg: '/card.jpg 640w' },
          sources: [
            {
              media: '(max-width: 40rem)',
              type: 'image/jpeg',
              srcset: '/tall.jpg 400w',
              width: 400,
              height: 500,
            },
          ],
          sizes: '50vw',
          files: [{ ...icon('card.jpg', 640, 'card'), media: '(max-width: 40rem)', density: 2 }],
        },
      },
    },
    empty: { alt: '', width: 1, height: 1, outputs: {} },
  },
  webmanifest: '/site.webmanifest',
  sprites: {
    icons: {
      src: '/sprite.png',
      path: 'public/sprite.png',
      digest: DIGEST,
      key: '0123456789abcdef',
      width: 128,
      height: 64,
      images: { 'fox/running@dark': { x: 64, y: 0, width: 64, height: 64 } },
    },
  },
};

const written = (path: string, before?: string) => writerFor(path)?.write(manifest, before);

describe('JSON', () => {
  it('is the site manifest', () => {
    expect(JSON.parse(String(written('public/images.json')))).toEqual(manifest);
  });
});

describe('TypeScript and declarations', () => {
  /** Compiles a file beside the written ones; returns what the compiler says. */
  function compiled(use: string): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'imagebuild'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'art.gen.ts'), String(written('src/art.gen.ts')));
    writeFileSync(join(folder, 'imagebuild.d.ts'), String(written('src/imagebuild.d.ts')));
    writeFileSync(join(folder, 'use.ts'), use);
    const options =
      '--noEmit --strict --module nodenext --target es2023 --allowImportingTsExtensions --types';
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    try {
      execFileSync(process.execPath, [tsc, ...options.split(' '), '', 'imagebuild.d.ts', 'use.ts'], {
        cwd: folder,
      });
      return '';
    } catch (error) {
      return String((error as { stdout: Buffer }).stdout);
    }
  }

  const PRELUDE = `
    import { picture, pictures } from 'imagebuild/runtime';
    import all from 'virtual:imagebuild';
    import fox from 'imagebuild:fox/running@dark';
    import card from 'imagebuild:fox/running@dark?output=card';
    import * as art from './art.gen.ts';
    import { head } from 'imagebuild/runtime';
    export const tags: string = head(art, { card: 'fox/running@dark', icon: 'fox/running@dark' }) + head(all, { card: 'x' });
    export const app: '/site.webmanifest' = art.webmanifest;
    const show = pictures(art);
    export const id: art.ImageId = 'fox/running@dark';
    export const x: 64 = art.sprites.icons.images[id].x;
    export const texts: string[] = [
      show(id, { output: 'card' }), picture(fox, { output: 'icons' }), picture(card, { output: 'card' }),
      pictures(all)(id), fox.outputs.card.src, fox.placeholder?.color ?? '',
    ];`;

  it('compile, and know ids and outputs', () => {
    expect(compiled(PRELUDE)).toBe('');
  });

  it.each([
    "show('fox');",
    "head(art, { card: 'fox' });",
    "show(id, { output: 'heroic' });",
    "picture(fox, { output: 'heroic' });",
    "picture(card, { output: 'icons' });",
    "import('imagebuild:fox');",
    "import('imagebuild:fox/running@dark?output=heroic');",
  ])('do not compile with a slip: %s', (slip) => {
    const said = compiled(`${PRELUDE}\nvoid ${slip}`);
    expect(said.match(/error TS/g)).toHaveLength(1);
  });
});

describe('what was written is read again', () => {
  const read = (text: string) => writerFor('art.gen.ts')?.read?.(text);
  const text = String(written('art.gen.ts'));

  it.each(['images.json', 'art.gen.ts'])('from %s', (path) => {
    expect(writerFor(path)?.read?.(String(written(path)))).toEqual(manifest);
  });

  it('from a module in which somebody writes of code', () => {
    const alt = `"} as const satisfies '; // \\ /* \n export const images = {}`;
    const images = { fox: { alt, width: 1, height: 1, outputs: {} } };
    const module = writerFor('a.ts')?.write({ schemaVersion: 1, images }, undefined);
    expect(read(String(module))).toEqual({ schemaVersion: 1, images });
    expect(read(String(writerFor('a.ts')?.write({ schemaVersion: 1, images: {} }, undefined)))).toMatchObject(
      {
        images: {},
      },
    );
  });

  it('from a module that a formatter has laid out anew, and from one with the line ends of Windows', () => {
    const formatted = text
      .replaceAll(/"(\w+)":/g, '$1:')
      .replace('"A \\"quick\\" fox"', '\'A "quick" fox\'')
      .replaceAll(/"(#\w+|\/[^"]*)"/g, "'$1'")
      .replaceAll(/([}\]])(?=[}\]])/g, '$1,\n')
      .replace('"empty"', '// none yet\n  /* none */ empty');
    expect(formatted).not.toBe(text);
    expect(read(formatted)).toEqual(manifest);
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(manifest);
  });

  it.each([
    ['a module of somebody', text.slice(text.indexOf('\n'))],
    ['a module that is cut off', text.slice(0, text.indexOf('sprite.png'))],
    ['a module that git has mixed', text.replace('  "empty"', '<<<<<<< ours\n  "empty"')],
    ['a module with code in it', text.replace('"width":512', '"width":512 * 1')],
    ['a module that leads out of the project', text.replaceAll('public/', '../')],
    ['a module without pictures', text.replace('const images', 'const pictures')],
  ])('but not %s', (_, other) => {
    expect(other).not.toBe(text);
    expect(read(other)).toBeUndefined();
  });
});

describe('a web app manifest', () => {
  const icons = [
    { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ];

  it('has the icons of outputs that name a maskable one, and none of the head’s', () => {
    expect(JSON.parse(String(written('public/site.webmanifest')))).toEqual({ icons });
  });

  it('keeps what its author wrote', () => {
    const before = '{"name": "Foxes", "icons": [], "theme_color": "#123456"}';
    expect(JSON.parse(String(written('a.webmanifest', before)))).toEqual({
      name: 'Foxes',
      icons,
      theme_color: '#123456',
    });
  });

  it('stays the same when it is written again', () => {
    const once = String(written('a.webmanifest', '{"name":"Foxes"}'));
    expect(written('a.webmanifest', once)).toBe(once);
  });

  it.each(['[]', 'null', '{ "name": '])('is left alone where it is %s', (before) => {
    expect(written('a.webmanifest', before)).toEqual({ because: 'it is not a JSON object' });
  });

  it('that cannot be read is a warning of the build, and stays', async () => {
    const rig = createRig({
      'imagebuild.yaml': `
        version: 1
        site: { manifest: [public/site.webmanifest, src/images.d.ts] }
        outputs: { small: { width: 64, formats: [png] } }
        assets: { fox: { seed: 1, prompt: a fox, outputs: [small] } }
        `,
      'public/site.webmanifest': '{ name: broken }',
    });
    const document = await rig.json(['build']);
    expect(document).toMatchObject({ ok: true, warnings: [{ code: 'site-manifest-unusable' }] });
    expect(document.warnings[0].message).toContain('public/site.webmanifest');
    expect(rig.read('public/site.webmanifest')).toBe('{ name: broken }');
    expect(rig.read('src/images.d.ts')).toContain("declare module 'imagebuild:fox?output=small'");
  });
});
