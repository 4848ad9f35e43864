import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openProject, openWorkspace } from '../../src/build/index.ts';
import { setConsistency } from '../../src/review/index.ts';
import { demand } from '../support/memory-project.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';

const BRAND = fileURLToPath(new URL('../../examples/brand', import.meta.url));

const SCENES = {
  running: 'running through a forest',
  reading: 'reading under a tree',
  waving: 'waving on a mountain path',
  jumping: 'jumping over flowers in a meadow',
  sitting: 'sitting on a beach by the ocean',
  sleeping: 'sleeping in a cozy room',
};

/** A fox in six scenes, one of which may have a style of its own. */
function foxes(styled: { readonly [scene: string]: string } = {}): string {
  const scenes = Object.entries(SCENES).map(
    ([scene, prompt]) =>
      `      ${scene}: { prompt: ${prompt}${styled[scene] ? `, style: "${styled[scene]}"` : ''} }`,
  );
  return [
    'version: 1',
    'defaults: { provider: procedural, params: { width: 256, height: 256 } }',
    'styles: { brand: "flat vector style, bold outlines, teal and coral palette", soft: "pastel, muted", night: "deep night, moonlit" }',
    'assets:',
    '  fox:',
    '    seed: 42',
    '    prompt: a fox wearing a red jacket and blue jeans, {scene}',
    '    style: brand',
    '    scenes:',
    ...scenes,
    '',
  ].join('\n');
}

async function built(manifest: string): Promise<Rig> {
  const rig = createRig({ 'imagebuild.yaml': manifest });
  const { exitCode, stderr } = await rig.run(['build']);
  expect(exitCode, stderr).toBe(0);
  return rig;
}

function outliers({ sets }: Document): string[] {
  return sets.flatMap((set: Document) =>
    set.members.filter((member: Document) => member.outlier).map((member: Document) => member.id),
  );
}

describe('imagebuild consistency', () => {
  it('finds nothing in a sound set, and says so', async () => {
    const rig = await built(foxes());
    const { exitCode, stdout, stderr } = await rig.run(['consistency']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^picture +palette +contrast +stands out\nfox\/running +0\.\d{3} +[+-]0\.\d{3}\n/);
    expect(stderr).toContain('1 set compared: nothing stands out.');
  });

  it.each([
    ['night', /^darker than the other 5 /],
    ['soft', /^less contrast than the other 5 /],
  ])('flags exactly the scene that was given another style (%s), whichever it is', async (style, because) => {
    const scenes = Object.keys(SCENES);
    const [begin = '', fox = ''] = foxes().split(/(?=^ {2}fox:$)/m);
    const odd = scenes.map((scene) =>
      foxes({ [scene]: style })
        .replace(begin, '')
        .replace('fox:', `${scene}:`),
    );
    const rig = await built([begin, fox, ...odd].join(''));
    const document = await rig.json(['consistency']);
    expect(document.exitCode).toBe(0);
    expect(outliers(document)).toEqual(scenes.map((scene) => `${scene}/${scene}`));
    const members: Document[] = document.sets.flatMap((set: Document) => set.members);
    for (const member of members)
      if (member.outlier) expect(member.because).toMatch(because);
      else expect(member).not.toHaveProperty('because');
  });

  it('flags the odd one of three', async () => {
    const rig = await built(
      'version: 1\ndefaults: { provider: procedural, params: { width: 256, height: 256 } }\nassets:\n  fox:\n    seed: 42\n    prompt: a fox\n    scenes: { running: running through a forest, waving: waving on a mountain path, jumping: "jumping over flowers in a meadow, deep night, moonlit" }\n',
    );
    expect(outliers(await rig.json(['consistency']))).toEqual(['fox/jumping']);
  });

  it('finds the art of the example sound, by day and by night, and judges each apart', async () => {
    const rig = createRig();
    cpSync(BRAND, rig.folder, {
      recursive: true,
      filter: (path) => !/[/\\](public|src|\.imagebuild)$/.test(path),
    });
    // What is compared are the masters; one format of each is enough.
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replaceAll('[avif, webp, jpeg]', '[jpeg]') });
    const ended = await rig.run(['build', 'fox', 'hero', 'empty']);
    expect(ended.exitCode, ended.stderr).toBe(0);
    const document = await rig.json(['consistency']);
    // A grey cloud in a grey sky, among pictures with something in them.
    expect(outliers(document)).toEqual(['empty/offline']);
    const sets: Document[] = document.sets;
    expect(
      sets.filter(({ asset }) => asset === 'fox').map(({ variant, members }) => [variant, members.length]),
    ).toEqual([
      ['light', 6],
      ['dark', 6],
    ]);
  });

  it('judges a set whole, and shows what a pattern names', async () => {
    const rig = await built(foxes({ waving: 'night' }));
    const document = await rig.json(['consistency', 'fox/waving']);
    expect(document.sets[0].members.map(({ id }: Document) => id)).toEqual(['fox/waving']);
    expect(outliers(document)).toEqual(['fox/waving']);
  });

  it('does not judge two pictures, nor single ones', async () => {
    const rig = createRig({
      'imagebuild.yaml': `
        version: 1
        defaults: { provider: procedural, seed: 7, params: { width: 64, height: 64 } }
        assets:
          sea: { prompt: the sea }
          logo: { prompt: a fox, matrix: { theme: { light: by day, dark: by night, high: at dawn } } }
          fox: { prompt: a fox, scenes: { one: in a wood, two: at night } }
      `,
    });
    expect((await rig.run(['build'])).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await rig.run(['consistency']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('there is nothing to compare');
  });

  it('leaves out what is not in the store', async () => {
    const rig = await built(foxes());
    const lock = JSON.parse(rig.read('imagebuild.lock'));
    remove(rig, lock.targets['fox/reading'].master.digest);
    const document = await rig.json(['consistency']);
    expect(document.sets[0].members.map(({ id }: Document) => id)).toEqual(
      Object.keys(SCENES)
        .filter((scene) => scene !== 'reading')
        .map((scene) => `fox/${scene}`),
    );
  });
});

/** Takes a master out of the store. */
function remove(rig: Rig, digest: string): void {
  rmSync(masterFile(rig, digest));
}

function masterFile(rig: Rig, digest: string): string {
  const hex = digest.slice('sha256:'.length);
  const folder = join(rig.folder, '.imagebuild/masters/sha256', hex.slice(0, 2));
  return join(folder, readdirSync(folder).find((name) => name.startsWith(hex)) ?? 'none');
}

describe('what is known of a picture', () => {
  const look = async (rig: Rig, measureAtMost?: number, stop?: AbortController) => {
    const project = demand(await openProject({ cwd: rig.folder, environment: () => undefined }));
    const workspace = demand(await openWorkspace(project));
    const read: string[] = [];
    const { store } = workspace;
    const counted = {
      ...store,
      readMaster: (master: Parameters<typeof store.readMaster>[0]) => {
        read.push(master.digest);
        stop?.abort();
        return store.readMaster(master);
      },
    };
    const sets = await setConsistency(
      project,
      { ...workspace, store: counted },
      { measureAtMost, signal: stop?.signal },
    );
    return { sets, read };
  };

  it('is measured once', async () => {
    const rig = await built(foxes({ waving: 'night' }));
    const first = await look(rig);
    expect(first.read).toHaveLength(6);
    const second = await look(rig);
    expect(second.read).toEqual([]);
    expect(second.sets).toEqual(first.sets);
  });

  it('is measured again for a picture that is new only', async () => {
    const rig = await built(foxes());
    await look(rig);
    rig.write({ 'imagebuild.yaml': foxes({ waving: 'night' }) });
    expect((await rig.run(['build'])).exitCode).toBe(0);
    const { sets, read } = await look(rig);
    expect(read).toHaveLength(1);
    expect(sets[0]?.members.filter(({ outlier }) => outlier).map(({ id }) => id)).toEqual(['fox/waving']);
  });

  it('may be found out little by little: a set is judged when it is known whole', async () => {
    const rig = await built(foxes({ waving: 'night' }));
    expect(await look(rig, 4)).toMatchObject({ sets: [], read: { length: 4 } });
    expect(await look(rig, 4)).toMatchObject({ sets: [{ asset: 'fox' }], read: { length: 2 } });
  });

  it('is kept when the measuring is broken off', async () => {
    const rig = await built(foxes({ waving: 'night' }));
    expect(await look(rig, undefined, new AbortController())).toMatchObject({
      sets: [],
      read: { length: 1 },
    });
    expect(await look(rig)).toMatchObject({ sets: [{ asset: 'fox' }], read: { length: 5 } });
  });

  it('is not taken from a damaged cache', async () => {
    const rig = await built(foxes());
    const { sets } = await look(rig);
    const before = new Set(rig.files(true));
    for (const file of before) {
      if (!file.includes('cache/renditions')) continue;
      const bytes = readFileSync(join(rig.folder, file));
      bytes[40] = (bytes[40] ?? 0) ^ 0xff;
      writeFileSync(join(rig.folder, file), bytes);
    }
    const again = await look(rig);
    expect(again.read).toHaveLength(6);
    expect(again.sets).toEqual(sets);
  });

  it('leaves out a master that is damaged, and judges the others', async () => {
    const rig = await built(foxes());
    const lock = JSON.parse(rig.read('imagebuild.lock'));
    const file = masterFile(rig, lock.targets['fox/reading'].master.digest);
    const bytes = readFileSync(file);
    bytes[100] = (bytes[100] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
    const { sets } = await look(rig, 100);
    expect(sets[0]?.members).toHaveLength(5);
  });
});
