// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the manifest has placeholders of that shape
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { assembleCatalog } from '../../src/build/catalog.ts';
import { editorRules } from '../support/editor-schema.ts';
import { LanguageServer } from '../support/language-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const server = new LanguageServer(new URL('../../schemas/manifest.schema.json', import.meta.url).href);
beforeAll(() => server.start());
afterAll(() => server.stop());

const paid = (...lines: readonly string[]) =>
  [
    'version: 1',
    'assets:',
    '  fox:',
    '    prompt: a fox',
    '    seed: 1',
    '    provider: stability',
    ...lines,
    '',
  ].join('\n');

describe('what the real language server says', () => {
  test.each([
    [
      'a parameter of another model',
      paid('    model: core', '    params:', '      cfg_scale: 5'),
      /cfg_scale/,
    ],
    ['a value out of range', paid('    model: sd3.5-large', '    params:', '      cfg_scale: 30'), /10/],
    ['a model that there is not', paid('    model: coer'), /core/],
    ['an operation without its picture', paid('    operation: erase'), /image/],
    ['a missing seed', 'version: 1\nassets:\n  fox: { prompt: a fox }\n', /seed/],
    [
      'an unknown provider',
      'version: 1\nassets:\n  fox: { prompt: a fox, seed: 1, provider: stabilty }\n',
      /stability/,
    ],
  ])('underlines %s', async (title, text, message) => {
    const found = await server.open(`file:///${encodeURIComponent(title)}.yaml`, text);
    expect(found.join('\n')).toMatch(message);
    expect(found).toHaveLength(1);
  });

  test('a model has its price in the hover', async () => {
    const uri = 'file:///hover.yaml';
    expect(await server.open(uri, paid('    model: core'))).toEqual([]);
    expect(JSON.stringify(await server.hover(uri, 6, 13))).toMatch(/core.*3 credits/);
  });

  test('params are completed with those of the model alone', async () => {
    const uri = 'file:///names.yaml';
    await server.open(uri, paid('    model: core', '    params:', '      '));
    const items = await server.complete(uri, 8, 6);
    expect(items.map(({ label }) => label).sort()).toEqual(['aspect_ratio', 'output_format', 'style_preset']);
  });

  test('completing `params` inserts no parameter', async () => {
    const uri = 'file:///params.yaml';
    await server.open(uri, paid('    model: core', '    para'));
    const inserted = (await server.complete(uri, 7, 8)).filter(({ label }) => label === 'params');
    expect(inserted.map(({ insertText }) => insertText.trim())).toEqual(['params:']);
  });

  test('a style that is not declared is not offered', async () => {
    const uri = 'file:///style.yaml';
    await server.open(uri, paid('    style: '));
    expect((await server.complete(uri, 6, 11)).map(({ label }) => label)).not.toContain('brand');
  });
});

describe('what the command line takes, an editor does not underline', () => {
  const rules = editorRules(assembleCatalog().catalog);
  const asset = (rest: string) => `version: 1\nassets: { fox: { seed: 1, prompt: a fox, ${rest} } }`;
  const xl = 'stable-diffusion-xl-1024-v1-0';

  test.each([
    ['nothing but the defaults', 'version: 1\ndefaults: { seed: 1 }\nassets: { fox: { prompt: a fox } }'],
    [
      'a provider by another name',
      'version: 1\nproviders: { art: { type: stability } }\nassets: { fox: { seed: 1, prompt: x, provider: art, model: core, params: { aspect_ratio: "3:2" } } }',
    ],
    [
      'a built-in name for another provider',
      'version: 1\nproviders: { stability: { type: procedural } }\nassets: { fox: { seed: 1, prompt: x, provider: stability, params: { width: 64, height: 64 } } }',
    ],
    [
      'a model from the defaults',
      `version: 1\ndefaults: { provider: stability, model: ${xl} }\nassets: { fox: { seed: 1, prompt: x, params: { steps: 20 } } }`,
    ],
    [
      'a model of the asset over that of the defaults',
      `version: 1\ndefaults: { provider: stability, model: core }\nassets: { fox: { seed: 1, prompt: x, model: ${xl}, params: { steps: 20 } } }`,
    ],
    [
      'an operation from the defaults',
      'version: 1\ndefaults: { provider: stability, operation: erase }\nassets: { fox: { image: ./a.png, params: { grow_mask: 3 } } }',
    ],
    [
      'an operation of the asset beside a model of the defaults',
      'version: 1\ndefaults: { provider: stability, model: core }\nassets: { fox: { operation: erase, image: ./a.png, params: { grow_mask: 3 } } }',
    ],
    [
      'a scene with a model of its own',
      asset(`provider: stability, params: { aspect_ratio: "3:2" }, scenes: { run: { model: ${xl} } }`),
    ],
    ['a scene with the seed', 'version: 1\nassets: { fox: { prompt: x, scenes: { run: { seed: 3 } } } }'],
    [
      'a value of a matrix with the picture',
      'version: 1\nassets: { fox: { provider: stability, operation: erase, matrix: { of: { a: { image: ./a.png } } } } }',
    ],
    [
      'a cell with a provider',
      asset('matrix: { of: [a], include: [{ of: { b: { provider: stability, model: core } } }] }'),
    ],
    [
      'variables',
      'version: 1\nenv: [M]\noutputs: { a: { fit: "${M}", aspect: "${M}" } }\nassets: { fox: { seed: 1, prompt: x, provider: stability, model: "${M}", operation: "${M}", params: { style_preset: "${M}" } } }',
    ],
    [
      'a variable in a parameter',
      asset('provider: stability, model: core, params: { style_preset: "${M}" }'),
    ],
    ['a provider from a variable', asset('provider: "${P}"')],
    ['an import', 'version: 1\nassets: { fox: { provider: file, image: ./a.png } }'],
    ['imports by default', 'version: 1\ndefaults: { provider: file }\nassets: { fox: { image: ./a.png } }'],
    [
      'a profile with the seed',
      'version: 1\nprofiles: { a: { seed: 2 } }\nassets: { fox: { prompt: a fox } }',
    ],
  ])('%s', (_, text) => {
    expect(rules(parse(text)), JSON.stringify(rules.errors)).toBe(true);
  });

  test.each(fastGlob.sync('examples/*/imagebuild.yaml', { cwd: ROOT }))('%s', (path) => {
    expect(rules(parse(readFileSync(`${ROOT}/${path}`, 'utf8'))), JSON.stringify(rules.errors)).toBe(true);
  });
});
