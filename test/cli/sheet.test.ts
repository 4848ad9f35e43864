import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRig, type Rig } from '../support/rig.ts';

/** A picture of one colour, so that it is known again on a sheet. */
function flat(colour: string, width = 200, height = 150): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 4, background: colour } })
    .png()
    .toBuffer();
}

const MANIFEST = `
  version: 1
  defaults: { provider: file }
  assets:
    second: { image: ./art/blue.png, alt: The sea }
    first:
      matrix: { theme: { light: { image: ./art/red.png }, dark: { image: ./art/black.png } } }
      scenes:
        running: { alt: "Rusty läuft – Лиса бежит, η αλεπού τρέχει" }
        resting: { alt: "At rest", protect: true }
`;

async function project(manifest = MANIFEST): Promise<Rig> {
  const rig = createRig({ 'imagebuild.yaml': manifest });
  const colours = { red: '#c81e1e', black: '#0a0a0a', blue: '#1e3cc8', green: '#1eb43c', clear: '#00000000' };
  mkdirSync(join(rig.folder, 'art'));
  for (const [name, colour] of Object.entries(colours))
    rig.write({ [`art/${name}.png`]: await flat(colour) });
  rig.write({
    'art/wide.png': await flat('#c81e1e', 3000, 100),
    'art/tall.png': await flat('#1e3cc8', 80, 2000),
  });
  return rig;
}

async function built(manifest?: string): Promise<Rig> {
  const rig = await project(manifest);
  const { exitCode, stderr } = await rig.run(['build']);
  expect(exitCode, stderr).toBe(0);
  return rig;
}

/** The program that reads a PDF as others would. `.ci/run` installs it. */
function poppler(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}

/** Words of a PDF, a page each. */
function wordsOf(rig: Rig, file: string): string[] {
  return poppler('pdftotext', '-layout', join(rig.folder, file), '-').split('\f').slice(0, -1);
}

/** How many pixels of a picture have about a colour, and where the first of them is. */
async function pixelsLike(
  bytes: Buffer,
  [red, green, blue]: readonly [number, number, number],
  tolerance = 12,
) {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const found = { count: 0, left: info.width, top: info.height, right: 0, bottom: 0 };
  for (let at = 0; at < data.length; at += 3) {
    const off = Math.max(
      Math.abs((data[at] as number) - red),
      Math.abs((data[at + 1] as number) - green),
      Math.abs((data[at + 2] as number) - blue),
    );
    if (off > tolerance) continue;
    const x = (at / 3) % info.width;
    const y = Math.floor(at / 3 / info.width);
    found.count += 1;
    found.left = Math.min(found.left, x);
    found.right = Math.max(found.right, x);
    found.top = Math.min(found.top, y);
    found.bottom = Math.max(found.bottom, y);
  }
  return { ...found, width: info.width, height: info.height };
}

const RED = [200, 30, 30] as const;
const BLACK = [10, 10, 10] as const;
const BLUE = [30, 60, 200] as const;

describe('imagebuild sheet', () => {
  it('draws a PNG into .imagebuild when nobody says where, and says so', async () => {
    const rig = await built();
    const { exitCode, stdout, stderr } = await rig.run(['sheet']);
    expect([exitCode, stdout, stderr]).toEqual([0, '', '5 pictures: .imagebuild/sheet.png\n']);
    const { format, width } = await sharp(rig.bytes('.imagebuild/sheet.png')).metadata();
    expect([format, width]).toEqual(['png', 1684]);
  });

  it('shows every picture, assets in the order of the manifest, variants of a scene side by side', async () => {
    const rig = await built();
    await rig.run(['sheet']);
    const sheet = rig.bytes('.imagebuild/sheet.png');
    const [red, black, blue] = await Promise.all(
      [RED, BLACK, BLUE].map((colour) => pixelsLike(sheet, colour)),
    );
    // 361 pixels wide, of a shape of 4 to 3.
    const one = 361 * 271;
    expect(red?.count).toBeGreaterThan(2 * one * 0.97);
    expect(red?.count).toBeLessThan(2 * one * 1.03);
    expect(black?.count).toBeGreaterThan(2 * one * 0.97);
    expect(blue?.count).toBeGreaterThan(one * 0.97);
    expect(blue?.bottom).toBeLessThan(red?.top ?? 0);
    // Two pixels a unit, and a margin of 36 units.
    expect(red?.left).toBe(72);
    expect(blue?.left).toBe(72);
    // running@light, running@dark, resting@light, resting@dark in one row.
    expect(red?.left).toBeLessThan(black?.left ?? 0);
    expect(red?.right).toBeGreaterThan(black?.left ?? 0);
    expect(red?.right).toBeLessThan(black?.right ?? 0);
  });

  it('writes PDF pages of A4 on their side whose words can be read', async () => {
    const rig = await built();
    await rig.run(['approve', 'first/running@dark']);
    rig.write({
      'imagebuild.yaml': `${rig.read('imagebuild.yaml')}  late: { image: ./art/green.png, alt: Not built yet }\n`,
    });
    const { exitCode, stdout, stderr } = await rig.run(['sheet', '-o', 'board.pdf']);
    expect([exitCode, stdout, stderr]).toEqual([0, '', '6 pictures on 2 pages: board.pdf\n']);
    expect(poppler('pdfinfo', join(rig.folder, 'board.pdf'))).toMatch(
      /Title: +Storyboard\n[\s\S]*Pages: +2\n[\s\S]*Page size: +842 x 595 pts \(A4\)/,
    );
    const pages = wordsOf(rig, 'board.pdf');
    expect(pages).toHaveLength(2);
    expect(pages[0]).toContain('Storyboard');
    expect(pages[0]).toContain('6 pictures: 5 up to date, 1 missing');
    expect(pages[0]).toMatch(/1 of 2\s*$/);
    expect(pages[1]).toMatch(/2 of 2\s*$/);
    const text = pages.join('\n');
    const order = [
      'second',
      'The sea',
      'first 4 pictures',
      'first/running@light',
      'late 1 picture',
      'Not built yet',
    ];
    expect(order.map((words) => text.indexOf(words))).toEqual(
      order.map((words) => text.indexOf(words)).sort((one, other) => one - other),
    );
    for (const words of order) expect(text).toContain(words);
    for (const words of [
      'Rusty läuft',
      'Лиса бежит',
      'αλεπού',
      'up to date · approved',
      'up to date · protected',
      'missing',
    ])
      expect(text).toContain(words);
    expect(text).toContain('no picture');
  });

  it('shows pictures in a PDF where they belong', async () => {
    const rig = await built();
    await rig.run(['sheet', 'first', '-o', 'board.pdf']);
    poppler('pdftoppm', '-png', '-r', '72', join(rig.folder, 'board.pdf'), join(rig.folder, 'page'));
    const page = readFileSync(
      join(rig.folder, readdirSync(rig.folder).find((name) => name.startsWith('page')) ?? ''),
    );
    const [red, black, blue] = await Promise.all(
      [RED, BLACK, BLUE].map((colour) => pixelsLike(page, colour)),
    );
    expect(red).toMatchObject({ width: 842, height: 595 });
    expect(red?.count).toBeGreaterThan(2 * 180 * 135 * 0.95);
    expect(black?.count).toBeGreaterThan(2 * 180 * 135 * 0.95);
    expect(blue?.count).toBe(0);
    expect(Math.abs((red?.left ?? 0) - 36)).toBeLessThanOrEqual(1);
  });

  it('is equal byte for byte when nothing has changed', async () => {
    const rig = await built();
    for (const file of ['one.png', 'two.png', 'one.pdf', 'two.pdf'])
      expect((await rig.run(['sheet', '-o', file])).exitCode).toBe(0);
    expect(rig.bytes('one.png').equals(rig.bytes('two.png'))).toBe(true);
    expect(rig.bytes('one.pdf').equals(rig.bytes('two.pdf'))).toBe(true);
    await rig.run(['approve', 'second']);
    await rig.run(['sheet', '-o', 'two.png']);
    expect(rig.bytes('one.png').equals(rig.bytes('two.png'))).toBe(false);
  });

  it('marks what stands out, is changed, or was adopted', async () => {
    const rig = await project(`
      version: 1
      defaults: { provider: procedural, seed: 42, params: { width: 128, height: 128 } }
      assets:
        fox:
          prompt: a fox
          scenes:
            running: running through a forest
            waving: waving on a mountain path
            reading: reading under a tree
            jumping: jumping over flowers in a meadow, deep night, moonlit
    `);
    await rig.run(['build']);
    await rig.run(['adopt', 'fox/waving', 'art/green.png', '--reason', 'greener']);
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replace('under a tree', 'in a cave') });
    await rig.run(['sheet', '-o', 'board.pdf']);
    const [text = ''] = wordsOf(rig, 'board.pdf');
    expect(text).toContain('4 pictures: 3 up to date, 1 changed');
    expect(text).toContain('stands out');
    expect(text).toContain('up to date · adopted');
    expect(text).toMatch(/ changed(?! ·)/);
  });

  it('says that a picture is missing whose bytes are not there, and shows the others', async () => {
    const rig = await built();
    const { digest } = JSON.parse(rig.read('imagebuild.lock')).targets.second.master;
    rmSync(masterFile(rig, digest));
    expect((await rig.run(['sheet', '-o', 'board.pdf'])).exitCode).toBe(0);
    expect(wordsOf(rig, 'board.pdf').join()).toContain('no picture');
  });

  it('draws a blank where bytes are damaged', async () => {
    const rig = await built();
    const { digest } = JSON.parse(rig.read('imagebuild.lock')).targets.second.master;
    const file = masterFile(rig, digest);
    const bytes = readFileSync(file);
    bytes[60] = (bytes[60] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
    const { exitCode, stderr } = await rig.run(['sheet']);
    expect(exitCode, stderr).toBe(0);
    expect((await pixelsLike(rig.bytes('.imagebuild/sheet.png'), BLUE)).count).toBe(0);
  });

  it('never loses a character: what the typeface does not have is a box, and is named', async () => {
    const rig = await built(`
      version: 1
      assets:
        fox: { provider: file, image: ./art/green.png, alt: "森 🦊 fox" }
    `);
    const { exitCode, stderr } = await rig.run(['sheet', '-o', 'board.pdf']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      'the typeface has no letters for 森 🦊: the sheet has boxes in their place [no-letters]',
    );
    expect(wordsOf(rig, 'board.pdf')[0]).toContain('fox');
    const document = await rig.json(['sheet', '-o', 'board.png']);
    expect(document).toMatchObject({
      files: ['board.png'],
      pages: 1,
      pictures: 1,
      warnings: [{ code: 'no-letters' }],
    });
  });

  it('gives pictures of any shape room, and shows what is transparent on squares', async () => {
    const rig = await built(`
      version: 1
      defaults: { provider: file }
      assets:
        shapes:
          scenes:
            wide: { image: ./art/wide.png }
            tall: { image: ./art/tall.png }
            clear: { image: ./art/clear.png }
    `);
    await rig.run(['sheet']);
    const sheet = rig.bytes('.imagebuild/sheet.png');
    const wide = await pixelsLike(sheet, RED);
    expect([wide.right - wide.left + 1, wide.bottom - wide.top + 1]).toEqual([361, 12]);
    const tall = await pixelsLike(sheet, BLUE);
    expect([tall.right - tall.left + 1, tall.bottom - tall.top + 1]).toEqual([17, 433]);
    for (const grey of [0xe2, 0xff]) {
      const squares = await pixelsLike(sheet, [grey, grey, grey], 0);
      expect(squares.count / ((361 * 271) / 2)).toBeCloseTo(1, 1);
    }
  });

  it('begins another file or page where pictures are many, and loses none', async () => {
    const scenes = Array.from({ length: 140 }, (_, index) => `s${String(index).padStart(3, '0')}`);
    const rig = await built(
      `version: 1\nassets:\n  fox:\n    provider: file\n    image: ./art/green.png\n    scenes: { ${scenes.map((name) => `${name}: { alt: Scene ${name} }`).join(', ')} }\n`,
    );
    const document = await rig.json(['sheet', '-o', 'out/board.png']);
    expect(document).toMatchObject({ files: ['out/board.png', 'out/board-2.png'], pages: 2, pictures: 140 });
    const sheets = document.files.map((file: string) => rig.bytes(file)) as Buffer[];
    const green = await Promise.all(sheets.map((sheet) => pixelsLike(sheet, [30, 180, 60])));
    expect(Math.max(...green.map(({ height }) => height))).toBeLessThanOrEqual(10_000);
    const one = 361 * 271;
    expect(green.reduce((sum, { count }) => sum + count, 0) / one).toBeCloseTo(140, 0);

    await rig.run(['sheet', '-o', 'board.pdf']);
    const pages = wordsOf(rig, 'board.pdf');
    const text = pages.join('\n');
    for (const scene of scenes) expect(text.split(`fox/${scene}`)).toHaveLength(2);
    expect(pages.length).toBeGreaterThan(5);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`${index + 1} of ${pages.length}`);
      expect(page).toContain(index === 0 ? 'fox 140 pictures' : 'fox (continued) 140 pictures');
    }
  });

  it.each([
    [['sheet', '-o', 'board.jpg'], 'board.jpg is neither a PNG nor a PDF by its name'],
    [['sheet', '-o', 'art/red.png/board.pdf'], 'art/red.png/board.pdf cannot be written (ENOTDIR)'],
    [['sheet', 'nobody'], 'no target matches "nobody"'],
  ])('refuses %j', async (args, message) => {
    const rig = await built();
    const files = rig.files();
    const { exitCode, stderr } = await rig.run(args);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(message);
    expect(rig.files()).toEqual(files);
  });

  it('leaves an earlier sheet alone until the new one is whole', async () => {
    const rig = await built();
    rig.write({ 'board.png': 'mine' });
    await rig.run(['sheet', 'nobody', '-o', 'board.png']);
    expect(rig.read('board.png')).toBe('mine');
  });
});

function masterFile(rig: Rig, digest: string): string {
  const hex = digest.slice('sha256:'.length);
  const folder = join(rig.folder, '.imagebuild/masters/sha256', hex.slice(0, 2));
  return join(folder, readdirSync(folder).find((name) => name.startsWith(hex)) ?? 'none');
}
