import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { closeBrowserAfterwards, NO_BROWSER, openTab, violations } from '../support/browser.ts';
import { createRig, type Rig } from '../support/rig.ts';

closeBrowserAfterwards();

const manifest = (running: string, seed: number, more: string, size = 128) => `
  version: 1
  defaults: { provider: procedural, params: { width: 128, height: 128 }, outputs: [small] }
  outputs: { small: { widths: [64], formats: [png] } }
  assets:
    fox:
      prompt: a fox
      seed: 42
      scenes: { running: ${JSON.stringify(running)}, reading: reading under a tree }
    hero: { prompt: mountains, seed: 1, params: { width: 256, height: ${size} } }
    bell: { prompt: a minimal icon of a bell, seed: ${seed} }
    ${more}
`;

async function reported(): Promise<{ rig: Rig; address: string }> {
  const rig = createRig();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: rig.folder,
      env: { PATH: process.env.PATH, HOME: rig.folder },
      stdio: 'pipe',
    });
  git('init', '--quiet');
  rig.write({
    'imagebuild.yaml': manifest('running in a <b>forest</b>', 3, 'old: { prompt: a castle, seed: 1 }'),
  });
  await rig.run(['build']);
  git('add', 'imagebuild.lock');
  git('commit', '--quiet', '-m', 'A state');
  const bell = JSON.parse(rig.read('imagebuild.lock')).targets.bell.master.digest.slice('sha256:'.length);
  rig.write({
    'imagebuild.yaml': manifest(
      'running in a <script>alert(1)</script>',
      4,
      'fresh: { prompt: a city, seed: 1 }',
      256,
    ),
  });
  await rig.run(['build']);
  // Of one target the picture before is nowhere.
  rig.remove(`.imagebuild/masters/sha256/${bell.slice(0, 2)}/${bell}.png`);
  expect((await rig.run(['diff', '--report', 'out'])).exitCode).toBe(0);
  return { rig, address: pathToFileURL(join(rig.folder, 'out/index.html')).href };
}

describe.skipIf(NO_BROWSER !== undefined)(
  `The page of a comparison${NO_BROWSER ? `: ${NO_BROWSER}` : ''}`,
  () => {
    it('opens from disk with all its pictures, asks nothing of the network, and nothing is held against it', async () => {
      const { address } = await reported();
      for (const [colorScheme, width] of [
        ['light', 1400],
        ['dark', 800],
        ['light', 390],
      ] as const) {
        const tab = await openTab({ colorScheme, width });
        const asked: string[] = [];
        tab.on('request', (request) => asked.push(request.url()));
        await tab.goto(address);
        for (const image of await tab.locator('img').all()) await image.scrollIntoViewIfNeeded();
        await tab.waitForFunction('[...document.images].every((image) => image.complete)');
        expect(
          await tab.evaluate('[...document.images].filter((image) => image.naturalWidth === 0).length'),
        ).toBe(0);
        expect(await tab.evaluate('document.images.length')).toBe(9);
        expect(asked.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
        expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await violations(tab)).toEqual([]);
        expect(tab.complaints).toEqual([]);
      }
    });

    it('shows before and after with a slider that keys move, or side by side', async () => {
      const { address } = await reported();
      const tab = await openTab();
      await tab.goto(address);
      const pair = tab.locator('.pair', { has: tab.getByAltText('fox/running before', { exact: true }) });
      const slider = pair.getByRole('slider');
      const places = async () =>
        Promise.all(
          ['before', 'after'].map(async (name) => (await pair.locator(`.${name} .stage`).boundingBox())?.x),
        );
      const [before, after] = await places();
      expect(after).toBe(before);
      await slider.focus();
      await tab.keyboard.press('End');
      expect(await slider.getAttribute('aria-valuetext')).toBe('100 % before');
      expect(await pair.locator('.after .stage').boundingBox()).toEqual(
        await pair.locator('.before .stage').boundingBox(),
      );
      const clipped = `getComputedStyle(document.querySelector('[data-name="fox/running"] .after .stage')).clipPath`;
      expect(await tab.evaluate(clipped)).toBe('inset(0px 0px 0px 100%)');
      await tab.getByLabel('side by side').check();
      const [left = 0, right = 0] = await places();
      expect(right).toBeGreaterThan(left + 50);
      expect(await slider.isVisible()).toBe(false);
      expect(await violations(tab)).toEqual([]);
    });

    it('says in words what differs and why, with texts of the manifest as texts', async () => {
      const { address, rig } = await reported();
      const tab = await openTab();
      await tab.goto(address);
      const article = tab.locator('article', { has: tab.getByRole('heading', { name: 'fox/running' }) });
      expect(await article.locator('.score').textContent()).toMatch(/^0\.\d{3} /);
      expect(await article.locator('del').textContent()).toBe('before: b>forest</b');
      expect(await article.locator('ins').textContent()).toBe('now: script>alert(1)</script');
      expect(rig.read('out/index.html')).not.toContain('<script>alert');
      const lost = tab.locator('article', { has: tab.getByRole('heading', { name: 'bell' }) });
      expect(await lost.locator('.score').textContent()).toContain('not held');
      expect(await lost.getByRole('slider').count()).toBe(0);
      expect(await tab.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
        'Changed 3',
        'New 1',
        'Gone 1',
      ]);
    });

    it('has everything side by side where scripts do not run', async () => {
      const { address } = await reported();
      const page = await (await openTab()).context().browser()?.newContext({ javaScriptEnabled: false });
      const plain = await page?.newPage();
      await plain?.goto(address);
      const boxes = await Promise.all(
        ['before', 'after'].map((name) =>
          plain?.getByAltText(`fox/running ${name}`, { exact: true }).boundingBox(),
        ),
      );
      expect(boxes[1]?.x ?? 0).toBeGreaterThan((boxes[0]?.x ?? 0) + (boxes[0]?.width ?? 0) - 1);
      await page?.close();
    });
  },
);
