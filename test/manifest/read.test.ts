// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the manifest has placeholders of that shape
import { describe, expect, test } from 'vitest';
import { assembleCatalog } from '../../src/build/catalog.ts';
import { readManifest, type SeenDocuments } from '../../src/manifest/index.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { brief, manifestOf, readMemory, targetOf, warningsOf } from '../support/memory-project.ts';
import { EXAMPLE, PRODUCTS } from './example.ts';

const { catalog } = assembleCatalog();

describe('the example of the product page', () => {
  const project = { 'imagebuild.yaml': EXAMPLE, 'products.csv': PRODUCTS };

  test('is read without a problem', async () => {
    const manifest = await manifestOf(project, { catalog });
    expect(manifest.assets.map(({ name }) => name)).toEqual(['fox', 'fox-print', 'product']);
    expect(manifest.budget).toEqual({ run: 60, day: 200, month: 1500 });
    expect(manifest.site).toEqual({
      outDir: 'public/art',
      manifests: ['public/art/images.json', 'src/art.gen.ts'],
      basePath: '/art/',
    });
    expect(manifest.files).toEqual(['imagebuild.yaml', 'products.csv']);
  });

  test('has every shorthand spelled out', async () => {
    const { outputs, assets, defaults, profiles, styles, providers } = await manifestOf(project, { catalog });
    expect(outputs.get('hero')).toMatchObject({
      placeholders: ['thumbhash'],
      keep: 'all',
      sprite: false,
      renditions: [
        {
          widths: [480, 960, 1600],
          formats: ['avif', 'webp', 'jpeg'],
          aspect: 16 / 9,
          fit: 'cover',
          position: 'attention',
          effort: 'balanced',
          color: 'srgb',
          enlarge: false,
          flatten: false,
          publishPrompt: false,
          steps: [],
        },
      ],
    });
    expect(outputs.get('og')?.renditions).toMatchObject([{ width: 1200, height: 630, maxBytes: 120_000 }]);
    expect(defaults.settings.style).toEqual(['brand']);
    expect(profiles.get('draft')?.settings).toEqual({ model: 'sd3.5-flash' });
    expect(styles.get('brand')).toBe('flat vector style, bold outlines, teal and coral palette');
    expect(providers.get('stability')).toMatchObject({
      type: 'stability',
      timeout: 180_000,
      poll: 10_000,
      limits: { requests: 150, per: 10_000, concurrency: 20 },
    });
    const [fox, print, product] = assets;
    expect(fox?.scenes.map(({ name, layer }) => [name, layer.settings.prompt])).toEqual([
      ['running', 'running through a forest'],
      ['reading', 'reading under a tree'],
    ]);
    expect(fox?.axes[0]?.values.map(({ name }) => name)).toEqual(['light', 'dark']);
    expect(fox?.layer.settings.outputs?.map(({ name }) => name)).toEqual(['hero', 'og']);
    expect(print?.layer.settings.inputs).toEqual({ image: 'fox/running@light' });
    expect(product?.rows?.map(({ key }) => key)).toEqual(['sku-1', 'sku-2']);
  });

  test('warns that nothing matches its include yet', async () => {
    const read = await readMemory(project, { catalog });
    expect(read.ok && read.warnings.map(brief)).toEqual([
      '3:11 include-empty: no file matches "art/**/*.imagebuild.yaml"',
    ]);
  });
});

describe('a process that reads again', () => {
  test('parses a text once, and one that has changed anew', async () => {
    const seen: SeenDocuments = new Map();
    const read = (yaml: string) =>
      readManifest({
        folder: '/p',
        environment: () => undefined,
        catalog,
        files: memoryFiles({ '/p/imagebuild.yaml': yaml }),
        seen,
      });
    const parsed = () => seen.get('/p/imagebuild.yaml')?.document;
    const titleOf = async (yaml: string) => {
      const found = await read(yaml);
      return found.ok ? found.value.assets[0]?.layer.settings.alt : found.failure.diagnostics[0]?.code;
    };
    const fox = 'version: 1\nassets: { fox: { prompt: a fox, alt: one } }\n';
    expect(await titleOf(fox)).toBe('one');
    const first = parsed();
    expect(await titleOf(fox)).toBe('one');
    expect(parsed()).toBe(first);
    expect(await titleOf(fox.replace('one', 'two'))).toBe('two');
    expect(await titleOf(fox.replace('one', '"one'))).toBe('yaml-syntax');
    expect(await titleOf(fox.replace('one', '"one'))).toBe('yaml-syntax');
    expect(await titleOf(fox)).toBe('one');
  });
});

describe('a process whose manifest has moved', () => {
  test('reads a file that stays where it was anew, since its place in the project is another', async () => {
    const seen: SeenDocuments = new Map();
    const more = 'assets: { hill: { prompt: { file: ./hill.md } } }\n';
    const tree: Record<string, string> = {
      '/p/imagebuild.yaml': 'version: 1\ninclude: sub/more.yaml\n',
      '/p/sub/more.yaml': more,
      '/p/sub/hill.md': 'a hill',
    };
    const read = () =>
      readManifest({
        folder: '/p/sub',
        environment: () => undefined,
        catalog,
        files: memoryFiles(tree),
        seen,
      });
    expect((await read()).ok).toBe(true);
    tree['/p/sub/imagebuild.yaml'] = 'version: 1\ninclude: more.yaml\n';
    expect((await read()).ok).toBe(true);
  });
});

describe('where the manifest is', () => {
  const read = (tree: Record<string, string>, folder: string, config?: string) =>
    readManifest({ folder, config, environment: () => undefined, catalog, files: memoryFiles(tree) });

  test('is searched upward', async () => {
    const found = await read({ '/repo/imagebuild.yml': 'version: 1\n', '/repo/a/b/c.txt': '' }, '/repo/a/b');
    expect(found.ok && [found.value.root, found.value.file]).toEqual(['/repo', 'imagebuild.yml']);
  });

  test('is not searched above the repository', async () => {
    const tree = { '/imagebuild.yaml': 'version: 1\n', '/repo/.git/HEAD': '', '/repo/a/x.txt': '' };
    const found = await read(tree, '/repo/a');
    expect(!found.ok && found.failure.diagnostics[0]?.code).toBe('manifest-missing');
  });

  test('may be JSON', async () => {
    const found = await read({ '/repo/imagebuild.json': '{ "version": 1, "assets": {} }' }, '/repo');
    expect(found.ok && found.value.file).toBe('imagebuild.json');
  });

  test('is what the user names, whatever else is there', async () => {
    const tree = {
      '/repo/imagebuild.yaml': 'nonsense',
      '/repo/imagebuild.yml': 'x',
      '/repo/art/a.yaml': 'version: 1',
    };
    const found = await read(tree, '/repo', 'art/a.yaml');
    expect(found.ok && [found.value.root, found.value.file]).toEqual(['/repo/art', 'a.yaml']);
  });
});

describe('includes', () => {
  test('bring styles, outputs and assets, each with its own folder', async () => {
    const project = {
      'imagebuild.yaml':
        'version: 1\ninclude: ["art/**/*.imagebuild.yaml"]\nassets:\n  a: { seed: 1, prompt: a }\n',
      'art/deep/b.imagebuild.yaml': `
        styles: { ink: { file: ./ink.md } }
        outputs: { hero: { widths: [100] } }
        assets:
          b: { seed: 1, prompt: { file: ../b.md }, style: ink, outputs: hero }
      `,
      'art/deep/ink.md': 'black ink',
      'art/b.md': 'a bear',
      'art/readme.yaml': 'not: included',
    };
    const manifest = await manifestOf(project);
    expect(manifest.assets.map(({ name }) => name)).toEqual(['a', 'b']);
    expect([...manifest.files].sort()).toEqual([
      'art/b.md',
      'art/deep/b.imagebuild.yaml',
      'art/deep/ink.md',
      'imagebuild.yaml',
    ]);
    expect((await targetOf(project, 'b')).prompt).toBe('a bear, black ink');
  });

  test('are read once, however many patterns match', async () => {
    const files = memoryFiles({
      '/p/imagebuild.yaml': 'version: 1\ninclude: ["art/*.yaml", "art/a.yaml", "*.yaml"]\n',
      '/p/art/a.yaml': 'assets:\n  a: { seed: 1, prompt: a }\n',
    });
    const result = await readManifest({ folder: '/p', environment: () => undefined, catalog, files });
    expect(result.ok).toBe(true);
    expect(files.reads).toEqual(['/p/imagebuild.yaml', '/p/art/a.yaml']);
  });

  test('may use a style of the main file', async () => {
    const project = {
      'imagebuild.yaml': 'version: 1\ninclude: b.yaml\nstyles: { ink: black ink }\n',
      'b.yaml': 'assets:\n  b: { seed: 1, prompt: a bear, style: ink }\n',
    };
    expect((await targetOf(project, 'b')).prompt).toBe('a bear, black ink');
  });
});

describe('texts from files', () => {
  const promptOf = async (content: string | Uint8Array) => {
    const project = {
      'imagebuild.yaml': 'version: 1\nassets:\n  fox: { seed: 1, prompt: { file: ./fox.md } }\n',
      'fox.md': content,
    };
    return (await targetOf(project, 'fox')).prompt;
  };

  test.each([
    ['a trailing newline is no part of the text', 'a fox\n', 'a fox'],
    ['nor are several', 'a fox\n\n\n', 'a fox'],
    ['line ends of Windows are like all others', 'a fox\r\nin snow\r\n', 'a fox\nin snow'],
    ['so are those of old machines', 'a fox\rin snow', 'a fox\nin snow'],
    ['an accent is one character, however it was typed', 'cafe\u0301', 'caf\u00e9'],
    ['a byte order mark is no part of the text', new TextEncoder().encode('\ufeffa fox'), 'a fox'],
  ])('%s', async (_, content, prompt) => {
    expect(await promptOf(content)).toBe(prompt);
  });

  test('work in scenes, styles, axes and negative prompts', async () => {
    const project = {
      'imagebuild.yaml': `
        version: 1
        styles: { ink: { file: ./ink.md } }
        assets:
          fox:
            seed: 1
            prompt: a fox
            style: ink
            negative_prompt: { file: ./not.md }
            scenes: { running: { file: ./running.md } }
            matrix: { theme: { dark: { file: ./dark.md } } }
      `,
      'ink.md': 'black ink\n',
      'not.md': 'blurry\n',
      'running.md': 'running\n',
      'dark.md': 'at night\n',
    };
    const target = await targetOf(project, 'fox/running@dark');
    expect(target.prompt).toBe('a fox, running, at night, black ink');
    expect(target.negativePrompt).toBe('blurry');
  });
});

describe('rows', () => {
  const rowsOf = async (file: string, content: string | Uint8Array, key = 'sku') => {
    const project = {
      'imagebuild.yaml': `version: 1\nassets:\n  p: { seed: 1, prompt: x, each: { file: ./${file}, key: ${key} } }\n`,
      [file]: content,
    };
    const { assets } = await manifestOf(project);
    return assets[0]?.rows?.map(({ key: name, columns }) => [name, Object.fromEntries(columns)]);
  };
  const expected = [
    ['a', { sku: 'a', name: 'Chair, soft' }],
    ['1', { sku: '1', name: 'Table' }],
  ];

  test.each([
    ['products.csv', 'sku,name\na,"Chair, soft"\n1,Table\n'],
    ['windows.csv', '\ufeffsku,name\r\na,"Chair, soft"\r\n1,Table\r\n'],
    ['spaced.csv', 'sku , name\n a , "Chair, soft" \n\n 1 , Table\n'],
    ['products.tsv', 'sku\tname\na\tChair, soft\n1\tTable\n'],
    ['spreadsheet.csv', 'sku,name,,\r\n,,,\r\na,"Chair, soft",,\r\n,,,\r\n1,Table,,\r\n,,,\r\n,,,\r\n'],
    ['blank-first.csv', ',\n,\nsku,name\na,"Chair, soft"\n1,Table\n'],
    ['semicolons.csv', 'sku;name\r\na;Chair, soft\r\n1;Table\r\n'],
    ['semicolons-blank.csv', '\ufeffsku;name;\r\n;;\r\na;Chair, soft;\r\n1;Table;\r\n;;\r\n'],
    ['named.csv', 'sep=;\r\nsku;name\r\na;Chair, soft\r\n1;Table\r\n'],
    ['named-bar.csv', '\ufeffsep=|\nsku|name\na|Chair, soft\n1|Table\n'],
    ['named-comma.csv', 'sep=,\nsku,name\na,"Chair, soft"\n1,Table\n'],
    ['tabs.csv', 'sku\tname\na\tChair, soft\n1\tTable\n'],
    ['commas.tsv', 'sku,name\na,"Chair, soft"\n1,Table\n'],
    ['products.json', '[{ "sku": "a", "name": "Chair, soft" }, { "sku": 1, "name": "Table" }]'],
    ['products.yaml', '- { sku: a, name: "Chair, soft" }\n- sku: 1\n  name: Table\n'],
    ['products.yml', '- { sku: a, name: "Chair, soft" }\n- sku: "1"\n  name: Table\n'],
  ])('from %s', async (file, content) => {
    expect(await rowsOf(file, content)).toEqual(expected);
  });

  test('written in place', async () => {
    const { assets } = await manifestOf(`
      version: 1
      assets:
        p: { seed: 1, prompt: x, each: { key: sku, rows: [{ sku: a, n: 1.5, ok: true, nothing: null }] } }
    `);
    expect(assets[0]?.rows).toEqual([
      {
        key: 'a',
        columns: new Map([
          ['sku', 'a'],
          ['n', '1.5'],
          ['ok', 'true'],
          ['nothing', ''],
        ]),
      },
    ]);
  });

  test.each(['rows: []', 'file: ./none.json', 'file: ./header.csv'])(
    'none at all are fine: %s',
    async (from) => {
      const { assets } = await manifestOf({
        'imagebuild.yaml': `version: 1\nassets:\n  p: { seed: 1, prompt: x, each: { key: sku, ${from} } }\n`,
        'none.json': '[]',
        'header.csv': 'sku,name\n',
      });
      expect(assets[0]?.rows).toEqual([]);
    },
  );
});

describe('environment variables', () => {
  const altOf = async (written: string, environment = {}) =>
    (
      await targetOf(
        `env: [HOST]\nversion: 1\nassets:\n  fox: { seed: 1, prompt: x, alt: '${written}' }\n`,
        'fox',
        { environment },
      )
    ).alt;

  test.each([
    ['${HOST}', { HOST: 'example.org' }, 'example.org'],
    ['https://${HOST}/a', { HOST: 'example.org' }, 'https://example.org/a'],
    ['${HOST:-localhost}', {}, 'localhost'],
    ['${HOST:-localhost}', { HOST: 'example.org' }, 'example.org'],
    ['${HOST:-a:-b}', {}, 'a:-b'],
    // CI services set what is not defined to nothing.
    ['https://${HOST:-localhost}/a', { HOST: '' }, 'https://localhost/a'],
    ['${HOST-localhost}', {}, 'localhost'],
    ['x${HOST-localhost}y', { HOST: '' }, 'xy'],
    ['${HOST-localhost}', { HOST: 'example.org' }, 'example.org'],
    ['x${HOST}y', { HOST: '' }, 'xy'],
    ['${HOST-a-b:-c}', {}, 'a-b:-c'],
    ['x${HOST:-}y', {}, 'xy'],
    ['$HOST costs $5', { HOST: 'no' }, '$HOST costs $5'],
  ])('%s', async (written, environment, alt) => {
    expect(await altOf(written, environment)).toBe(alt);
  });

  test('$${ is a literal brace with its dollar', async () => {
    const { layer } =
      (await manifestOf("version: 1\nassets:\n  fox: { seed: 1, prompt: 'a $${HOST} sign' }\n")).assets[0] ??
      {};
    expect(layer?.settings.prompt).toBe('a ${HOST} sign');
  });

  test('a value is not read a second time for variables', async () => {
    const project = "version: 1\nenv: [HOST]\nassets:\n  fox: { alt: '${HOST}' }\n";
    const { assets } = await manifestOf(project, { environment: { HOST: '$${HOST} ${PATH}' } });
    expect(assets[0]?.layer.settings.alt).toBe('$${HOST} ${PATH}');
  });
});

describe('names and values as YAML 1.2 has them', () => {
  test('names that look like numbers stay as they were written', async () => {
    const { assets } = await manifestOf(`
      version: 1
      assets:
        61e9540: { seed: 1, prompt: x }
        1: { seed: 1, prompt: x }
        007: { seed: 1, prompt: x }
        0x1f: { seed: 1, prompt: x }
        null: { seed: 1, prompt: x }
        true: { seed: 1, prompt: x }
    `);
    expect(assets.map(({ name }) => name).sort()).toEqual(
      ['0x1f', '007', '1', '61e9540', 'null', 'true'].sort(),
    );
  });

  test('numbers too large to be numbers are names in lists and rows too', async () => {
    const { assets } = await manifestOf(`
      version: 1
      assets:
        fox:
          seed: 1
          prompt: x
          matrix: { commit: [61e9540, 12345678901234567890, 2] }
          each: { key: id, rows: [{ id: 61e9541 }, { id: 90071992547409931 }] }
    `);
    expect(assets[0]?.axes[0]?.values.map(({ name }) => name)).toEqual([
      '61e9540',
      '12345678901234567890',
      '2',
    ]);
    expect(assets[0]?.rows?.map(({ key }) => key)).toEqual(['61e9541', '90071992547409931']);
  });

  test('16:9 is text, with quotes or without', async () => {
    const { outputs } = await manifestOf(`
      version: 1
      outputs:
        a: { aspect: 16:9 }
        b: { aspect: "16:9" }
        c:
          aspect: 16:9
    `);
    expect([...outputs.values()].map(({ renditions }) => renditions[0]?.aspect)).toEqual([
      16 / 9,
      16 / 9,
      16 / 9,
    ]);
  });

  test('yes, no, on and off are texts', async () => {
    const { assets } = await manifestOf(
      'version: 1\nassets:\n  fox: { seed: 1, prompt: yes, alt: off, title: no }\n',
    );
    expect(assets[0]?.layer.settings).toMatchObject({ prompt: 'yes', alt: 'off', title: 'no' });
  });

  test('anchors share what they name', async () => {
    const target = await targetOf(
      `
      version: 1
      assets:
        fox: { seed: &seed 42, prompt: &text a fox, tags: &tags [mascot] }
        owl: { seed: *seed, prompt: *text, tags: *tags }
    `,
      'owl',
    );
    expect(target).toMatchObject({ seed: 42, prompt: 'a fox', tags: ['mascot'] });
  });

  test('an anchor may be used again for something else', async () => {
    const target = await targetOf(
      `
      version: 1
      assets:
        fox: { seed: &x 42, prompt: a fox }
        owl: { seed: &x 43, prompt: an owl }
        elk: { seed: *x, prompt: an elk }
    `,
      'elk',
    );
    expect(target.seed).toBe(43);
  });

  test('-1 and random are the same seed', async () => {
    const project = 'version: 1\nassets:\n  a: { seed: -1, prompt: x }\n  b: { seed: random, prompt: x }\n';
    expect((await manifestOf(project)).assets.map(({ layer }) => layer.settings.seed)).toEqual([
      'random',
      'random',
    ]);
  });

  test.each([
    ['100', 100],
    ['120kB', 120_000],
    ['1.5 MB', 1_500_000],
    ['2KiB', 2048],
    ['1MiB', 1_048_576],
  ])('max_bytes: %s', async (written, bytes) => {
    const { outputs } = await manifestOf(`version: 1\noutputs: { a: { max_bytes: ${written} } }\n`);
    expect(outputs.get('a')?.renditions[0]?.maxBytes).toBe(bytes);
  });

  test.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
  ])('timeout: %s', async (written, milliseconds) => {
    const { providers } = await manifestOf(
      `version: 1\nproviders: { paint: { type: paint, timeout: ${written} } }\n`,
    );
    expect(providers.get('paint')?.timeout).toBe(milliseconds);
  });

  test('words with hyphens are not taken for keys', async () => {
    const prompt = 'low-key-lighting-photography, key-light-from-the-upper-left, a sk-8-skateboarding-fox';
    expect(
      (await targetOf(`version: 1\nassets:\n  fox: { seed: 1, prompt: "${prompt}" }\n`, 'fox')).prompt,
    ).toBe(prompt);
  });
});

describe('where the site finds its pictures', () => {
  test.each([
    ['{ out_dir: public/art }', '/art/'],
    ['{ out_dir: static/img/art/ }', '/img/art/'],
    ['{ out_dir: dist }', '/dist/'],
    ['{ out_dir: public }', '/'],
    ['{ out_dir: publican }', '/publican/'],
    ['{ out_dir: public/art, base_path: /x }', '/x/'],
    ['{ base_path: https://cdn.example.org/art/ }', 'https://cdn.example.org/art/'],
    ['{ base_path: "" }', ''],
  ])('%s', async (site, basePath) => {
    expect((await manifestOf(`version: 1\nsite: ${site}\n`)).site.basePath).toBe(basePath);
  });

  test('a site manifest may be written alone', async () => {
    expect((await manifestOf('version: 1\nsite: { manifest: art.json }\n')).site.manifests).toEqual([
      'art.json',
    ]);
  });
});

test('a deprecated model and an ignored setting are warned about once', async () => {
  const project = `
    version: 1
    defaults: { provider: paint, seed: 1 }
    assets:
      fox: { prompt: x, model: old, matrix: { theme: [a, b] } }
      cut: { operation: remove-background, image: ./x.png, negative_prompt: y }
  `;
  expect((await warningsOf(project)).map(brief)).toEqual([
    '4:28 deprecated-model: old (generate): Withdrawn; use core.',
    '5:56 setting-ignored: remove-background takes no negative_prompt; it is ignored',
  ]);
});
