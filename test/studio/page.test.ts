import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  closeBrowserAfterwards,
  each,
  focused,
  goTo,
  NO_BROWSER,
  openTab,
  violations,
} from '../support/browser.ts';
import { changedLines, edit, openShop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';
import { runStudio, visit } from '../support/studio.ts';

closeBrowserAfterwards();

const MANIFEST = `
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  outputs: { small: { widths: [64, 128], formats: [webp, png] } }
  defaults: { provider: procedural, outputs: small, params: { width: 256, height: 256 } }
  assets:
    # The mascot.
    fox:
      seed: 42
      prompt: a fox
      alt: "A fox, {scene}"
      scenes:
        running: running fast   # through a forest

        reading: { prompt: reading, tags: [calm] }
    owl: { seed: 5, prompt: an owl }
`;

const PAID = MANIFEST.replace('provider: procedural', 'provider: stability, model: core').replace(
  ', params: { width: 256, height: 256 }',
  '',
);

const free = () => createRig({ 'imagebuild.yaml': MANIFEST });

const tileOf = (id: string) => `a.tile[href="#/target/${encodeURIComponent(id)}"]`;

describe.skipIf(NO_BROWSER)(`the studio in a browser${NO_BROWSER ? ` (${NO_BROWSER})` : ''}`, () => {
  test('shows every target by asset and scene; finds by words, state and mark', async () => {
    const studio = await runStudio(free());
    const page = await openTab();
    await visit(page, studio.address);
    expect(await page.locator('h2.asset').allTextContents()).toEqual(['fox 2', 'Single pictures 1']);
    expect(await page.locator('a.tile .name').allTextContents()).toEqual([
      'fox/running',
      'fox/reading',
      'owl',
    ]);
    // The pictures are really there and drawn.
    await expect.poll(() => each(page, '.tile img', 'naturalWidth')).toEqual([256, 256, 256]);
    await page.keyboard.press('/');
    await page.keyboard.type('calm');
    await expect.poll(() => page.locator('a.tile .name').allTextContents()).toEqual(['fox/reading']);
    await page.fill('#search', 'a fox, run');
    await expect.poll(() => page.locator('a.tile .name').allTextContents()).toEqual(['fox/running']);
    await page.fill('#search', '');
    await page.getByRole('button', { name: /up to date 3/ }).click();
    await expect.poll(() => page.locator('a.tile').count()).toBe(3);
    expect(page.complaints).toEqual([]);
  });

  test('goes from picture to picture by keyboard, opens one, and comes back', async () => {
    const studio = await runStudio(free());
    const page = await openTab();
    await visit(page, studio.address);
    await page.locator(tileOf('fox/running')).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(page)).toContain('fox/reading');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toContain('owl');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'owl' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('h2.asset').first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });

  test('shows all files at true size with bytes and format, and where each setting comes from', async () => {
    const rig = free();
    const studio = await runStudio(rig);
    const page = await openTab();
    await visit(page, studio.address);
    await page.locator(tileOf('fox/running')).click();
    const rows = page.locator('table.files tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(4);
    const bytes = rig.bytes('art/fox/running-128.png').length;
    await page.getByRole('button', { name: 'art/fox/running-128.png' }).click();
    await expect.poll(() => each(page, '.exact img', 'width')).toEqual([128]);
    expect(await rows.filter({ hasText: 'running-128.png' }).textContent()).toMatch(/png128 × 128/);
    expect((await studio.get('/api/targets/fox/running')).files).toContainEqual(
      expect.objectContaining({ path: 'art/fox/running-128.png', format: 'png', bytes, state: 'fresh' }),
    );
    const recipe = page.locator('table.recipe');
    expect(await recipe.locator('tr', { hasText: 'seed' }).textContent()).toContain(
      'asset fox imagebuild.yaml:8',
    );
    expect(await recipe.locator('tr', { hasText: /^prompt/ }).textContent()).toContain('scene running');
    expect(page.complaints).toEqual([]);
  });

  test('shows new pictures as soon as the manifest is saved, and its mistakes as they are typed', async () => {
    const rig = free();
    const studio = await runStudio(rig);
    const page = await openTab();
    await visit(page, studio.address);
    const picture = page.locator(`${tileOf('owl')} img`);
    const before = await picture.getAttribute('src');
    edit(rig, 'imagebuild.yaml', 'an owl', 'an owl at night');
    await expect.poll(() => picture.getAttribute('src')).not.toBe(before);
    edit(rig, 'imagebuild.yaml', 'seed: 5', 'sed: 5');
    const problems = page.getByRole('alert', { name: 'Problems of the manifest' });
    await problems.waitFor();
    expect(await problems.textContent()).toMatch(/sed.*imagebuild\.yaml:\d+:\d+/s);
    // The last good pictures are still there.
    expect(await page.locator('a.tile').count()).toBe(3);
    edit(rig, 'imagebuild.yaml', 'sed: 5', 'seed: 5');
    await problems.waitFor({ state: 'detached' });
    expect(page.complaints).toEqual([]);
  });

  test('explores, chooses by keyboard, and pins: one line of the manifest changes', async () => {
    const rig = free();
    await rig.run(['build']);
    const text = rig.read('imagebuild.yaml');
    const studio = await runStudio(rig);
    const page = await openTab();
    await visit(page, studio.address);
    await page.locator(tileOf('fox/reading')).click();
    await page.keyboard.press('e');
    await page.getByLabel('Seeds').fill('4');
    expect(await page.locator('.explore form .command').textContent()).toBe(
      'imagebuild explore fox/reading --seeds 4',
    );
    await page.getByRole('button', { name: 'Explore' }).click();
    await expect.poll(() => page.locator('.cell').count()).toBe(4);
    await page.locator('.cell').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#pin .command').textContent()).toBe('imagebuild pin fox/reading --cell 3');
    await page.keyboard.press('p');
    await page.getByText('Seed 44 is written to imagebuild.yaml').waitFor();
    const after = rig.read('imagebuild.yaml');
    expect(changedLines(text, after)).toHaveLength(1);
    expect(after).toContain('reading: { seed: 44, prompt: reading, tags: [calm] }');
    await expect.poll(() => page.locator('.cells .chosen b.number').textContent()).toBe('3');
    const { entry, cells } = {
      entry: JSON.parse(rig.read('imagebuild.lock')).targets['fox/reading'],
      cells: JSON.parse(rig.read('.imagebuild/explore/fox~reading/cells.json')).cells,
    };
    expect(entry.key).toBe(cells[2].key);
    expect(page.complaints).toEqual([]);
  });

  test('compares two masters in four ways, with a score', async () => {
    const rig = free();
    await rig.run(['build']);
    await rig.run(['explore', 'owl', '--seeds', '2']);
    const studio = await runStudio(rig);
    const page = await openTab();
    await visit(page, studio.address);
    await page.locator(tileOf('owl')).click();
    await page.keyboard.press('c');
    await page.locator('.pair img').nth(1).waitFor();
    expect(await page.getByLabel('Right').inputValue()).not.toBe(await page.getByLabel('Left').inputValue());
    const score = Number(await page.locator('.score b').textContent());
    expect(score).toBeGreaterThan(0.02);
    await page.keyboard.press('2');
    const slider = page.getByRole('slider');
    await slider.focus();
    const clip = async () => (await each(page, '.stage .over', 'style.clipPath'))[0];
    expect(await clip()).toBe('inset(0px 0px 0px 50%)');
    await page.keyboard.press('ArrowRight');
    expect(await clip()).toBe('inset(0px 0px 0px 51%)');
    await page.keyboard.press('3');
    await page.getByRole('button', { name: 'Stop' }).click();
    const hidden = async () => (await each(page, '.stage img:nth-child(2)', 'className'))[0];
    const before = await hidden();
    await page.locator('.stage').click();
    await page.keyboard.press(' ');
    expect(await hidden()).not.toBe(before);
    await page.keyboard.press('4');
    await page.locator('figure.stage img').waitFor();
    await expect
      .poll(async () => Number((await each(page, 'figure.stage img', 'naturalWidth'))[0]))
      .toBeGreaterThan(0);
    expect(page.complaints).toEqual([]);
  });

  test('tries a prompt and keeps it as a scene', async () => {
    const rig = free();
    const studio = await runStudio(rig);
    const page = await openTab();
    await visit(page, `${studio.address}`);
    await page.getByRole('link', { name: 'Playground' }).click();
    await page.getByLabel('Prompt').fill('dancing in the rain');
    await page.getByLabel('Part of').selectOption('fox');
    await page.getByLabel('Name').fill('dancing');
    await page.getByLabel('Seed').fill('7');
    const text = rig.read('imagebuild.yaml');
    await page.getByRole('button', { name: 'Try' }).click();
    await page.locator('.result img').waitFor();
    expect(rig.read('imagebuild.yaml')).toBe(text);
    await page.getByRole('button', { name: 'Keep as fox/dancing' }).click();
    await page.getByRole('heading', { level: 1, name: 'fox/dancing' }).waitFor();
    const after = rig.read('imagebuild.yaml');
    expect(after).toContain(
      '      dancing: { prompt: "dancing in the rain", provider: "procedural"'.slice(0, 45),
    );
    expect(after.split('\n').length).toBe(text.split('\n').length + 1);
    await page.locator('.master img').waitFor();
  });

  test('follows a build while it runs: what is made, how much of it, and each picture as it comes', async () => {
    const shop = await openShop({ latency: 700 });
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const studio = await runStudio(rig, ['--max-cost', '9', '-j', '1'], { env: shop.env });
    const page = await openTab();
    await page.goto(studio.address);
    const activity = page.locator('.activity');
    await activity.getByText('making fox/running').waitFor();
    await activity.getByText('making fox/reading').waitFor();
    // One is there, and the page shows it, while the build goes on.
    await page.locator(`${tileOf('fox/running')} img`).waitFor();
    expect(await activity.getAttribute('data-phase')).toBe('building');
    expect(await page.locator('a.tile img').count()).toBeLessThan(3);
    await activity.getByText('making owl').waitFor();
    expect(await each(page, '.activity progress', 'max')).toEqual([3]);
    await page.locator('.activity[data-phase="waiting"]').waitFor();
    expect(await page.locator('a.tile img').count()).toBe(3);
    await page.locator('.switch').getByText('9 credits spent').waitFor();
    expect(shop.charged()).toBe(9);
  });

  test('approves, and takes it back', async () => {
    const rig = free();
    const studio = await runStudio(rig);
    const page = await openTab();
    await visit(page, studio.address);
    await page.locator(tileOf('owl')).click();
    await page.getByLabel('Approved by').fill('the art desk');
    expect(await page.locator('.with-name .command').textContent()).toBe(
      "imagebuild approve owl --by 'the art desk'",
    );
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.locator('.master .mark.approved').waitFor();
    const entry = () => JSON.parse(rig.read('imagebuild.lock')).targets.owl;
    expect(entry().approval).toEqual({ by: 'the art desk', master: entry().master.digest });
    await page.getByRole('button', { name: 'Take the approval back' }).click();
    await page.locator('.master .mark.approved').waitFor({ state: 'detached' });
    expect(entry().approval).toBeUndefined();
  });

  test('buys nothing without leave: not unarmed, not without the token, and with it just what was confirmed', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const studio = await runStudio(rig, [], { env: shop.env });
    // A page that does not know the token may look, and no more.
    const stranger = await openTab();
    await visit(stranger, studio.url);
    await stranger.getByText('Looking only').waitFor();
    await stranger.getByRole('button', { name: 'Build 3' }).click();
    await stranger.locator('.notice.bad').getByText('this needs the token').waitFor();
    expect(shop.orders()).toEqual([]);

    const page = await openTab();
    await visit(page, studio.address);
    expect(await page.locator('.switch').textContent()).toBe('Spending held');
    expect(shop.orders()).toEqual([]);
    await page.locator(tileOf('owl')).click();
    await page.getByRole('button', { name: 'Build this' }).click();
    const question = page.getByRole('dialog', { name: 'Build this' });
    await question.getByText('This buys 1 picture, for 3 credits').waitFor();
    expect(await question.locator('code').textContent()).toBe('imagebuild build owl --max-cost 3');
    expect(shop.orders()).toEqual([]);
    await question.getByRole('button', { name: 'Buy for 3 credits' }).click();
    await page.locator('.master img').waitFor();
    await page.locator('.switch').getByText('3 credits spent').waitFor();
    expect(shop.charged()).toBe(3);
    // Held is held: what else is missing is not bought along with it.
    expect((await studio.get('/api/board')).spending).toEqual({ limit: null, spent: 3 });

    // A prompt has a price before it is tried.
    await page.getByRole('link', { name: 'Playground' }).click();
    await page.getByLabel('Prompt').fill('a badger');
    await page.getByLabel('Name').fill('badger');
    await page.locator('.playground .act').getByText('1 picture to buy, for 3 credits').waitFor();
    await page.getByLabel('Model').selectOption({ label: 'stability generate ultra, 8 credits' });
    await page.locator('.playground .act').getByText('1 picture to buy, for 8 credits').waitFor();
    expect(shop.charged()).toBe(3);

    // Armed with too little for what is missing, it says so and buys nothing.
    await page.locator('.switch').click();
    await page.getByLabel('Limit for the whole session').fill('6');
    await page.getByRole('button', { name: 'Arm' }).click();
    await expect.poll(async () => (await studio.get('/api/board')).spending.limit).toBe(6);
    await page
      .getByRole('alert', { name: 'Problems of the last round' })
      .getByText('would cost 6 credits')
      .waitFor();
    expect(shop.charged()).toBe(3);
    await page.locator('.switch').click();
    await page.getByLabel('Limit for the whole session').fill('9');
    await page.getByRole('button', { name: 'Change the limit' }).click();
    await expect.poll(async () => (await studio.get('/api/board')).spending).toEqual({ limit: 9, spent: 9 });
    // What was bought can be read afterwards, also by a page that comes later.
    for (const reader of [page, stranger]) {
      await reader.getByRole('link', { name: 'Events' }).click();
      await expect.poll(() => reader.getByText('its picture is kept, for 3 credits').count()).toBe(3);
    }
    await page.locator('.activity[data-phase="waiting"]').waitFor();
    expect(shop.charged()).toBe(9);
    expect(page.complaints).toEqual([]);
  });

  test('is usable by everybody: no violation on any view, light or dark, on a desk or a phone', async () => {
    const rig = free();
    await rig.run(['build']);
    await rig.run(['explore', 'owl', '--seeds', '2']);
    const studio = await runStudio(rig);
    for (const [colorScheme, width] of [
      ['light', 1200],
      ['dark', 390],
    ] as const) {
      const page = await openTab({ colorScheme, width, height: 800 });
      await visit(page, studio.address);
      for (const view of ['', 'target/owl', 'explore/owl', 'compare/owl//', 'playground', 'events']) {
        await goTo(page, view);
        await page.locator(view === '' ? '.gallery' : 'article').waitFor();
        await page.waitForLoadState('networkidle').catch(() => {});
        expect(await violations(page), `${view} ${colorScheme}`).toEqual([]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(overflow, `${view} at ${width}`).toBe(0);
      }
      await page.locator('.switch').click();
      expect(await violations(page)).toEqual([]);
    }
  });

  test('comes back by itself when the studio was gone', async () => {
    const rig = free();
    const studio = await runStudio(rig);
    const page = await openTab();
    await visit(page, studio.address);
    await studio.end();
    await page.getByText('The line to the studio is cut').waitFor();
    const port = new URL(studio.url).port;
    edit(rig, 'imagebuild.yaml', 'an owl', 'a snowy owl');
    const again = rig.start(['studio', '--port', port]);
    await again.saw(/The studio is open/);
    await page.getByText('The line to the studio is cut').waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('a.tile').count()).toBe(3);
    again.process.kill('SIGINT');
    await again.ended;
  });

  test('is as quick with ten thousand targets: few of them are in the document at a time', async () => {
    const rig = createRig({ 'a.png': await tinyPicture(), 'imagebuild.yaml': manyTargets() });
    const studio = await runStudio(rig);
    const page = await openTab();
    await visit(page, studio.address);
    expect(await page.locator('.count').textContent()).toBe('10,000 pictures');
    const drawn = () => page.locator('a.tile').count();
    expect(await drawn()).toBeLessThan(150);
    await page.locator('a.tile').first().focus();
    await page.keyboard.press('End');
    await page.locator(tileOf('many@r9999')).waitFor();
    expect(await drawn()).toBeLessThan(150);
    await page.fill('#search', 'r1234');
    await expect.poll(() => page.locator('a.tile .name').allTextContents()).toEqual(['many@r1234']);
  });
});

async function tinyPicture(): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
}

function manyTargets(): string {
  const rows = Array.from({ length: 10_000 }, (_, index) => `      - { n: r${index} }`);
  return `version: 1
defaults: { provider: file, outputs: { formats: [png] } }
assets:
  many:
    image: ./a.png
    each:
      key: n
      rows:
${rows.map((row) => `  ${row}`).join('\n')}
`;
}
