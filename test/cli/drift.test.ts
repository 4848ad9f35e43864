import { describe, expect, test } from 'vitest';
import { edit, ledger, masters, openShop, pending, type Shop, snapshot } from '../support/cli.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { provider: stability, outputs: small }
  assets:
    fox:
      seed: 42
      prompt: a fox
      model: core
      scenes: { running: running, reading: reading }
    owl: { seed: 5, prompt: an owl, model: ultra }
    hill: { seed: 7, prompt: a hill, provider: procedural }
`;

/** A project whose pictures were bought of one shop, and the same shop under new management: it draws others. */
async function bought(manifest = MANIFEST): Promise<{ rig: Rig; same: Shop; changed: Shop }> {
  const same = await openShop();
  const rig = createRig({ 'imagebuild.yaml': manifest });
  const { exitCode, stderr } = await rig.run(['build'], { env: same.env });
  expect(exitCode, stderr).toBe(0);
  return { rig, same, changed: await openShop({ pictures: 'drawn' }) };
}

/** Everything that a drift may not touch. */
function untouched(rig: Rig): { [path: string]: string } {
  const aside = /^\.imagebuild\/(drift\/.*|ledger\.jsonl|pending\/)$/;
  return Object.fromEntries(Object.entries(snapshot(rig.folder)).filter(([path]) => !aside.test(path)));
}

function results({ targets }: Document): { [id: string]: string } {
  return Object.fromEntries(targets.map(({ id, result }: Document) => [id, result]));
}

describe('drift', () => {
  test('finds nothing where the provider draws what it drew, and touches nothing', async () => {
    const { rig, same } = await bought();
    const before = untouched(rig);
    const charged = same.charged();
    const document = await rig.json(['drift', '**', '--max-cost', '100'], { env: same.env });
    expect(document).toMatchObject({
      command: 'drift',
      ok: true,
      exitCode: 0,
      metric: 1,
      threshold: 0.1,
      counts: { same: 4, alike: 0, drifted: 0, failed: 0 },
      cost: { spentCredits: 14, requests: 3 },
      leftOut: [],
      page: '.imagebuild/drift/report/index.html',
    });
    expect(same.charged() - charged).toBe(14);
    expect(untouched(rig)).toEqual(before);
    expect(rig.read('.imagebuild/drift/.gitignore')).toBe('*\n');
    expect((await rig.json(['build'], { env: same.env })).counts.reused).toBe(4);
  });

  test('another picture for the same recipe and seed is drift: exit 7, with its score and a page', async () => {
    const { rig, changed } = await bought();
    const before = untouched(rig);
    const document = await rig.json(['drift', 'owl', 'hill', '--max-cost', '8'], { env: changed.env });
    expect(document.exitCode).toBe(7);
    expect(results(document)).toEqual({ owl: 'drifted', hill: 'same' });
    const [owl] = document.targets;
    expect(owl).toMatchObject({ id: 'owl', provider: 'stability', model: 'ultra', seed: 5, credits: 8 });
    expect(owl.score).toBeGreaterThan(0.1);
    expect(owl.before.digest).not.toBe(owl.after.digest);
    expect(changed.orders().map(({ fields }) => fields.seed)).toEqual(['5']);
    expect(untouched(rig)).toEqual(before);
    const page = rig.read(document.page);
    for (const word of ['owl', 'stored', 'made again', owl.score.toFixed(3)]) expect(page).toContain(word);
    for (const [, source = ''] of page.matchAll(/<img src="([^"]+)"/g))
      expect(rig.exists(`.imagebuild/drift/report/${source}`), source).toBe(true);
    // Looked at with other eyes, it is none.
    const lenient = await rig.json(['drift', 'owl', '--max-cost', '8', '--threshold', '1'], {
      env: changed.env,
    });
    expect(lenient).toMatchObject({ exitCode: 0, counts: { alike: 1, drifted: 0 } });
  });

  test('without --max-cost, what costs something is refused with its price, and nobody is asked', async () => {
    const { rig, same } = await bought();
    const orders = same.orders().length;
    for (const flags of [[], ['--yes'], ['--no-frozen', '--yes']]) {
      const refused = await rig.json(['drift', 'fox', ...flags], { env: same.env });
      expect(refused.exitCode).toBe(4);
      expect(refused.errors[0]).toMatchObject({
        code: 'spending-held',
        message: 'making 2 pictures again would cost 6 credits',
        hint: 'allow it with `imagebuild drift fox/running fox/reading --max-cost 6`',
      });
    }
    expect(same.orders()).toHaveLength(orders);
    // What is free needs no leave, and no network.
    expect(await rig.json(['drift', '--offline'])).toMatchObject({ exitCode: 0, counts: { same: 1 } });
    const dry = await rig.json(['drift', '**', '--dry-run'], { env: same.env });
    expect(dry).toMatchObject({ exitCode: 0, images: 3, estimatedCredits: 14 });
    expect(same.orders()).toHaveLength(orders);
  });

  test('pays with --max-cost also where CI is set, and changes no lock', async () => {
    const { rig, same } = await bought();
    const before = untouched(rig);
    const env = { ...same.env, CI: 'true' };
    expect(await rig.json(['drift', 'fox', '--max-cost', '6'], { env })).toMatchObject({
      exitCode: 0,
      counts: { same: 2 },
      cost: { spentCredits: 6 },
    });
    expect(untouched(rig)).toEqual(before);
  });

  test('a sample is cut to what the money allows, and says what was left out', async () => {
    const { rig, same } = await bought();
    const cut = async (...flags: string[]) => {
      const before = same.charged();
      const document = await rig.json(['drift', '**', ...flags], { env: same.env });
      return { document, spent: same.charged() - before };
    };
    const byCost = await cut('--max-cost', '6');
    expect(byCost.spent).toBe(6);
    expect(byCost.document.leftOut).toEqual([
      { id: 'owl', because: 'it costs 8 credits, more than --max-cost has left' },
    ]);
    const byCount = await cut('--max-cost', '100', '--max-images', '1');
    expect(byCount.spent).toBe(3);
    expect(byCount.document.leftOut.map(({ because }: Document) => because)).toEqual([
      '--max-images is 1',
      '--max-images is 1',
    ]);
    // 14 credits for the build and 9 for the drifts are gone: of 26, one picture for 3 is left.
    edit(rig, 'imagebuild.yaml', 'defaults:', 'budget: { day: 26 }\n  defaults:'.replace('\n  ', '\n'));
    const byBudget = await cut('--max-cost', '100');
    expect(byBudget.spent).toBe(3);
    expect(byBudget.document.leftOut).toHaveLength(2);
    expect(byBudget.document.leftOut[0].because).toContain('the budget of today');
    const none = await rig.json(['drift', 'fox', '--max-cost', '100'], { env: same.env });
    expect(none.exitCode).toBe(4);
    expect(none.errors[0].code).toBe('over-budget');
    expect((await rig.json(['build', '--force', 'fox/running'], { env: same.env })).exitCode).toBe(4);
  });

  test('is in the ledger as what it is, and counts for its asset', async () => {
    const { rig, same } = await bought();
    await rig.run(['drift', 'owl', '--max-cost', '8'], { env: same.env });
    expect(ledger(rig).at(-1)).toMatchObject({ target: 'owl', asset: 'owl', credits: 8, purpose: 'drift' });
    expect(pending(rig)).toEqual([]);
    const { total, by } = await rig.json(['cost']);
    expect(total.credits).toBe(same.charged());
    expect(by.asset[0]).toMatchObject({ name: 'owl', credits: 16 });
  });

  test('what was interrupted is not paid twice; a round that has ended is asked anew', async () => {
    const { rig } = await bought();
    let running: { process: { kill(signal: 'SIGKILL'): boolean } } | undefined;
    const slow = await openShop({
      observe: (moment, { number }) => {
        if (moment === 'answered' && number === 1) setTimeout(() => running?.process.kill('SIGKILL'), 1500);
        return moment === 'arrived' && number > 1 ? new Promise(() => {}) : undefined;
      },
    });
    const args = ['drift', 'fox', '--max-cost', '6', '-j', '1'];
    const killed = rig.start(args, { env: slow.env });
    running = killed;
    await killed.ended;
    expect(slow.charged()).toBe(3);
    const shop = await openShop();
    // The second request left, and nobody knows what became of it.
    const again = await rig.json([...args], { env: shop.env });
    expect(again.exitCode).toBe(5);
    expect(again.counts).toMatchObject({ same: 1, failed: 1 });
    expect(again.errors[0].code).toBe('outcome-unknown');
    expect(shop.orders()).toHaveLength(0);
    const retried = await rig.json([...args, '--retry-unknown'], { env: shop.env });
    expect(retried.counts).toMatchObject({ same: 2 });
    expect(shop.charged()).toBe(6);
    await rig.json(args, { env: shop.env });
    expect(shop.charged()).toBe(12);
  });

  test('leaves out what people made, what was edited and what is not there, and says so', async () => {
    const { rig, same } = await bought();
    rig.write({ 'mine.png': rig.bytes(masters(rig)[0] ?? '') });
    await rig.run(['adopt', 'fox/running', 'mine.png', '--reason', 'retouched']);
    edit(rig, 'imagebuild.yaml', 'reading: reading', 'reading: writing');
    const { digest } = JSON.parse(rig.read('imagebuild.lock')).targets.owl.master;
    rig.remove(masters(rig).find((path) => path.includes(digest.slice(7))) ?? '');
    const document = await rig.json(['drift', '**', '--max-cost', '100'], { env: same.env });
    expect(document).toMatchObject({ exitCode: 0, counts: { same: 1 } });
    expect(Object.fromEntries(document.leftOut.map(({ id, because }: Document) => [id, because]))).toEqual({
      'fox/running': 'people made its picture',
      'fox/reading': 'the manifest asks for something else by now: build it first',
      owl: 'its master is not in the store, so there is nothing to compare with',
    });
  });

  test('a refusal and an unknown outcome end as in a build', async () => {
    const { rig, same } = await bought();
    same.fault({ kind: 'filtered' });
    expect((await rig.json(['drift', 'owl', '--max-cost', '8'], { env: same.env })).exitCode).toBe(6);
    same.fault({ kind: 'cut', at: 'mid-body' });
    const unknown = await rig.json(['drift', 'owl', '--max-cost', '8'], { env: same.env });
    expect(unknown).toMatchObject({ exitCode: 5, cost: { spentCredits: 0, unknownCredits: 8 } });
    // The build's own purchases are none of its business, and the other way round.
    expect(await rig.json(['build'], { env: same.env })).toMatchObject({
      exitCode: 0,
      counts: { reused: 4 },
    });
    // A blurred picture may have been charged, too.
    expect((await rig.json(['cost'])).total.unknownCredits).toBe(16);
  });

  test('draws another sample each time, of the size that was asked for', async () => {
    const { rig } = await bought();
    const drawn = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const { targets } = await rig.json(['drift', '--sample', '2', '--dry-run']);
      expect(targets).toHaveLength(2);
      drawn.add(targets.map(({ id }: Document) => id).join(' '));
    }
    expect(drawn.size).toBeGreaterThan(2);
  });
});
