import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { createRig } from '../support/rig.ts';

// Pictures that somebody made to do harm, each imported by a build of the real command line.

const CRC = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest >>> 0;
});

function chunk(name: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  let sum = 0xffffffff;
  for (const byte of named) sum = (CRC[(sum ^ byte) & 255] as number) ^ (sum >>> 8);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(data.length, 0);
  numbers.writeUInt32BE(~sum >>> 0, 4);
  return Buffer.concat([numbers.subarray(0, 4), named, numbers.subarray(4)]);
}

/** A PNG that says it has this size, with whatever pixels and chunks are given. */
function png(width: number, height: number, pixels: Uint8Array, ...more: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const rows = (width: number, height: number) => Buffer.alloc((width * 3 + 1) * height);
const GIGABYTE = 1_000_000_000;
const bomb = (name: string, head: string) =>
  chunk(name, Buffer.concat([Buffer.from(head, 'latin1'), deflateSync(Buffer.alloc(GIGABYTE))]));

const svg = (inside: string, before = '') =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">${inside}</svg>`;
const lettersOf = (text: string) => [...text];

interface Hostile {
  readonly file: string;
  /** `origin` is a server that nobody may ask. */
  readonly bytes: (origin: string) => string | Uint8Array;
  /** What is said; a picture that is made is harmless, and all of it is see-through or black. */
  readonly says?: RegExp;
}

const HOSTILE: { readonly [what: string]: Hostile } = {
  'a picture that says it has 3,600 million pixels': {
    file: 'bomb.png',
    bytes: () => png(60_000, 60_000, rows(10, 10)),
    says: /bomb\.png is not a picture: Input image exceeds pixel limit/,
  },
  'an animation that says it has 65,535 pixels a side': {
    file: 'bomb.gif',
    bytes: () => Buffer.from('474946383961ffffffff0000002c00000000ffffffff0002024c01003b', 'hex'),
    says: /is not a picture: Input image exceeds pixel limit/,
  },
  'a picture with fewer rows than it says': {
    file: 'short.png',
    bytes: () => png(100, 100, rows(100, 10)),
    says: /short\.png is not a picture: /,
  },
  'a small picture with a gigabyte of pixels': {
    file: 'long.png',
    bytes: () => png(10, 10, Buffer.alloc(GIGABYTE)),
  },
  'a comment that unpacks to a gigabyte': {
    file: 'comment.png',
    bytes: () => png(10, 10, rows(10, 10), bomb('zTXt', 'Comment\0\0')),
  },
  'a colour profile that unpacks to a gigabyte': {
    file: 'profile.png',
    bytes: () => png(10, 10, rows(10, 10), bomb('iCCP', 'icc\0\0')),
  },
  'metadata that unpack to a gigabyte': {
    file: 'metadata.png',
    bytes: () => png(10, 10, rows(10, 10), bomb('iTXt', 'XML:com.adobe.xmp\0\x01\0\0\0')),
  },
  'a page that is called a picture': {
    file: 'page.png',
    bytes: () => '<html><script>1</script>',
    says: /page\.png is not a picture: /,
  },
  'an SVG that asks other machines': {
    file: 'ask.svg',
    bytes: (origin) =>
      svg(`<style>@import url(${origin}/a.css);</style><image xlink:href="${origin}/a.png" width="64" height="64"/>
        <rect fill="url(${origin}/g.svg#a)" width="64" height="64"/><use href="${origin}/u.svg#a"/>`),
  },
  'an SVG that shows files of this machine': {
    file: 'files.svg',
    bytes: () =>
      ['secret.png', '../secret.png', './in/secret.png', 'file://FOLDER/secret.png']
        .map((href) => `<image href="${href}" width="64" height="64"/>`)
        .reduce((all, one) => all.replace('</svg>', `${one}</svg>`), svg('')),
  },
  'an SVG with entities from files and other machines': {
    file: 'entities.svg',
    bytes: (origin) =>
      svg(
        '<text y="20">&file;</text>',
        `<!DOCTYPE svg [<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY % more SYSTEM "${origin}/d.dtd"> %more;]>`,
      ),
    says: /entities\.svg is not a picture: (?!.*root:)/,
  },
  'an SVG whose entities grow without bound': {
    file: 'laughs.svg',
    bytes: () =>
      svg(
        '<text y="20">&k;</text>',
        `<!DOCTYPE svg [<!ENTITY a "ha">${lettersOf('bcdefghijk')
          .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghijk'[at]};`.repeat(10)}">`)
          .join('')}]>`,
      ),
    says: /laughs\.svg is not a picture: /,
  },
  'an SVG with a filter of a hundred thousand octaves': {
    file: 'filter.svg',
    bytes: () =>
      svg(
        '<filter id="f"><feGaussianBlur stdDeviation="1e5"/><feTurbulence numOctaves="100000"/></filter><g filter="url(#f)"/>',
      ),
  },
};

/** Megabytes that a build may have at once. One of a small picture has about 110. */
const MEMORY = 300;

test.each(Object.entries(HOSTILE))('%s does no harm', async (_, { file, bytes, says }) => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const secret = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#f00' } })
    .png()
    .toBuffer();
  const rig = createRig({
    'imagebuild.yaml': `
      version: 1
      site: { out_dir: art }
      outputs: { small: { widths: [8], formats: [png] } }
      assets: { fox: { provider: file, operation: import, image: ./in/${file}, outputs: [small] } }
    `,
    'secret.png': secret,
    'in/secret.png': secret,
    // Says how much memory the process has had at most.
    'memory.cjs': `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify('peak.txt')}, String(process.resourceUsage().maxRSS)));`,
  });
  const content = bytes(origin);
  const text = typeof content === 'string' ? content.replace('FOLDER', rig.folder) : content;
  rig.write({ [`in/${file}`]: text });
  const built = await rig.json(['build'], {
    env: { NODE_OPTIONS: `--require ${join(rig.folder, 'memory.cjs')}` },
  });
  const said = built.errors.map(
    ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  );
  expect(asked).toEqual([]);
  expect(Number(rig.read('peak.txt')) / 1024).toBeLessThan(MEMORY);
  if (says !== undefined) {
    expect(said.join('\n')).toMatch(says);
    expect(rig.files()).not.toContainEqual(expect.stringMatching(/^art\//));
    return;
  }
  expect(said).toEqual([]);
  const { channels } = await sharp(rig.bytes('art/fox-8.png')).stats();
  // Black that is gray has one channel, and its opacity.
  expect(channels.slice(0, 3).every(({ max }) => max === 0)).toBe(true);
});
