import { describe, expect, test } from 'vitest';
import type { MasterRecord } from '../../src/core/picture.ts';
import { brief } from '../support/memory-project.ts';
import { line, masterOf, planAfter, plannerAfter, type World } from './situation.ts';

const asset = (lines = '', rest = '') =>
  `version: 1\ndefaults: { provider: paint }\n${rest}assets:\n  fox: { seed: 1, prompt: a fox, outputs: { widths: [100] }${lines && `, ${lines}`} }\n`;
const FOX = asset();
const FILE = 'public/images/fox-100.webp';

const lines = async (before: string | undefined, now: string, world?: World) =>
  (await planAfter(before, now, world)).targets.map(line);

describe('a target alone', () => {
  const fill = (text: string, ...more: string[]) => FOX.replace('prompt: a fox', text) + more.join('');
  const cases: readonly [string, string | undefined, string, World, string][] = [
    ['new', undefined, FOX, {}, 'generate fox: new [3]'],
    ['as it was', FOX, FOX, {}, 'reuse fox: unchanged (lock stays)'],
    [
      'with another prompt',
      FOX,
      fill('prompt: a vixen'),
      {},
      'generate fox: recipe-changed prompt "a fox" → "a vixen" [3]',
    ],
    [
      'with a negative prompt',
      FOX,
      asset('negative_prompt: blur'),
      {},
      'generate fox: recipe-changed negative_prompt - → "blur" [3]',
    ],
    [
      'with another seed',
      FOX,
      FOX.replace('seed: 1', 'seed: 2'),
      {},
      'generate fox: recipe-changed seed 1 → 2 [3]',
    ],
    [
      'with a random seed',
      FOX,
      FOX.replace('seed: 1', 'seed: random'),
      {},
      'generate fox: recipe-changed seed 1 → "random" [3]',
    ],
    [
      'with a random seed that was drawn',
      FOX.replace('seed: 1', 'seed: random'),
      FOX.replace('seed: 1', 'seed: -1'),
      {},
      'reuse fox: unchanged (lock stays)',
    ],
    [
      'with another model',
      FOX,
      asset('model: draft'),
      {},
      'generate fox: recipe-changed model "core" → "draft" [1]',
    ],
    [
      'with another provider',
      FOX,
      asset('provider: procedural'),
      {},
      'generate fox: recipe-changed provider "paint" → "procedural", recipe-changed model "core" → - [0]',
    ],
    [
      'with a new parameter',
      FOX,
      asset('params: { cfg_scale: 3 }'),
      {},
      'generate fox: recipe-changed params.cfg_scale - → 3 [3]',
    ],
    [
      'with another parameter',
      asset('params: { cfg_scale: 2 }'),
      asset('params: { cfg_scale: 3 }'),
      {},
      'generate fox: recipe-changed params.cfg_scale 2 → 3 [3]',
    ],
    [
      'with another parameter beside one that stays',
      asset('params: { cfg_scale: 2, style_preset: anime }'),
      asset('params: { cfg_scale: 3, style_preset: anime }'),
      {},
      'generate fox: recipe-changed params.cfg_scale 2 → 3 [3]',
    ],
    [
      'without a parameter',
      asset('params: { cfg_scale: 2 }'),
      FOX,
      {},
      'generate fox: recipe-changed params.cfg_scale 2 → - [3]',
    ],
    [
      'with the model that was the default',
      FOX,
      asset('model: core'),
      {},
      'reuse fox: unchanged (lock stays)',
    ],
    ['with another alt', FOX, asset('alt: x, title: y, tags: [z]'), {}, 'reuse fox: unchanged (lock stays)'],
    ['with another width', FOX, FOX.replace('[100]', '[200]'), {}, 'render fox: rendition-changed inline-1'],
    [
      'with another format',
      FOX,
      FOX.replace('[100]', '[100], formats: [avif]'),
      {},
      'render fox: rendition-changed inline-1',
    ],
    [
      'with another quality',
      FOX,
      FOX.replace('[100]', '[100], quality: 50'),
      {},
      'render fox: rendition-changed inline-1',
    ],
    [
      'with one output less',
      FOX.replace('outputs: { widths: [100] }', 'outputs: [{ widths: [100] }, { widths: [200] }]'),
      FOX,
      {},
      'render fox: rendition-changed inline-2',
    ],
    [
      'with two outputs as they were',
      asset().replace('{ widths: [100] }', '[{ widths: [100] }, { widths: [200] }]'),
      asset().replace('{ widths: [100] }', '[{ widths: [100] }, { widths: [200] }]'),
      {},
      'reuse fox: unchanged (lock stays)',
    ],
    [
      'with one output more',
      FOX,
      FOX.replace('{ widths: [100] }', '[{ widths: [100] }, { widths: [200] }]'),
      {},
      'render fox: rendition-changed inline-2',
    ],
    [
      'with one width less',
      FOX.replace('[100]', '[100, 200]'),
      FOX,
      {},
      'render fox: rendition-changed inline-1',
    ],
    [
      'with another name for its file',
      FOX,
      FOX.replace('[100]', '[100], file_name: "[id].[ext]"'),
      {},
      'render fox: rendition-changed inline-1',
    ],
    [
      'with another name for one of its files',
      FOX.replace('widths: [100]', 'sizes: { card: { width: 100 }, hero: { width: 200 } }'),
      FOX.replace('widths: [100]', 'sizes: { card: { width: 100 }, big: { width: 200 } }'),
      {},
      'render fox: rendition-changed inline-1',
    ],
    [
      'with another picture laid over it',
      FOX.replace('[100]', '[100], overlay: { image: ./logo.png }'),
      FOX.replace('[100]', '[100], overlay: { image: ./logo.png }'),
      { inputsBefore: { 'logo.png': 'the old logo' } },
      'render fox: rendition-changed inline-1',
    ],
    [
      'with another focal point',
      FOX,
      asset('focal_point: { x: 0, y: 0 }'),
      {},
      'render fox: rendition-changed inline-1',
    ],
    [
      'with a file missing',
      FOX,
      FOX,
      { files: { [FILE]: 'missing' } },
      `render fox: output-missing ${FILE} (lock stays)`,
    ],
    [
      'with a file modified',
      FOX,
      FOX,
      { files: { [FILE]: 'modified' } },
      `render fox: output-modified ${FILE} (lock stays)`,
    ],
    [
      'with a file nobody knows',
      FOX,
      FOX,
      { files: { [FILE]: 'unverified' } },
      `render fox: output-modified ${FILE} - → "unverified" (lock stays)`,
    ],
    [
      'with one output changed and a file of another missing',
      FOX.replace('{ widths: [100] }', '[{ widths: [100] }, { widths: [200] }]'),
      FOX.replace('{ widths: [100] }', '[{ widths: [100] }, { widths: [300] }]'),
      { files: { [FILE]: 'missing', 'public/images/fox-300.webp': 'missing' } },
      `render fox: rendition-changed inline-2, output-missing ${FILE}`,
    ],
    [
      'whose key the store knows, but without the bytes',
      undefined,
      FOX,
      { kept: { fox: {} }, lost: ['kept fox'] },
      'generate fox: new [3]',
    ],
    ['whose picture is ordered already', undefined, FOX, { ordered: ['fox'] }, 'generate fox: new [0]'],
    ['whose key the store knows', undefined, FOX, { kept: { fox: {} } }, 'restore fox: new'],
    [
      'that changed to what the store knows',
      FOX,
      fill('prompt: a vixen'),
      { kept: { fox: {} } },
      'restore fox: recipe-changed prompt "a fox" → "a vixen"',
    ],
    ['forced', FOX, FOX, { forced: ['fox'] }, 'generate fox: forced [3]'],
    [
      'forced though the store knows its key',
      FOX,
      FOX,
      { forced: ['fox'], kept: { fox: {} } },
      'generate fox: forced [3]',
    ],
    [
      'without its master, files intact, paid',
      FOX,
      FOX,
      { lost: ['fox'] },
      'reuse fox: unchanged (lock stays)',
    ],
    [
      'without its master and a file, paid',
      FOX,
      FOX,
      { lost: ['fox'], files: { [FILE]: 'missing' } },
      `generate fox: master-missing, output-missing ${FILE} [3] (lock stays)`,
    ],
    [
      'without its master and one of two files, paid',
      FOX.replace('[100]', '[100, 200]'),
      FOX.replace('[100]', '[100, 200]'),
      { lost: ['fox'], files: { [FILE]: 'missing' } },
      `generate fox: master-missing, output-missing ${FILE} [3] (lock stays)`,
    ],
    [
      'without its master and a file that is cached',
      FOX,
      FOX,
      { lost: ['fox'], files: { [FILE]: 'missing' }, cached: true },
      `render fox: output-missing ${FILE} (lock stays)`,
    ],
    [
      'without its master and with a new width',
      FOX,
      FOX.replace('[100]', '[200]'),
      { lost: ['fox'], files: { 'public/images/fox-200.webp': 'missing' } },
      'generate fox: master-missing, rendition-changed inline-1 [3]',
    ],
    [
      'with a damaged master, files intact, paid',
      FOX,
      FOX,
      { damaged: ['fox'] },
      'reuse fox: unchanged (lock stays)',
    ],
    [
      'with a damaged master and without a file, paid',
      FOX,
      FOX,
      { damaged: ['fox'], files: { [FILE]: 'missing' } },
      `restore fox: master-damaged a master, output-missing ${FILE} (lock stays)`,
    ],
    [
      'with a damaged master and without a file, forced',
      FOX,
      FOX,
      { damaged: ['fox'], forced: ['fox'] },
      'generate fox: forced [3]',
    ],
    [
      'with a damaged master, free',
      asset('provider: procedural'),
      asset('provider: procedural'),
      { damaged: ['fox'] },
      'generate fox: master-damaged a master [0] (lock stays)',
    ],
    [
      'whose key stands for a damaged master',
      FOX,
      fill('prompt: a vixen'),
      { kept: { fox: {} }, damaged: ['kept fox'] },
      'restore fox: recipe-changed prompt "a fox" → "a vixen", master-damaged a master',
    ],
    [
      'of whose key the record is damaged',
      undefined,
      FOX,
      { spoilt: ['fox'] },
      'restore fox: new, record-damaged a record',
    ],
    [
      'of whose key the record is damaged, free',
      undefined,
      asset('provider: procedural'),
      { spoilt: ['fox'] },
      'generate fox: new [0]',
    ],
    [
      'without its master, free',
      asset('provider: procedural'),
      asset('provider: procedural'),
      { lost: ['fox'] },
      'generate fox: master-missing [0] (lock stays)',
    ],
  ];

  test.each(cases)('%s', async (_, before, now, world, expected) => {
    expect(await lines(before, now, world)).toEqual([expected]);
  });

  test('a master that is missing while its files are intact is worth a warning, not a purchase', async () => {
    const { warnings, cost } = await planAfter(FOX, FOX, { lost: ['fox'] });
    expect(warnings.map(brief)).toEqual([
      'nowhere master-missing: the master of fox is not in the store (its files are intact, so nothing is bought; restore .imagebuild/masters from where it is kept)',
    ]);
    expect(cost).toMatchObject({ credits: 0, paidImages: 0 });
  });

  test('masters that are missing are told one by one', async () => {
    const two = `${FOX}  owl: { seed: 1, prompt: an owl }\n`;
    const { warnings } = await planAfter(two, two, { lost: ['fox', 'owl'] });
    expect(warnings.map(({ message }) => message)).toEqual([
      'the master of fox is not in the store',
      'the master of owl is not in the store',
    ]);
  });

  test('files of a picture that is still to be made are missing, and nobody looks for them', async () => {
    const { targets } = await planAfter(undefined, FOX, { files: { [FILE]: 'fresh' } });
    expect(targets[0]?.outputs).toEqual([
      { name: 'inline-1', files: [{ path: FILE, spec: expect.anything(), state: 'missing' }] },
    ]);
  });

  test.each([
    ['a drawing is passed on as one file, beside its pixels', 'svg', ['fox-9.svg', 'fox-8.png', 'fox-9.png']],
    ['a photograph is not turned into a drawing', 'png', ['fox-8.png', 'fox-9.png']],
  ])('%s', async (_, format, names) => {
    const drawn = FOX.replace('[100]', '[8, 9], formats: [svg, png]');
    const master = { ...masterOf('fox'), format } as MasterRecord;
    const { targets } = await planAfter(undefined, drawn, { kept: { fox: { master } } });
    const files = targets.flatMap(({ outputs }) => outputs.flatMap(({ files }) => files));
    expect(files.map(({ path }) => path.replace('public/images/', ''))).toEqual(names);
  });

  test.each([
    ['a file is gone from its list', (files: readonly string[]) => files.slice(0, -1)],
    ['its list is empty', () => []],
    ['a file is named twice', (files: readonly string[]) => [...files, ...files.slice(-1)]],
    ['its files are in another order', (files: readonly string[]) => files.toReversed()],
  ])('a lock that was merged by hand is mended without a purchase: %s', async (_, merged) => {
    const project = FOX.replace('[100]', '[100, 200]');
    const edit: World['edit'] = (lock) => {
      const entry = lock.get('fox');
      const output = entry?.outputs['inline-1'];
      if (!entry || !output) throw new Error('the earlier build left no fox');
      lock.set('fox', { ...entry, outputs: { 'inline-1': { ...output, files: merged(output.files) } } });
    };
    expect(await lines(project, project, { edit })).toEqual(['render fox: rendition-changed inline-1']);
  });

  test('a picture put there by hand is not replaced by a free provider', async () => {
    const free = asset('provider: procedural');
    const world: World = {
      lost: ['fox'],
      edit: (lock) => {
        const entry = lock.get('fox');
        if (entry) lock.set('fox', { ...entry, source: 'manual' });
      },
    };
    expect(await lines(free, free, world)).toEqual(['reuse fox: unchanged (lock stays)']);
  });

  test('masters of several assets that cannot supply a width are told of together, by what they can supply', async () => {
    const { warnings } = await planAfter(
      undefined,
      `
        version: 1
        defaults: { provider: paint, seed: 1, outputs: hero }
        outputs: { hero: { widths: [4000] } }
        assets:
          fox: { prompt: a fox }
          owl: { prompt: an owl }
          elk: { prompt: an elk }
          bee: { prompt: a bee, params: { aspect_ratio: "16:9" } }
      `,
    );
    expect(warnings.map(({ message }) => message)).toEqual([
      'hero asks for 4000 px, but the masters of fox and 2 more can supply 1024',
      'hero asks for 4000 px, but the master of bee can supply 1344',
    ]);
  });

  test('a preset takes what the master has, and only widths of the author are warned about', async () => {
    const messages = async (output: string) => {
      const { warnings } = await planAfter(
        undefined,
        asset('matrix: { t: [a] }').replace('{ widths: [100] }', output),
      );
      return warnings.filter(({ code }) => code === 'width-unavailable').map(({ message }) => message);
    };
    expect(await messages('{ preset: hero, formats: [webp] }')).toEqual([]);
    expect(await messages('{ preset: hero, aspect: "1:1", formats: [webp] }')).toEqual([]);
    expect(await messages('{ preset: hero, formats: [webp], widths: [640, 4000] }')).toHaveLength(1);
    expect(
      await messages(
        '{ preset: hero, formats: [webp], media: { "(max-width: 600px)": { widths: [3000] } } }',
      ),
    ).toHaveLength(1);
  });

  test('a width that the master cannot supply is warned about once', async () => {
    const { warnings } = await planAfter(
      undefined,
      asset('matrix: { t: [a, b] }').replace('[100]', '[100, 4000]'),
    );
    expect(warnings.map(brief)).toEqual([
      'nowhere width-unavailable: inline-1 asks for 4000 px, but the master of fox can supply 1024 (that file is made as wide as the master allows; `upscale: lanczos` enlarges)',
    ]);
  });
});

describe('renaming', () => {
  test('is free: the picture is found by its key', async () => {
    const { targets, removals, cost } = await planAfter(FOX, FOX.replace('fox:', 'vixen:'));
    expect(targets.map(line)).toEqual(['restore vixen: new']);
    expect(targets[0]?.source?.master).toEqual(masterOf('fox'));
    expect(removals).toEqual([{ id: 'fox', files: [FILE] }]);
    expect(cost.credits).toBe(0);
  });

  test('is free for a second target with the same recipe', async () => {
    const twins = `${FOX}  vixen: { seed: 1, prompt: a fox }\n`;
    expect(await lines(FOX, twins)).toEqual(['reuse fox: unchanged (lock stays)', 'restore vixen: new']);
  });

  test('is not free when the master is lost', async () => {
    expect(await lines(FOX, FOX.replace('fox:', 'vixen:'), { lost: ['fox'] })).toEqual([
      'generate vixen: new [3]',
    ]);
  });
});

describe('what is no longer declared', () => {
  const two = `${FOX}  owl: { seed: 2, prompt: an owl, outputs: { widths: [100] } }\n`;

  test('is removed with its files', async () => {
    expect((await planAfter(two, FOX)).removals).toEqual([
      { id: 'owl', files: ['public/images/owl-100.webp'] },
    ]);
  });

  test('is left alone when only some targets are looked at', async () => {
    const plan = await planAfter(`${two}  elk: { seed: 3, prompt: an elk }\n`, two, { selected: ['fox'] });
    expect([plan.removals, plan.targets.map(line)]).toEqual([[], ['reuse fox: unchanged (lock stays)']]);
  });

  test('keeps a file that another target now writes', async () => {
    const now = FOX.replace('widths: [100]', 'widths: [100], file_name: owl-100.webp');
    expect((await planAfter(two, now)).removals).toEqual([{ id: 'owl', files: [] }]);
  });
});

describe('pictures made from pictures', () => {
  const chain = (prompt: string) => `
    version: 1
    defaults: { provider: paint, seed: 1, outputs: { widths: [100] } }
    assets:
      fox: { prompt: ${prompt} }
      big: { prompt: big, operation: upscale, image: fox }
      cut: { operation: remove-background, image: big }
  `;

  test('are new one after another', async () => {
    expect(await lines(undefined, chain('a fox'))).toEqual([
      'generate fox: new [3]',
      'generate big: new [40]',
      'generate cut: new [5]',
    ]);
  });

  test('wait for an input that is made again, and perhaps need nothing', async () => {
    const plan = await planAfter(chain('a fox'), chain('a vixen'));
    expect(plan.targets.map(line)).toEqual([
      'generate fox: recipe-changed prompt "a fox" → "a vixen" [3]',
      'generate big: input-changed image digest → - [40 perhaps]',
      'generate cut: input-changed image digest → - [5 perhaps]',
    ]);
    expect(plan.cost).toMatchObject({ credits: 48, conditionalCredits: 45, paidImages: 3 });
  });

  test('tell what they wait for, which are pictures and not files', async () => {
    const project = (prompt: string) =>
      `version: 1\ndefaults: { provider: paint, seed: 1 }\nassets:\n  fox: { prompt: ${prompt} }\n  den: { prompt: a den, operation: inpaint, image: fox, mask: ./mask.png }\n`;
    const awaited = async (world: World) =>
      (await planAfter(project('a fox'), project('a vixen'), world)).targets.map(({ awaits }) => awaits);
    expect(await awaited({})).toEqual([undefined, ['fox']]);
    expect(await awaited({ absent: ['mask.png'] })).toEqual([undefined, ['fox']]);
  });

  test('stay as they are when a lost picture that they were made from is bought again', async () => {
    const world: World = { lost: ['fox'], files: { [FILE]: 'missing' } };
    expect(await lines(chain('a fox'), chain('a fox'), world)).toEqual([
      `generate fox: master-missing, output-missing ${FILE} [3] (lock stays)`,
      'reuse big: unchanged (lock stays)',
      'reuse cut: unchanged (lock stays)',
    ]);
  });

  test('stay as they are also when the lost picture is bought under another name', async () => {
    const twins = chain('a fox')
      .replace('image: fox', 'image: vixen')
      .replace('big:', 'vixen: { prompt: a fox }\n      big:');
    const other = 'public/images/vixen-100.webp';
    const world: World = { lost: ['fox', 'vixen'], files: { [FILE]: 'missing', [other]: 'missing' } };
    expect(await lines(twins, twins, world)).toEqual([
      `generate fox: master-missing, output-missing ${FILE} [3] (lock stays)`,
      `restore vixen: master-missing, output-missing ${other} (lock stays)`,
      'reuse big: unchanged (lock stays)',
      'reuse cut: unchanged (lock stays)',
    ]);
  });

  test('of which one input changed are made again for that one', async () => {
    const den =
      'version: 1\nassets:\n  den: { provider: paint, seed: 1, prompt: a den, operation: inpaint, image: ./a.png, mask: ./mask.png }\n';
    expect(await lines(den, den, { inputsBefore: { 'mask.png': 'the old mask' } })).toEqual([
      'generate den: input-changed mask digest → digest [5]',
    ]);
  });

  test('are reused when the input comes out as it was', async () => {
    const { planner, graph } = await plannerAfter(chain('a fox'), chain('a vixen'));
    for (const target of graph.targets.values()) planner.plan(target);
    planner.settle('fox', masterOf('fox'));
    const big = graph.targets.get('big');
    expect(big && line(planner.plan(big))).toBe('reuse big: unchanged (lock stays)');
  });

  test('are made again when it does not', async () => {
    const { planner, graph } = await plannerAfter(chain('a fox'), chain('a vixen'));
    for (const target of graph.targets.values()) planner.plan(target);
    planner.settle('fox', masterOf('another fox'));
    const big = graph.targets.get('big');
    expect(big && line(planner.plan(big))).toBe('generate big: input-changed image digest → digest [40]');
  });

  test('a file that changed is an input that changed', async () => {
    const scan =
      'version: 1\nassets:\n  scan: { provider: paint, seed: 1, prompt: x, operation: upscale, image: ./a.png }\n';
    const { planner, graph } = await plannerAfter(scan, scan, { inputs: { 'a.png': 'old' } });
    const target = graph.targets.get('scan');
    expect(target && planner.plan(target).action).toBe('reuse');
    const plan = await planAfter(scan, scan, {
      edit: (lock) => {
        const entry = lock.get('scan');
        const inputs = { image: masterOf('old').digest };
        if (entry)
          lock.set('scan', {
            ...entry,
            key: masterOf('k').digest as never,
            recipe: { ...entry.recipe, inputs },
          });
      },
    });
    expect(plan.targets.map(line)).toEqual(['generate scan: input-changed image digest → digest [40]']);
  });

  test('forcing an input does not force what is made from it', async () => {
    expect(await lines(chain('a fox'), chain('a fox'), { forced: ['fox'] })).toEqual([
      'generate fox: forced [3]',
      'generate big: input-changed image digest → - [40 perhaps]',
      'generate cut: input-changed image digest → - [5 perhaps]',
    ]);
  });
});

describe('money', () => {
  test('identical keys are bought once', async () => {
    const twins = `${FOX}  vixen: { seed: 1, prompt: a fox }\n`;
    const plan = await planAfter(undefined, twins);
    expect(plan.targets.map(line)).toEqual(['generate fox: new [3]', 'restore vixen: new']);
    expect(plan.targets.map(({ estimatedCredits }) => estimatedCredits)).toEqual([3, 0]);
    expect(plan.cost).toMatchObject({ credits: 3, paidImages: 1 });
  });

  test.each([
    ['restored', undefined, { kept: { fox: {} } }],
    ['rendered', FOX, { files: { [FILE]: 'missing' } }],
    ['reused', FOX, {}],
  ] as const)('nothing is perhaps paid for what is %s', async (_, before, world) => {
    const { targets } = await planAfter(before, FOX, world);
    expect(targets).toMatchObject([{ estimatedCredits: 0, conditional: false }]);
  });

  test('an unknown price is not zero', async () => {
    const { cost, targets } = await planAfter(undefined, asset('model: secret-price'));
    expect(targets.map(line)).toEqual(['generate fox: new [?]']);
    expect(cost.unpriced.map(({ id }) => id)).toEqual(['fox']);
    expect(cost.credits).toBe(0);
  });

  test('a price of the manifest fills the gap, and goes before ours', async () => {
    const prices = 'providers: { paint: { type: paint, prices: { secret-price: 7.5, core: 2 } } }\n';
    const plan = await planAfter(
      undefined,
      `${asset('model: secret-price', prices)}  owl: { seed: 1, prompt: owl }\n`,
    );
    expect(plan.targets.map(({ estimatedCredits }) => estimatedCredits)).toEqual([7.5, 2]);
    expect(plan.cost).toMatchObject({ credits: 9.5, unpriced: [] });
  });

  test('tenths add up to tenths', async () => {
    const prices = 'providers: { paint: { type: paint, prices: { core: 0.1 } } }\n';
    const plan = await planAfter(undefined, asset('matrix: { t: [a, b, c] }', prices));
    expect(plan.cost.credits).toBe(0.3);
  });

  test('free pictures cost nothing and are not counted', async () => {
    const { cost } = await planAfter(undefined, asset('provider: procedural'));
    expect(cost).toEqual({ credits: 0, conditionalCredits: 0, paidImages: 0, unpriced: [] });
  });
});

describe('a file that Windows could not check out', () => {
  const found = async (...assets: string[]) =>
    (
      await planAfter(undefined, `version: 1\nassets:\n${assets.map((line) => `  ${line}\n`).join('')}`)
    ).problems.map(brief);
  const named = (id: string, name: string) =>
    `${id}: { seed: 1, prompt: a ${id}, outputs: { widths: [8, 9], file_name: "${name}" } }`;
  const hint = '(rename it, or give another file_name, as in "picture-[id]-[width].[ext]")';

  test('is refused with its reason, once for an asset, where the asset is declared', async () => {
    expect(await found(named('fox', '[id].[width]/aux.[ext]'), named('owl', '[id]:[width].[ext]'))).toEqual([
      `3:3 output-unwritable: public/images/fox.8/aux.webp cannot be written on every system: "aux" is a device on Windows ${hint}`,
      `4:3 output-unwritable: public/images/owl:8.webp cannot be written on every system: ":" may not stand in a name on Windows ${hint}`,
    ]);
  });

  test('is told from one whose name only resembles it', async () => {
    expect(await found(named('fox', 'auxiliary-[width].[ext]'))).toEqual([]);
  });
});

describe('two renditions under one name', () => {
  const named = (first: string, second: string) =>
    `version: 1\nassets:\n  fox: { seed: 1, prompt: a fox, outputs: { width: 9, file_name: "${first}" } }\n  owl: { seed: 1, prompt: an owl, outputs: { width: 9, file_name: "${second}" } }\n`;
  const problems = async (project: string) => (await planAfter(undefined, project)).problems.map(brief);
  const hint = '(tell them apart in file_name, as in "[id]-[output]-[width].[ext]")';

  test.each([
    ['the same', 'a.[ext]', 'a.[ext]', 'a.webp'],
    ['the same but for case', 'A.[ext]', 'a.[ext]', 'a.webp'],
    ['the same but for Unicode', 'caf\u00e9.[ext]', 'cafe\u0301.[ext]', 'cafe\u0301.webp'],
  ])('are refused when the names are %s', async (_, first, second, path) => {
    expect(await problems(named(first, second))).toEqual([
      `4:3 output-collision: fox (inline-1) and owl (inline-1) both write public/images/${path} ${hint}`,
    ]);
  });

  test.each([
    ['a sheet', 'outputs: { all: { sprite: true, width: 8 } }', 'all, ', 'all.png', 'the sheet of all'],
    ['a site manifest', 'site: { manifest: public/images/a.json }', '', 'a.json', 'the site manifest'],
  ])('are refused when the other is %s', async (_, more, first, name, owner) => {
    const outputs = `[${first}{ width: 9, file_name: ${name} }]`;
    const found = await problems(
      `version: 1\n${more}\nassets: { fox: { seed: 1, prompt: a fox, outputs: ${outputs} } }\n`,
    );
    expect(found.join()).toMatch(
      new RegExp(`output-collision: ${owner} and fox \\(inline-\\d\\) both write public/images/${name} `),
    );
  });

  test('are fine when the names differ', async () => {
    expect(await problems(named('[id].[ext]', '[asset]-[width]x[height].[format]'))).toEqual([]);
  });

  test('may be one file when both outputs want the same', async () => {
    expect(
      await problems(
        'version: 1\nassets:\n  fox: { seed: 1, prompt: x, outputs: [{ width: 9 }, { widths: [9, 18] }] }\n',
      ),
    ).toEqual([]);
  });

  test.each([
    ['{ sizes: { card: { widths: [8, 9] } } }', ['fox-card-8.webp', 'fox-card-9.webp']],
    ['{ sizes: { card: { width: 8, densities: [1, 2] } } }', ['fox-card-8.webp', 'fox-card-16.webp']],
    ['{ sizes: { card: { width: 8 } } }', ['fox-card.webp']],
  ])('are not made by a named size with several files: %s', async (output, names) => {
    const project = `version: 1\nassets: { fox: { seed: 1, prompt: x, outputs: ${output} } }\n`;
    const { targets, problems } = await planAfter(undefined, project);
    expect(problems).toEqual([]);
    const paths = targets.flatMap(({ outputs }) => outputs.flatMap(({ files }) => files));
    expect(paths.map(({ path }) => path)).toEqual(names.map((name) => `public/images/${name}`));
  });

  test('are waited for while a hash may still tell them apart', async () => {
    expect(await problems(named('[hash].[ext]', '[hash].[ext]'))).toEqual([]);
  });

  test('are told once for each output of an asset, by the first two that meet', async () => {
    const meeting = (id: string) =>
      `  ${id}: { seed: 1, prompt: "{t}", matrix: { t: [a, b, c] }, outputs: { width: 9, file_name: "${id}.[ext]" } }\n`;
    const found = await problems(`version: 1\nassets:\n${meeting('fox')}${meeting('owl')}`);
    expect(found).toEqual([
      expect.stringContaining('fox@a (inline-1) and fox@b (inline-1) both write public/images/fox.webp'),
      expect.stringContaining('owl@a (inline-1) and owl@b (inline-1) both write public/images/owl.webp'),
    ]);
  });

  test('of one output are told as such', async () => {
    const output = '{ widths: [8, 9], file_name: "[id].[ext]" }';
    expect(
      await problems(`version: 1\nassets: { fox: { seed: 1, prompt: x, outputs: ${output} } }\n`),
    ).toEqual([
      expect.stringContaining('two different files of fox (inline-1) are both called public/images/fox.webp'),
    ]);
  });

  test('are refused when two outputs want the same picture under names that are one file on many disks', async () => {
    const outputs = '[{ width: 9, file_name: "A.[ext]" }, { width: 9, file_name: "a.[ext]" }]';
    expect(
      await problems(`version: 1\nassets:\n  fox: { seed: 1, prompt: x, outputs: ${outputs} }\n`),
    ).toEqual([
      `3:3 output-collision: fox (inline-1) and fox (inline-2) both write public/images/a.webp ${hint}`,
    ]);
  });

  test('are refused when two outputs of a target differ', async () => {
    expect(
      await problems(
        'version: 1\nassets:\n  fox: { seed: 1, prompt: x, outputs: [{ width: 9 }, { width: 9, quality: 1 }] }\n',
      ),
    ).toEqual([
      `3:3 output-collision: fox (inline-1) and fox (inline-2) both write public/images/fox-9.webp ${hint}`,
    ]);
  });
});
