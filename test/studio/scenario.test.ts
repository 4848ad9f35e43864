import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { closeBrowserAfterwards, NO_BROWSER, openTab } from '../support/browser.ts';
import { changedLines, edit, openShop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';
import { runStudio, visit } from '../support/studio.ts';

closeBrowserAfterwards();

const MANIFEST = `
  # The art of a small site.
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  profiles:
    draft: { model: sd3.5-flash, params: { aspect_ratio: '4:5' } }   # cheap, to look at
  outputs: { card: { widths: [64, 128], formats: [webp, png] } }
  defaults: { provider: stability, model: ultra, outputs: card }
  assets:
    fox:
      seed: 42
      prompt: a fox
      scenes:
        # Chosen together with the art desk.
        reading: { prompt: reading under a tree }   # by day

        running: { prompt: running }
`;

/** What the price list of the API says. */
const DRAFT = 2.5;
const FINAL = 8;

describe.skipIf(NO_BROWSER)(`a designer's afternoon${NO_BROWSER ? ` (${NO_BROWSER})` : ''}`, () => {
  test('from an edit to art that a clean clone makes again, byte for byte, at a known cost', async () => {
    const shop = await openShop();
    const rig = createRig({
      'imagebuild.yaml': MANIFEST,
      '.gitignore': '.imagebuild/*\n!.imagebuild/masters/\n',
    });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
        cwd: rig.folder,
        stdio: 'pipe',
      });
    git('init', '-q');
    // Everything that follows is asked of the journal of the server that takes the money.
    const since = () => {
      const before = shop.charged();
      return () => shop.charged() - before;
    };

    // Drafts of both scenes appear, since the session may spend; nothing is made final.
    let cost = since();
    const studio = await runStudio(rig, ['--profile', 'draft', '--max-cost', '100'], { env: shop.env });
    const page = await openTab();
    await visit(page, studio.address);
    const tile = page.locator('a.tile[href="#/target/fox%2Freading"]');
    await tile.locator('.mark.draft').waitFor();
    expect(cost()).toBe(2 * DRAFT);
    expect(rig.exists('imagebuild.lock')).toBe(false);

    // An edit: another draft of that scene, and of no other.
    cost = since();
    const first = await tile.locator('img').getAttribute('src');
    edit(rig, 'imagebuild.yaml', 'reading under a tree', 'reading in a library');
    await expect.poll(() => tile.locator('img').getAttribute('src')).not.toBe(first);
    await page.locator('.activity[data-phase="waiting"]').waitFor();
    expect(cost()).toBe(DRAFT);

    // Twelve seeds: the present one is there already, so eleven are bought, after they were confirmed.
    cost = since();
    await tile.click();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Explore' }).click();
    const question = page.getByRole('dialog', { name: 'Explore' });
    await question.getByText(`This buys 11 pictures, for ${11 * DRAFT} credits`).waitFor();
    expect(cost()).toBe(0);
    await question.getByRole('button', { name: 'Buy' }).click();
    await expect.poll(() => page.locator('.cell img').count()).toBe(12);
    expect(cost()).toBe(11 * DRAFT);

    // Choosing one changes one line of the manifest, and costs nothing.
    cost = since();
    const before = rig.read('imagebuild.yaml');
    await page.locator('.cell').nth(6).click();
    await page.keyboard.press('p');
    await page.getByText('Seed 48 is written to imagebuild.yaml').waitFor();
    const after = rig.read('imagebuild.yaml');
    expect(changedLines(before, after)).toHaveLength(1);
    expect(after).toContain('reading: { seed: 48, prompt: reading in a library }   # by day');
    await page.locator('.cells .chosen b.number', { hasText: '7' }).waitFor();
    expect(cost()).toBe(0);

    // The final picture, from the manifest's own model; draft and final are shown against each other.
    cost = since();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Make the final of the draft' }).click();
    await page.getByRole('dialog').getByText(`This buys 1 picture, for ${FINAL} credits`).waitFor();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.locator('.pair img').nth(1).waitFor();
    expect(cost()).toBe(FINAL);
    expect(Object.keys(JSON.parse(rig.read('imagebuild.lock')).targets)).toEqual(['fox/reading']);

    // Approved: of the final, though drafts are looked at.
    cost = since();
    await page.keyboard.press('Escape');
    await page.getByLabel('Approved by').fill('the art desk');
    await page.getByRole('button', { name: 'Approve the final' }).click();
    await page.getByRole('button', { name: 'Take the approval back' }).waitFor();
    const entry = JSON.parse(rig.read('imagebuild.lock')).targets['fox/reading'];
    expect(entry.approval).toEqual({ by: 'the art desk', master: entry.master.digest });
    await studio.end();
    expect(page.complaints.filter((text) => !text.includes('ERR_'))).toEqual([]);

    // The other scene is made final on the command line, and everything is committed.
    expect(await rig.json(['build', '--max-cost', String(FINAL)], { env: shop.env })).toMatchObject({
      exitCode: 0,
    });
    expect(cost()).toBe(FINAL);
    git('add', '-A');
    git('commit', '-qm', 'The fox reads');

    // A clean clone: the same bytes, for nothing, without a key.
    cost = since();
    const clone = createRig();
    git('clone', '-q', rig.folder, join(clone.folder, 'site'));
    expect(await clone.json(['build', '--frozen', '-C', 'site'])).toMatchObject({
      exitCode: 0,
      counts: { generated: 0 },
      cost: { requests: 0 },
    });
    expect((await clone.json(['check', '-C', 'site', '--approved', 'fox/reading'])).exitCode).toBe(0);
    const files = rig.files().filter((path) => path.startsWith('art/fox/'));
    expect(files).toHaveLength(8);
    for (const path of files) expect(clone.bytes(`site/${path}`).equals(rig.bytes(path)), path).toBe(true);
    expect(cost()).toBe(0);
  });
});
