import {
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { WatchOptions } from '../../src/build/index.ts';
import { pollingFrom, silentType } from '../../src/build/watch/polling.ts';
import { edit } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { idsOf, type Watching, watchHere } from '../support/watching.ts';

const MANIFEST = `
  version: 1
  include: ["parts/**/*.imagebuild.yaml"]
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults: { provider: procedural, seed: 42, outputs: [small], params: { width: 96, height: 64 } }
  outputs:
    small: { widths: [32], formats: [webp] }
    marked: { widths: [32], formats: [png], overlay: { image: ./marks/mark.png } }
    own: { widths: [32], formats: [png], custom: { module: ./steps/fill.js } }
  assets:
    fox: { prompt: { file: ./words/fox.md } }
    photo: { provider: file, operation: import, image: ./photos/photo.png, params: {} }
    masked:
      operation: inpaint
      image: ./photos/photo.png
      mask: ./photos/mask.png
      prompt: a moon
      params: {}
    marked: { prompt: an eel, outputs: [marked] }
    own: { prompt: an elk, outputs: [own] }
    goods:
      each: { file: ./rows/goods.csv, key: sku }
      prompt: "{name} on a pedestal"
`;

function picture(colour: string): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 48, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

function step(value: number): string {
  return `export default ({ data, width, height }) => ({ data: data.map(() => ${value}), width, height });\n`;
}

async function project(): Promise<Rig> {
  return createRig({
    'imagebuild.yaml': MANIFEST,
    'parts/birds/owl.imagebuild.yaml': 'assets: { owl: { prompt: an owl } }\n',
    'words/fox.md': 'a fox',
    'rows/goods.csv': 'sku,name\nm1,mug\n',
    'photos/photo.png': await picture('red'),
    'photos/mask.png': await picture('white'),
    'marks/mark.png': await picture('green'),
    'steps/fill.js': step(10),
  });
}

/** Watches, and waits for the first round. */
async function begin(rig: Rig, options: Partial<WatchOptions> = {}): Promise<Watching> {
  const watching = watchHere(rig, { allowCode: true, ...options });
  expect((await watching.round()).report).toMatchObject({ errors: [] });
  return watching;
}

/** What a round has done, by the files that began it. */
async function next(watching: Watching) {
  const round = await watching.round();
  expect(round.report.errors).toEqual([]);
  const { because } = round;
  return { because, generate: idsOf(round, 'generate'), render: idsOf(round, 'render') };
}

/** The system's reports, and none of them. */
const WAYS = [
  { way: 'by the reports of the system', poll: 'off' },
  { way: 'by looking again and again', poll: 25 },
] as const;

describe.each(WAYS)('whatever a manifest depends on is watched $way', ({ poll }) => {
  test('prompt files, rows, pictures, masks, overlays, steps of your own and included files', async () => {
    const rig = await project();
    const watching = await begin(rig, { poll });
    rig.write({ 'words/fox.md': 'a red fox' });
    expect(await next(watching)).toEqual({ because: ['words/fox.md'], generate: ['fox'], render: [] });
    rig.write({ 'rows/goods.csv': 'sku,name\nm1,mug\nc1,cap\n' });
    expect(await next(watching)).toEqual({ because: ['rows/goods.csv'], generate: ['goods@c1'], render: [] });
    rig.write({ 'photos/photo.png': await picture('blue') });
    expect(await next(watching)).toEqual({
      because: ['photos/photo.png'],
      generate: ['masked', 'photo'],
      render: [],
    });
    rig.write({ 'photos/mask.png': await picture('black') });
    expect(await next(watching)).toEqual({ because: ['photos/mask.png'], generate: ['masked'], render: [] });
    rig.write({ 'marks/mark.png': await picture('yellow') });
    expect(await next(watching)).toEqual({ because: ['marks/mark.png'], generate: [], render: ['marked'] });
    for (const value of [200, 10, 90]) {
      rig.write({ 'steps/fill.js': step(value) });
      expect(await next(watching)).toEqual({ because: ['steps/fill.js'], generate: [], render: ['own'] });
      const { data } = await sharp(rig.bytes('public/art/own-32.png'))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(data[0], 'the module was loaded anew').toBe(value);
    }
    rig.write({ 'parts/birds/owl.imagebuild.yaml': 'assets: { owl: { prompt: a barn owl } }\n' });
    expect(await next(watching)).toMatchObject({ generate: ['owl'] });
  });

  test('a file that an include pattern has been waiting for, also in a folder that is new, and one that goes', async () => {
    const rig = await project();
    const watching = await begin(rig, { poll });
    rig.write({ 'parts/fish/deep/eel.imagebuild.yaml': 'assets: { eel: { prompt: a long eel } }\n' });
    let made: string[] = [];
    while (made.length === 0) made = (await next(watching)).generate;
    expect(made).toEqual(['eel']);
    rig.write({ 'parts/fish/deep/eel.imagebuild.yaml': 'assets: { eel: { prompt: a grey eel } }\n' });
    expect(await next(watching)).toMatchObject({ generate: ['eel'] });
    rmSync(join(rig.folder, 'parts/fish'), { recursive: true });
    expect(idsOf(await watching.round(), 'remove')).toEqual(['eel']);
    expect(rig.exists('public/art/eel-32.webp')).toBe(false);
    rig.write({ 'parts/fish/deep/eel.imagebuild.yaml': 'assets: { eel: { prompt: a blue eel } }\n' });
    expect(await next(watching)).toMatchObject({ generate: ['eel'] });
  });

  test('what a symbolic link leads to, and a folder that another takes the place of', async () => {
    const rig = await project();
    rig.write({ 'shared/fox.md': 'a fox', 'other/fox.md': 'a blue fox' });
    rig.remove('words/fox.md');
    symlinkSync('../shared/fox.md', join(rig.folder, 'words/fox.md'));
    const watching = await begin(rig, { poll });
    rig.write({ 'shared/fox.md': 'a red fox' });
    expect(await next(watching)).toEqual({ because: ['shared/fox.md'], generate: ['fox'], render: [] });
    renameSync(join(rig.folder, 'words'), join(rig.folder, 'words-old'));
    renameSync(join(rig.folder, 'other'), join(rig.folder, 'words'));
    expect(await next(watching)).toMatchObject({ generate: ['fox'] });
    rig.write({ 'words/fox.md': 'a white fox' });
    expect(await next(watching)).toMatchObject({ generate: ['fox'] });
  });

  test('a link to a folder that is switched, and what is written behind it later', async () => {
    const rig = await project();
    rig.remove('words');
    rig.write({ 'releases/1/words/fox.md': 'a fox', 'releases/2/words/fox.md': 'a blue fox' });
    symlinkSync('releases/1', join(rig.folder, 'current'));
    symlinkSync('current/words', join(rig.folder, 'words'));
    const watching = await begin(rig, { poll });
    const turnTo = (release: string) => {
      symlinkSync(`releases/${release}`, join(rig.folder, 'next'));
      renameSync(join(rig.folder, 'next'), join(rig.folder, 'current'));
    };
    turnTo('2');
    expect(await next(watching)).toMatchObject({ generate: ['fox'] });
    rig.write({ 'releases/2/words/fox.md': 'a green fox' });
    expect(await next(watching)).toMatchObject({ generate: ['fox'] });
    // To the same words first, so that the switch itself changes nothing.
    rig.write({ 'releases/3/words/fox.md': 'a green fox' });
    turnTo('3');
    await pause(200);
    rig.write({ 'releases/3/words/fox.md': 'a gold fox' });
    expect(await next(watching)).toMatchObject({ generate: ['fox'] });
  });
});

describe('watching by looking again and again', () => {
  test('is chosen by IMAGEBUILD_POLL, and by the type of the file system', () => {
    expect(['on', '1', '250ms', 'off', '0', 'soon'].map(pollingFrom)).toEqual([
      1000,
      1000,
      250,
      'off',
      'off',
      undefined,
    ]);
    // An SMB share is a negative number to some systems; the others are tmpfs, ext4 and overlay.
    expect([0x6969, 0x01021997, 0x65735546, 0xfe534d42 | 0].map(silentType)).toEqual([
      'nfs',
      '9p',
      'fuse',
      'smb',
    ]);
    expect([0x01021994, 0xef53, 0x794c7630].map(silentType)).toEqual([undefined, undefined, undefined]);
  });

  test('asks the system for no reports', async () => {
    const rig = await project();
    const listens = async (args: readonly string[]) => {
      const running = rig.start(['watch', '--allow-code', ...args]);
      await running.saw(/Ctrl-C ends/);
      const folder = `/proc/${running.process.pid}/fd`;
      const open = readdirSync(folder).map((name) => readlinkOf(join(folder, name)));
      running.process.kill('SIGINT');
      const { stderr } = await running.ended;
      return [open.includes('anon_inode:inotify'), /every 300 ms/.test(stderr)];
    };
    expect(await listens([])).toEqual([true, false]);
    expect(await listens(['--poll', '300ms'])).toEqual([false, true]);
    expect((await rig.run(['watch', '--poll=soon'])).exitCode).toBe(3);
    expect((await rig.run(['watch'], { env: { IMAGEBUILD_POLL: 'soon' } })).exitCode).toBe(3);
  });
});

function readlinkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** Ways in which editors save. */
const EDITORS: { readonly [name: string]: (path: string, text: string) => Promise<void> | void } = {
  'write in place': (path, text) => writeFileSync(path, text),
  'write beside it and rename': (path, text) => {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  },
  'delete it and write it again': async (path, text) => {
    unlinkSync(path);
    await pause(60);
    writeFileSync(path, text);
  },
  'keep a copy, as vim does': async (path, text) => {
    writeFileSync(join(path, '..', '4913'), '');
    unlinkSync(join(path, '..', '4913'));
    renameSync(path, `${path}~`);
    await pause(30);
    writeFileSync(path, text);
    unlinkSync(`${path}~`);
  },
  'empty it and write it in pieces': async (path, text) => {
    writeFileSync(path, '');
    await pause(60);
    writeFileSync(path, text.slice(0, text.length >> 1));
    await pause(60);
    writeFileSync(path, text);
  },
};

describe('editors save in many ways', () => {
  test.each(Object.keys(EDITORS))('they %s', async (name) => {
    const save = EDITORS[name];
    const rig = await project();
    const watching = await begin(rig);
    for (const width of [40, 48, 56]) {
      const text = rig
        .read('imagebuild.yaml')
        .replace(/small: \{ widths: \[\d+\]/, `small: { widths: [${width}]`);
      await save?.(join(rig.folder, 'imagebuild.yaml'), text);
      // Half a manifest is nobody's news.
      expect(await next(watching)).toMatchObject({ because: ['imagebuild.yaml'], generate: [] });
      expect(rig.exists(`public/art/fox-${width}.webp`)).toBe(true);
    }
    expect(watching.unseen).toEqual([]);
  });
});

describe('what is no change is no news', () => {
  test('files that are touched, saved as they were, or none of ours', async () => {
    const rig = await project();
    const watching = await begin(rig);
    for (const path of ['imagebuild.yaml', 'words/fox.md', 'photos/photo.png']) {
      utimesSync(join(rig.folder, path), new Date(), new Date());
      await settled(watching);
      writeFileSync(join(rig.folder, path), rig.bytes(path));
      await settled(watching);
    }
    rig.write({
      'words/owl.md': 'nobody reads this',
      'photos/other.png': await picture('blue'),
      'notes.txt': 'x',
    });
    await pause(100);
    rig.write({ 'words/fox.md': 'a red fox' });
    expect(await next(watching)).toEqual({ because: ['words/fox.md'], generate: ['fox'], render: [] });
    expect(watching.unseen).toEqual([]);
  });

  test('our own files, beside what is watched, and where the manifest looks for others', async () => {
    const rig = await project();
    edit(
      rig,
      'imagebuild.yaml',
      'out_dir: public/art, manifest: public/art/images.json',
      'out_dir: ., manifest: images.json',
    );
    edit(rig, 'imagebuild.yaml', 'parts/**/*.imagebuild.yaml', '**/*.imagebuild.{yaml,json}');
    edit(
      rig,
      'imagebuild.yaml',
      'widths: [32], formats: [webp] }',
      'widths: [32], formats: [webp], file_name: "photos/[id].[ext]" }',
    );
    const watching = await begin(rig);
    await pause(100);
    // Written in the same moment, below a folder that is searched.
    rig.write({ 'stray.txt': 'none of ours', 'words/fox.md': 'a red fox' });
    expect(await next(watching)).toEqual({ because: ['words/fox.md'], generate: ['fox'], render: [] });
    await pause(100);
    expect(watching.unseen).toEqual([]);
    await expect.poll(() => watching.session.state).toBe('waiting');
  });

  test('several files that are saved together make one round', async () => {
    const rig = await project();
    const watching = await begin(rig);
    rig.write({
      'words/fox.md': 'a red fox',
      'rows/goods.csv': 'sku,name\nm1,cup\n',
      'steps/fill.js': step(50),
    });
    edit(rig, 'imagebuild.yaml', 'prompt: an eel', 'prompt: a grey eel');
    expect(await next(watching)).toEqual({
      because: ['imagebuild.yaml', 'rows/goods.csv', 'steps/fill.js', 'words/fox.md'],
      generate: ['fox', 'goods@m1', 'marked'],
      render: ['own'],
    });
    expect(watching.unseen).toEqual([]);
  });
});

describe('a manifest that is not good', () => {
  test('shows what is wrong, keeps the last good project, and goes on when it is mended', async () => {
    const rig = await project();
    const watching = await begin(rig);
    const { project: good } = watching.session;
    edit(rig, 'imagebuild.yaml', 'prompt: an eel', 'promt: an eel');
    expect(await watching.round()).toMatchObject({
      because: ['imagebuild.yaml'],
      report: { failure: 'invalid-input', errors: [{ code: 'unknown-key' }] },
    });
    expect(watching.session.problems).toMatchObject([{ code: 'unknown-key' }]);
    expect(watching.session.project).toBe(good);
    expect(watching.session.state).toBe('waiting');
    edit(rig, 'imagebuild.yaml', 'promt: an eel', 'prompt: a grey eel');
    expect(await next(watching)).toMatchObject({ generate: ['marked'] });
    expect(watching.session.problems).toEqual([]);
  });

  test('one that names a file which is not there yet is good when the file comes', async () => {
    const rig = await project();
    const watching = await begin(rig);
    edit(rig, 'imagebuild.yaml', './words/fox.md', './later/words/fox.md');
    expect((await watching.round()).report.errors).toMatchObject([
      { code: 'file-missing', message: 'there is no file later/words/fox.md' },
      {},
    ]);
    rig.write({ 'later/nobody.md': 'wants this' });
    await settled(watching);
    rig.write({ 'later/words/fox.md': 'a late fox' });
    expect(await next(watching)).toMatchObject({ generate: ['fox'] });
    edit(rig, 'imagebuild.yaml', './marks/mark.png', './later/marks/mark.png');
    expect((await watching.round()).report.errors).toMatchObject([{ code: 'file-missing' }]);
    rig.write({ 'later/marks/mark.png': await picture('pink') });
    expect(await next(watching)).toMatchObject({ render: ['marked'] });
  });

  test('one that is deleted comes back, and so does its folder', async () => {
    const rig = await project();
    const watching = await begin(rig);
    const text = rig.read('imagebuild.yaml');
    rig.remove('imagebuild.yaml');
    expect((await watching.round()).report.errors).toMatchObject([{ code: 'manifest-missing' }]);
    rig.write({ 'imagebuild.yaml': text.replace('prompt: an eel', 'prompt: a grey eel') });
    expect(await next(watching)).toMatchObject({ generate: ['marked'] });
  });

  test('a folder without one is watched until there is one', async () => {
    const rig = createRig();
    mkdirSync(join(rig.folder, '.git'));
    const watching = watchHere(rig);
    expect((await watching.round()).report.errors).toMatchObject([{ code: 'manifest-missing' }]);
    expect([watching.session.state, watching.session.project]).toEqual(['waiting', undefined]);
    rig.write({
      'imagebuild.yaml':
        'version: 1\nassets: { fox: { seed: 1, prompt: a fox, params: { width: 96, height: 64 } } }\n',
    });
    expect(await next(watching)).toMatchObject({ because: ['imagebuild.yaml'], generate: ['fox'] });
  });
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits until a save has been looked at. */
async function settled({ session }: Watching): Promise<void> {
  await pause(60);
  while (session.state !== 'waiting') await pause(5);
}
