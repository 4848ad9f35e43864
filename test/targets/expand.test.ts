import { describe, expect, test } from 'vitest';
import { decide, dependenciesOf, recipeOf } from '../../src/targets/index.ts';
import { brief, expandMemory, problemsOf, targetOf, targetsOf } from '../support/memory-project.ts';

const ids = async (project: string) => [...(await targetsOf(project)).keys()];

const asset = (lines: string, rest = '') =>
  `version: 1\n${rest}\nassets:\n  fox: { seed: 1, prompt: a fox, ${lines} }\n`;

describe('ids', () => {
  test.each([
    ['an asset alone', 'alt: x', ['fox']],
    ['scenes', 'scenes: { running: r, reading: s }', ['fox/running', 'fox/reading']],
    ['an axis', 'matrix: { theme: [light, dark] }', ['fox@light', 'fox@dark']],
    [
      'axes in declared order',
      'matrix: { b: [x, y], a: [p, q] }',
      ['fox@x.p', 'fox@x.q', 'fox@y.p', 'fox@y.q'],
    ],
    ['rows', 'each: { key: k, rows: [{ k: r1 }, { k: r2 }] }', ['fox@r1', 'fox@r2']],
    [
      'a row before its axis values',
      'each: { key: k, rows: [{ k: r1 }, { k: r2 }] }, scenes: { front: f }, matrix: { theme: [dark] }',
      ['fox/front@r1.dark', 'fox/front@r2.dark'],
    ],
    ['no rows, no targets', 'each: { key: k, rows: [] }', []],
    [
      'numbers and truth values as names',
      'matrix: { size: [1, 2.5], on: [true] }',
      ['fox@1.true', 'fox@2.5.true'],
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await ids(asset(lines))).toEqual(expected);
  });

  test('scenes come first, then rows, then cells', async () => {
    const lines =
      'scenes: { s: 1s, t: 1t }, each: { key: k, rows: [{ k: r }, { k: q }] }, matrix: { m: [a, b] }';
    expect(await ids(asset(lines))).toEqual([
      'fox/s@r.a',
      'fox/s@r.b',
      'fox/s@q.a',
      'fox/s@q.b',
      'fox/t@r.a',
      'fox/t@r.b',
      'fox/t@q.a',
      'fox/t@q.b',
    ]);
  });

  test('two combinations that would share an id are a mistake, not a loss', async () => {
    const project = asset('matrix: { a: [x, x.y], b: [y.z, z] }');
    expect((await problemsOf(project)).map(brief)).toEqual([
      '4:3 duplicate-target: two combinations are both called "fox@x.y.z" (the names of values are joined by dots; rename one that has a dot of its own)',
    ]);
  });
});

describe('cells of a matrix', () => {
  const cells = async (rest: string) =>
    (
      await ids(asset(`matrix: { theme: { light: soft daylight, dark: deep night }, size: [s, l]${rest} }`))
    ).map((id) => id.slice('fox@'.length));

  test.each([
    ['one cell left out', ', exclude: [{ theme: dark, size: l }]', ['light.s', 'light.l', 'dark.s']],
    ['all cells of a value left out', ', exclude: [{ theme: dark }]', ['light.s', 'light.l']],
    ['two rules', ', exclude: [{ theme: dark }, { size: s }]', ['light.l']],
    [
      'a cell that is there anyway',
      ', include: [{ theme: dark, size: s }]',
      ['light.s', 'light.l', 'dark.s', 'dark.l'],
    ],
    [
      'an excluded cell brought back',
      ', exclude: [{ theme: dark }], include: [{ theme: dark, size: l }]',
      ['light.s', 'light.l', 'dark.l'],
    ],
    [
      'a cell with a new value',
      ', include: [{ theme: sepia, size: l }]',
      ['light.s', 'light.l', 'dark.s', 'dark.l', 'sepia.l'],
    ],
    ['everything left out', ', exclude: [{ theme: dark }, { theme: light }]', []],
  ])('%s', async (_, rest, expected) => {
    expect(await cells(rest)).toEqual(expected);
  });

  test('a new value may have a text and settings of its own', async () => {
    const project = asset(
      'matrix: { theme: [light], include: [{ theme: { noon: { prompt: at noon, seed: 9 } } }] }',
    );
    expect(await targetOf(project, 'fox@noon')).toMatchObject({ prompt: 'a fox, at noon', seed: 9 });
  });

  test('a value of a declared axis keeps its text when it is brought back', async () => {
    const project = asset(
      'matrix: { theme: { light: soft daylight }, exclude: [{ theme: light }], include: [{ theme: light }] }',
    );
    expect((await targetOf(project, 'fox@light')).prompt).toBe('a fox, soft daylight');
  });
});

describe('which layer decides', () => {
  const project = (layers: {
    defaults?: string;
    asset?: string;
    scene?: string;
    variant?: string;
    profile?: string;
  }) => `
    version: 1
    defaults: { seed: 1, ${layers.defaults ?? ''} }
    profiles: { draft: { ${layers.profile ?? ''} } }
    assets:
      fox:
        prompt: a fox
        ${layers.asset ?? 'tags: [x]'}
        scenes: { run: { prompt: running, ${layers.scene ?? ''} } }
        matrix: { theme: { dark: { prompt: at night, ${layers.variant ?? ''} } } }
  `;
  const seed = (value: number) => `seed: ${value}`;
  const seedOf = async (layers: Parameters<typeof project>[0], profile?: string) =>
    (await targetOf(project(layers), 'fox/run@dark', { profile })).seed;

  test('defaults, then asset, then scene, then variant, then profile', async () => {
    expect(await seedOf({})).toBe(1);
    expect(await seedOf({ asset: seed(2) })).toBe(2);
    expect(await seedOf({ asset: seed(2), scene: seed(3) })).toBe(3);
    expect(await seedOf({ asset: seed(2), scene: seed(3), variant: seed(4) })).toBe(4);
    expect(await seedOf({ asset: seed(2), variant: seed(4) })).toBe(4);
    const all = { asset: seed(2), scene: seed(3), variant: seed(4), profile: seed(5) };
    expect(await seedOf(all, 'draft')).toBe(5);
    expect(await seedOf(all)).toBe(4);
  });

  test('parameters are decided one by one', async () => {
    const target = await targetOf(
      project({
        defaults: 'provider: paint, params: { aspect_ratio: "1:1", cfg_scale: 2 }',
        asset: 'params: { cfg_scale: 3 }',
        scene: 'params: { style_preset: anime }',
        variant: 'params: { aspect_ratio: "3:2" }',
      }),
      'fox/run@dark',
    );
    expect(target.params).toEqual({ aspect_ratio: '3:2', cfg_scale: 3, style_preset: 'anime' });
  });

  test('lists replace, they do not add up', async () => {
    const target = await targetOf(project({ defaults: 'tags: [a, b]', scene: 'tags: [c]' }), 'fox/run@dark');
    expect(target.tags).toEqual(['c']);
  });

  test('says which layer it was', async () => {
    const { layers } = await targetOf(project({ scene: seed(3) }), 'fox/run@dark');
    expect(layers.map(({ label }) => label)).toEqual(['defaults', 'asset fox', 'scene run', 'theme dark']);
    expect(decide(layers, 'seed')).toMatchObject({ value: 3, layer: { label: 'scene run' } });
  });

  test('without any, nothing but the built-in values', async () => {
    const target = await targetOf('version: 1\nassets:\n  fox: { seed: 1, prompt: a fox }\n', 'fox');
    expect(target).toMatchObject({
      provider: 'procedural',
      tags: [],
      protect: false,
      onRefusal: 'fail',
      params: {},
      outputs: [{ name: 'picture', renditions: [{ formats: ['png'] }] }],
    });
    expect(target.alt).toBeUndefined();
  });
});

describe('provider and model', () => {
  const model = async (lines: string, profile?: string) => {
    const { provider, capability } = await targetOf(`version: 1\n${lines}`, 'fox', { profile });
    return `${provider} ${capability.operation} ${capability.model ?? '-'}`;
  };
  const fox = (lines: string) => `assets:\n  fox: { seed: 1, prompt: a fox, ${lines} }\n`;

  test.each([
    ['the first of the provider', fox('provider: paint'), 'paint generate core'],
    [
      'the first of an operation',
      fox('provider: paint, operation: upscale, image: ./x.png'),
      'paint upscale conservative',
    ],
    [
      'a provider under a name of its own',
      `providers: { art: { type: paint } }\n${fox('provider: art')}`,
      'art generate core',
    ],
    [
      'a model of the defaults',
      `defaults: { provider: paint, model: draft }\n${fox('')}`,
      'paint generate draft',
    ],
    [
      'a model written for another provider does not reach an asset with its own',
      `defaults: { provider: paint, model: draft }\n${fox('provider: procedural')}`,
      'procedural generate -',
    ],
    [
      'an imported picture has no model',
      `defaults: { provider: paint, model: draft, style: s }\nstyles: { s: t }\n${fox('provider: file, image: ./x.png')}`,
      'file import -',
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await model(lines)).toBe(expected);
  });

  const profile =
    'profiles: { draft: { model: draft }, free: { provider: procedural }, other: { provider: paint, model: old } }\n';
  test.each([
    ['a profile replaces the model', 'draft', fox('provider: paint, model: core'), 'paint generate draft'],
    [
      'what its model cannot do keeps its own',
      'draft',
      fox('provider: paint, operation: upscale, image: ./x.png'),
      'paint upscale conservative',
    ],
    [
      'what its model cannot do keeps its own model too',
      'draft',
      fox('provider: paint, operation: upscale, model: conservative, image: ./x.png'),
      'paint upscale conservative',
    ],
    ['what has no models keeps none', 'draft', fox('provider: procedural'), 'procedural generate -'],
    [
      'a profile replaces the provider and with it the model',
      'free',
      fox('provider: paint, model: core'),
      'procedural generate -',
    ],
    ['or both', 'other', fox('provider: procedural'), 'paint generate old'],
    ['an imported picture stays what it is', 'free', fox('provider: file, image: ./x.png'), 'file import -'],
    ['whatever the profile says', 'other', fox('provider: file, image: ./x.png'), 'file import -'],
  ])('%s', async (_, name, lines, expected) => {
    expect(await model(profile + lines, name)).toBe(expected);
  });

  test('parameters written for another provider are left out where it does not know them', async () => {
    const lines = `defaults: { provider: paint, params: { cfg_scale: 4, aspect_ratio: "3:2" } }\n${fox('provider: procedural, params: { width: 64, height: 64 }')}`;
    const target = await targetOf(`version: 1\n${lines}`, 'fox');
    expect(target.params).toEqual({ aspect_ratio: '3:2', width: 64, height: 64 });
  });
});

describe('prompts', () => {
  const promptOf = async (lines: string, id = 'fox', rest = '') =>
    (
      await targetOf(
        `version: 1\nstyles: { brand: flat style, ink: black ink }\n${rest}assets:\n  fox: { seed: 1, ${lines} }\n`,
        id,
      )
    ).prompt;

  test.each([
    ['the text alone', 'prompt: a fox', 'fox', 'a fox'],
    ['a style ends it', 'prompt: a fox, style: brand', 'fox', 'a fox, flat style'],
    ['several styles', 'prompt: a fox, style: [ink, brand]', 'fox', 'a fox, black ink, flat style'],
    [
      'prompt, scene, variants, style',
      'prompt: a fox, style: brand, scenes: { s: running }, matrix: { t: { d: at night }, z: { w: in winter } }',
      'fox/s@d.w',
      'a fox, running, at night, in winter, flat style',
    ],
    ['a scene alone', 'scenes: { s: a running fox }', 'fox/s', 'a running fox'],
    [
      'what a placeholder has placed is not said twice',
      'prompt: "{scene}: a fox", scenes: { s: running }',
      'fox/s',
      'running: a fox',
    ],
    [
      'nor an axis',
      'prompt: "{t}: a fox", matrix: { t: { d: at night }, z: { w: in winter } }',
      'fox@d.w',
      'at night: a fox, in winter',
    ],
    [
      'nor the variant',
      'prompt: "{variant}: a fox", matrix: { t: { d: at night }, z: { w: in winter } }',
      'fox@d.w',
      'at night, in winter: a fox',
    ],
    [
      'a name instead of its text',
      'prompt: "{t.name} {t}", matrix: { t: { dark: at night } }',
      'fox@dark',
      'dark at night',
    ],
    [
      'columns',
      'prompt: "{name} in {colour}", each: { key: k, rows: [{ k: r1, name: Chair, colour: green }] }',
      'fox@r1',
      'Chair in green',
    ],
    [
      'a scene may use columns and axes',
      'prompt: x, scenes: { s: "{name} {t}" }, matrix: { t: { d: night } }, each: { key: k, rows: [{ k: r1, name: Chair }] }',
      'fox/s@r1.d',
      'x, Chair night, night',
    ],
    [
      'asset, id and key',
      'prompt: "{asset} {id} {key}", each: { key: k, rows: [{ k: r1 }] }',
      'fox@r1',
      'fox fox@r1 r1',
    ],
    ['literal braces', 'prompt: "{{scene}} and }} or {{"', 'fox', '{scene} and } or {'],
    [
      'a column with braces is not read again',
      'prompt: "{name}", each: { key: k, rows: [{ k: r1, name: "{scene}" }] }',
      'fox@r1',
      '{scene}',
    ],
    ['empty parts leave no commas', 'prompt: a fox, scenes: { s: "" }', 'fox/s', 'a fox'],
    [
      'a template',
      'prompt: a fox, style: brand, template: "{style}: {prompt}", scenes: { s: running }',
      'fox/s',
      'flat style: a fox',
    ],
    [
      'a template with an empty part',
      'prompt: a fox, template: "{prompt}, {scene}, {style}"',
      'fox',
      'a fox',
    ],
    [
      'a template that begins with an empty part',
      'prompt: a fox, template: "{scene}, {prompt}, in snow"',
      'fox',
      'a fox, in snow',
    ],
    [
      'a scene may have a template of its own',
      'prompt: a fox, scenes: { s: { prompt: running, template: "{scene} {prompt}" } }',
      'fox/s',
      'running a fox',
    ],
  ])('%s', async (_, lines, id, expected) => {
    expect(await promptOf(lines, id)).toBe(expected);
  });

  test('texts are NFC with plain line ends', async () => {
    expect(await promptOf('prompt: "cafe\\u0301\\r\\nx\\n"')).toBe('caf\u00e9\nx');
  });

  test('alt, title and description have placeholders too, and no dangling commas', async () => {
    const project = asset(
      'alt: "The fox, {scene}", title: "{asset.name}", description: "{theme}", scenes: { s: running }, matrix: { theme: { d: night } }',
    );
    expect(await targetOf(project, 'fox/s@d')).toMatchObject({
      alt: 'The fox, running',
      title: 'fox',
      description: 'night',
    });
    expect((await targetOf(asset('alt: "The fox, {scene}"'), 'fox')).alt).toBe('The fox');
  });
});

describe('inputs', () => {
  const upscale = 'provider: paint, operation: upscale, seed: 1, prompt: x';

  test('a path begins with a dot; everything else is a target', async () => {
    const targets = await targetsOf(`
      version: 1
      assets:
        big: { ${upscale}, image: fox }
        scan: { ${upscale}, image: ./a/../b/fox.png }
        fox: { seed: 1, prompt: a fox }
    `);
    expect(targets.get('big')?.inputs.get('image')).toMatchObject({ kind: 'target', id: 'fox' });
    expect(targets.get('scan')?.inputs.get('image')).toMatchObject({ kind: 'file', path: 'b/fox.png' });
  });

  test('a path is relative to the file that mentions it', async () => {
    const target = await targetOf(
      {
        'imagebuild.yaml': 'version: 1\ninclude: art/a.yaml\n',
        'art/a.yaml': `assets:\n  scan: { ${upscale}, image: ../photos/fox.png }\n`,
      },
      'scan',
    );
    expect(target.inputs.get('image')).toMatchObject({ path: 'photos/fox.png' });
  });

  test('placeholders in a reference stand for names', async () => {
    const targets = await targetsOf(`
      version: 1
      assets:
        fox: { seed: 1, prompt: a fox, matrix: { theme: { light: soft daylight, dark: deep night } } }
        big: { ${upscale}, image: "fox@{theme}", matrix: { theme: { light: soft daylight, dark: deep night } } }
    `);
    expect(dependenciesOf(targets.get('big@dark') as never)).toEqual(['fox@dark']);
  });

  test('inputs come before what is made from them, also along a chain of thousands', async () => {
    const count = 20_000;
    const assets = Array.from({ length: count }, (_, index) =>
      index === count - 1
        ? `  a${index}: { seed: 1, prompt: x }`
        : `  a${index}: { ${upscale}, image: a${index + 1} }`,
    );
    const order = await ids(`version: 1\nassets:\n${assets.join('\n')}\n`);
    expect(order.length).toBe(count);
    expect([order[0], order.at(-1)]).toEqual([`a${count - 1}`, 'a0']);
  });

  test('two targets may be made from the same one', async () => {
    const result = await expandMemory(`
      version: 1
      assets:
        a: { ${upscale}, image: fox }
        b: { ${upscale}, image: fox }
        c: { provider: paint, operation: inpaint, seed: 1, prompt: x, image: a, mask: b }
        fox: { seed: 1, prompt: a fox }
    `);
    expect(result.ok && [...result.value.targets.keys()]).toEqual(['fox', 'a', 'b', 'c']);
  });
});

describe('the recipe', () => {
  test('has everything that decides the pixels and nothing else', async () => {
    const target = await targetOf(
      asset(
        'provider: art, model: core, negative_prompt: blur, params: { cfg_scale: 3 }, alt: a, title: t, tags: [x], outputs: { width: 9 }, protect: true',
        'providers: { art: { type: paint } }',
      ),
      'fox',
    );
    expect(JSON.parse(JSON.stringify(recipeOf(target, {})))).toEqual({
      provider: 'paint',
      operation: 'generate',
      model: 'core',
      prompt: 'a fox',
      negative_prompt: 'blur',
      seed: 1,
      params: { cfg_scale: 3 },
      inputs: {},
    });
  });

  test('of an operation without prompt and seed has neither', async () => {
    const target = await targetOf(
      asset('provider: paint, operation: remove-background, image: ./x.png'),
      'fox',
    );
    expect(recipeOf(target, {})).toMatchObject({
      prompt: undefined,
      seed: undefined,
      negative_prompt: undefined,
    });
  });
});
