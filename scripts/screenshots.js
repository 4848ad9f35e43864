// Takes the pictures of the studio for README.md and docs/studio.md, of examples/brand in a real browser:
// `node scripts/screenshots.js [path of a Chromium]`. To be run when the page has changed.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

await import('./setup.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'dist', 'imagebuild.cjs');
const folder = join(mkdtempSync(join(tmpdir(), 'imagebuild-shots-')), 'hiking-app');

const imagebuild = (...args) =>
  execFileSync(process.execPath, [bin, '-C', folder, '--quiet', '--no-frozen', ...args]);
cpSync(join(root, 'examples', 'brand'), folder, {
  recursive: true,
  filter: (path) => !path.includes('.imagebuild/'),
});
imagebuild('build');
imagebuild('approve', 'fox/reading*', 'fox/waving*');
imagebuild('protect', 'hero/noon');
imagebuild('explore', 'hero/dawn', '--seeds', '12');

const studio = spawn(process.execPath, [bin, '-C', folder, 'studio', '--port', '0', '--json']);
const address = await new Promise((resolve) =>
  studio.stdout.once('data', (text) => resolve(JSON.parse(text).url)),
);
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 820 }, deviceScaleFactor: 1.5 });
await page.goto(address);
await page.locator('.activity[data-phase="waiting"]').waitFor();
await shoot('gallery', '.tile img');
await page.goto(`${address.split('#')[0]}#/explore/hero%2Fdawn`);
await page.locator('.cell').nth(4).click();
await shoot('explore', '.preview img');
await page.getByRole('link', { name: 'Compare with the present one' }).click();
await page.getByRole('button', { name: 'slider' }).click();
await page.locator('.score').waitFor();
await shoot('compare', '.stage img');
await browser.close();
studio.kill('SIGINT');
rmSync(dirname(folder), { recursive: true, force: true });

/** Once all pictures in view have come. */
async function shoot(name, images) {
  await page.locator(images).first().waitFor();
  await page.waitForLoadState('networkidle').catch(() => {});
  // Not waitForFunction: the page's own policy forbids what it does.
  while (!(await page.evaluate('[...document.images].every((image) => image.complete)')))
    await page.waitForTimeout(100);
  const png = await page.screenshot();
  await sharp(png)
    .webp({ quality: 82 })
    .toFile(join(root, 'docs', 'images', `studio-${name}.webp`));
}
