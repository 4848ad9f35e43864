import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { closeBrowserAfterwards, each, NO_BROWSER, openTab, violations } from '../support/browser.ts';
import { createRig } from '../support/rig.ts';

closeBrowserAfterwards();

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  defaults: { provider: procedural, outputs: { widths: [64], formats: [png] }, params: { width: 128, height: 128 } }
  assets:
    owl: { seed: 5, prompt: an owl, alt: "</script><script>alert(1)</script>" }
    fox: { seed: 6, prompt: a fox }
`;

async function exported() {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  await rig.run(['build']);
  await rig.run(['explore', 'owl', '--seeds', '2']);
  const report = await rig.json(['studio', '--export', 'report']);
  return { rig, report };
}

describe('studio --export', () => {
  test('writes a folder with everything in it, changes nothing else, and can be repeated', async () => {
    const { rig, report } = await exported();
    expect(report).toMatchObject({ exitCode: 0, page: 'report/index.html', targets: 2 });
    const files = rig.files().filter((path) => path.startsWith('report/'));
    expect(files).toHaveLength(report.files);
    expect(files).toEqual(
      expect.arrayContaining(['report/files/art/owl-64.png', 'report/index.html', 'report/targets/1.js']),
    );
    expect(rig.read('report/index.html')).not.toMatch(/src="http|href="http/);
    // A target that is gone is gone from the next report, too.
    rig.write({ 'imagebuild.yaml': MANIFEST.replace(/\n {4}fox.*/, '') });
    await rig.run(['build']);
    expect(await rig.json(['studio', '--export', 'report'])).toMatchObject({ exitCode: 0, targets: 1 });
    expect(rig.exists('report/targets/2.js')).toBe(false);
  });

  test('takes along no file that a link leads to', async () => {
    const { rig } = await exported();
    rig.write({ 'secret.txt': 'nobody may have this' });
    rig.remove('art/owl-64.png');
    symlinkSync('../secret.txt', join(rig.folder, 'art/owl-64.png'));
    expect(await rig.json(['studio', '--export', 'report'])).toMatchObject({ exitCode: 0, targets: 2 });
    expect(rig.exists('report/files/art/owl-64.png')).toBe(false);
    expect(rig.exists('report/files/art/fox-64.png')).toBe(true);
  });

  test('touches no folder that holds anything else', async () => {
    const { rig } = await exported();
    rig.write({ 'mine/index.html': '<title>My site</title>', 'other/notes.txt': 'mine' });
    for (const folder of ['mine', 'other', '.']) {
      const refused = await rig.json(['studio', '--export', folder]);
      expect(refused.exitCode).toBe(3);
      expect(refused.errors[0].message).toMatch(/holds files that are not of a report/);
    }
    expect(rig.read('mine/index.html')).toBe('<title>My site</title>');
  });
});

describe.skipIf(NO_BROWSER)(`a report in a browser${NO_BROWSER ? ` (${NO_BROWSER})` : ''}`, () => {
  test('opens from disk: gallery, a target with its files, and a comparison', async () => {
    const { rig } = await exported();
    const page = await openTab();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(`${rig.folder}/report/index.html`).href);
    await page.locator('a.tile').nth(1).waitFor();
    const drawn = async () => (await each(page, 'img', 'naturalWidth')).filter(Boolean);
    await expect.poll(drawn).toEqual([128, 128]);
    expect(await page.getByRole('button', { name: 'Build' }).count()).toBe(0);
    await page.locator('a.tile').first().click();
    await page.locator('.exact img').waitFor();
    await expect.poll(() => each(page, '.exact img', 'naturalWidth')).toEqual([64]);
    expect(await page.locator('.alt').textContent()).toContain('</script>');
    await page.keyboard.press('c');
    await page.locator('.pair img').nth(1).waitFor();
    await expect.poll(drawn).toEqual([128, 128]);
    await page.keyboard.press('4');
    await page.locator('.blend').waitFor();
    expect(page.complaints).toEqual([]);
    expect(asked.filter((url) => !url.startsWith('file://'))).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });
});
