import { describe, expect, test } from 'vitest';
import { edit } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { outputs: small }
  profiles: { draft: { params: { width: 64, height: 64 } } }
  assets:
    fox:
      seed: 42
      prompt: a fox
      tags: [release]
      scenes: { running: running, reading: reading }
    owl: { seed: 5, prompt: an owl }
`;

const entries = (rig: Rig) => JSON.parse(rig.read('imagebuild.lock')).targets;

async function built(): Promise<Rig> {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  await rig.run(['build']);
  return rig;
}

describe('approve', () => {
  test('binds the word of somebody to the very picture, and says nothing of when or where', async () => {
    const rig = await built();
    const before = entries(rig);
    const approved = await rig.json(['approve', 'tag:release', '--by', 'Ann', '--note', 'for spring']);
    expect(approved).toMatchObject({
      exitCode: 0,
      changed: ['fox/running', 'fox/reading'],
      already: [],
      targets: [{ id: 'fox/reading' }, { id: 'fox/running' }],
    });
    const after = entries(rig);
    expect(after.owl).toEqual(before.owl);
    const approval = { master: before['fox/running'].master.digest, by: 'Ann', note: 'for spring' };
    expect(after['fox/running']).toEqual({ ...before['fox/running'], approval });
    const text = rig.read('imagebuild.lock');
    expect(await rig.json(['approve', 'fox/running'])).toMatchObject({
      changed: [],
      already: ['fox/running'],
    });
    expect(rig.read('imagebuild.lock')).toBe(text);
    expect((await rig.json(['plan'])).targets).toSatisfy((targets: { action: string }[]) =>
      targets.every(({ action }) => action === 'reuse'),
    );
  });

  test('is what check --approved asks of the targets that were named', async () => {
    const rig = await built();
    await rig.run(['approve', 'fox/running']);
    expect((await rig.json(['check', '--approved', 'fox/running'])).exitCode).toBe(0);
    const all = await rig.json(['check', '--approved']);
    expect(all.exitCode).toBe(8);
    expect(all.errors).toMatchObject([
      { code: 'not-approved', target: 'fox/reading', message: 'fox/reading is not approved' },
      { code: 'not-approved', target: 'owl' },
    ]);
    expect((await rig.json(['check'])).exitCode).toBe(0);
  });

  test('does not ask for the approval of what a named target is made from', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'owl: {', 'copy: { provider: file, image: ./own.png }\n  owl: {');
    rig.write({ 'own.png': rig.bytes('art/owl-32.png') });
    await rig.run(['build']);
    await rig.run(['approve', 'copy']);
    expect((await rig.json(['check', '--approved', 'copy'])).exitCode).toBe(0);
  });

  test('is void as soon as the picture is another one; plan tells it before', async () => {
    const rig = await built();
    await rig.run(['approve', '**', '--by', 'Ann']);
    edit(rig, 'imagebuild.yaml', 'running: running', 'running: jumping');
    const warned = { code: 'approval-void', target: 'fox/running' };
    const planned = await rig.json(['plan']);
    expect(planned.warnings).toMatchObject([warned]);
    expect(planned.warnings[0].message).toBe(
      'fox/running would get another picture, so its approval by Ann no longer holds',
    );
    expect(entries(rig)['fox/running'].approval).toBeDefined();
    expect((await rig.json(['build'])).warnings).toMatchObject([warned]);
    expect(entries(rig)['fox/running'].approval).toBeUndefined();
    expect(entries(rig)['fox/reading'].approval).toBeDefined();
    expect((await rig.json(['build'])).warnings).toEqual([]);
  });

  test('outlives another width, another alt text, and a picture that is lost and made again', async () => {
    const rig = await built();
    await rig.run(['approve', '**']);
    const approvals = () => Object.values<{ approval: object }>(entries(rig)).map(({ approval }) => approval);
    const before = approvals();
    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [48]');
    edit(rig, 'imagebuild.yaml', 'prompt: a fox', 'alt: the fox\n    prompt: a fox');
    await rig.run(['build']);
    rig.remove('.imagebuild');
    expect((await rig.json(['build'])).counts.generated).toBe(3);
    expect(approvals()).toEqual(before);
  });

  test('refuses what is not what the manifest asks for, all of it, by name', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'running: running', 'running: jumping');
    rig.write({ 'art/owl-32.png': 'scribbled over' });
    const text = rig.read('imagebuild.lock');
    const refused = await rig.json(['approve', '**']);
    expect(refused.exitCode).toBe(8);
    expect(refused.errors).toMatchObject([
      { code: 'not-current', target: 'fox/running', message: expect.stringContaining('prompt changed') },
      { code: 'not-current', target: 'owl', message: expect.stringContaining('art/owl-32.png') },
    ]);
    expect(rig.read('imagebuild.lock')).toBe(text);
  });

  test('can be taken back', async () => {
    const rig = await built();
    const before = rig.read('imagebuild.lock');
    await rig.run(['approve', '**']);
    expect(await rig.json(['approve', '**', '--revoke'])).toMatchObject({ revoked: true, already: [] });
    expect(rig.read('imagebuild.lock')).toBe(before);
  });

  test('--dry-run writes nothing', async () => {
    const rig = await built();
    const before = rig.read('imagebuild.lock');
    const { stderr } = await rig.run(['approve', 'owl', '--dry-run']);
    expect(stderr).toContain('1 target would be approved: owl.');
    expect(rig.read('imagebuild.lock')).toBe(before);
  });

  test.each([
    [[], {}, 3, 'usage', 'say which targets'],
    [['wolf'], {}, 3, 'no-match', 'no target matches "wolf"'],
    [['owl'], { CI: '1' }, 8, 'frozen', 'approve changes what a frozen run may not'],
    [['owl', '--profile', 'draft'], {}, 3, 'usage', 'those of --profile draft are drafts'],
  ])('%j with %j is refused', async (args, env, exitCode, code, message) => {
    const rig = await built();
    const refused = await rig.json(['approve', ...args], { env });
    expect(refused).toMatchObject({
      exitCode,
      errors: [{ code, message: expect.stringContaining(message) }],
    });
  });

  test('a lockfile that is missing or in conflict is left alone', async () => {
    const rig = await built();
    const text = rig.read('imagebuild.lock');
    rig.write({ 'imagebuild.lock': `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n` });
    expect(await rig.json(['approve', 'owl'])).toMatchObject({
      exitCode: 8,
      errors: [{ code: 'lock-conflicted' }],
    });
    rig.remove('imagebuild.lock');
    expect(await rig.json(['approve', 'owl'])).toMatchObject({
      exitCode: 8,
      errors: [{ code: 'lock-missing' }],
    });
    expect(rig.exists('imagebuild.lock')).toBe(false);
  });

  test('a lockfile without approvals stays byte for byte what it was', async () => {
    const rig = await built();
    const before = rig.read('imagebuild.lock');
    expect(before).not.toMatch(/approval|adoption/);
    await rig.run(['build', '--force', 'owl']);
    expect(rig.read('imagebuild.lock')).toBe(before);
  });
});
