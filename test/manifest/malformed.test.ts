// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the manifest has placeholders of that shape
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { TARGET_LIMIT } from '../../src/targets/index.ts';
import { editorAccepts } from '../support/editor-schema.ts';
import { brief, type MemoryOptions, type MemoryProject, problemsOf } from '../support/memory-project.ts';
import { outdent } from '../support/rig.ts';

/** A manifest with mistakes, and all that is said about it: `line:column code: message (hint)`. */
interface Case extends MemoryOptions {
  readonly title: string;
  readonly project: MemoryProject;
  readonly says: readonly string[];
}

/** Looks like a key and is none. */
const SECRET = 'sk-abcdefghijklmnopqrstuvwxyz012345';

/** A good asset below which one line is wrong. */
const fox = (...lines: readonly string[]) =>
  ['version: 1', 'assets:', '  fox:', '    seed: 42', '    prompt: a fox', ...lines, ''].join('\n');

const painted = (...lines: readonly string[]) => fox('    provider: paint', ...lines);

const withOutput = (output: string) =>
  ['version: 1', 'outputs:', `  hero: ${output}`, 'assets:', '  fox: { seed: 1, prompt: a fox }', ''].join(
    '\n',
  );

const withProvider = (...lines: readonly string[]) =>
  ['version: 1', 'providers:', '  paint:', '    type: paint', ...lines, ''].join('\n');

const withMatrix = (...lines: readonly string[]) =>
  fox(
    '    matrix:',
    '      theme: { light: soft daylight, dark: deep night }',
    '      size: [small, large]',
    ...lines,
  );

const withRows = (rows: string, file = 'products.csv', key = 'sku') => ({
  'imagebuild.yaml': fox(`    each: { file: ./${file}, key: ${key} }`),
  [file]: rows,
});

const nested = (levels: number) => `version: 1\nassets: ${'['.repeat(levels)}${']'.repeat(levels)}\n`;

const bomb = () => {
  const lines = ['version: 1', 'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]'];
  for (let level = 1; level <= 9; level++)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  return `${lines.join('\n')}\n`;
};

const SYNTAX: readonly Case[] = [
  {
    title: 'a tab for indentation',
    project: 'version: 1\nassets:\n\tfox:\n',
    says: [
      '3:1 yaml-syntax: not valid YAML: Tabs are not allowed as indentation (YAML is indented with spaces, never with tabs)',
    ],
  },
  {
    title: 'a line that is indented too little',
    project: 'version: 1\nassets:\n    fox:\n      seed: 42\n     prompt: a fox\n',
    says: [
      '5:1 yaml-syntax: not valid YAML: All mapping items must start at the same column (entries of one mapping begin in the same column)',
    ],
  },
  {
    title: 'a line that is indented too much',
    project: 'version: 1\nassets:\n  fox:\n    seed: 42\n      prompt: a fox\n',
    says: [
      '4:11 yaml-syntax: not valid YAML: Nested mappings are not allowed in compact mappings (is it indented too far? A text with ": " in it needs quotes)',
    ],
  },
  {
    title: 'a quote that is never closed',
    project: 'version: 1\nassets:\n  fox:\n    seed: 42\n    prompt: "a fox\n',
    says: [
      '5:13 yaml-syntax: not valid YAML: Missing closing "quote (what is opened with a quote, [ or { must be closed)',
    ],
  },
  {
    title: 'a prompt with a colon and no quotes',
    project: 'version: 1\nassets:\n  fox:\n    seed: 42\n    prompt: a fox: the mascot\n',
    says: [
      '5:13 yaml-syntax: not valid YAML: Nested mappings are not allowed in compact mappings (is it indented too far? A text with ": " in it needs quotes)',
    ],
  },
  {
    title: 'a prompt that begins with a placeholder and no quotes',
    project: 'version: 1\nassets:\n  fox:\n    seed: 42\n    prompt: {scene} of a fox\n',
    says: [
      '5:21 yaml-syntax: not valid YAML: Unexpected scalar at node end (a text that begins with { or [ needs quotes)',
    ],
  },
  {
    title: 'a list that is never closed',
    project: 'version: 1\nassets:\n  fox: { seed: 42, tags: [a, b }\n',
    says: [
      '3:32 yaml-syntax: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] (what is opened with a quote, [ or { must be closed)',
    ],
  },
  {
    title: 'two documents',
    project: 'version: 1\n---\nversion: 1\n',
    says: ['2:1 yaml-syntax: a manifest is one YAML document; remove the second "---"'],
  },
  {
    title: 'a key twice',
    project: 'version: 1\nassets:\n  fox:\n    seed: 42\n    prompt: a fox\n    seed: 43\n',
    says: [
      '6:5 duplicate-key: this key is already used in the same mapping (remove one of the two, or rename it)',
    ],
  },
  {
    title: 'an asset twice, once quoted',
    project: 'version: 1\nassets:\n  fox: { seed: 42, prompt: a }\n  "fox": { seed: 42, prompt: b }\n',
    says: [
      '4:3 duplicate-key: this key is already used in the same mapping (remove one of the two, or rename it)',
    ],
  },
  {
    title: 'an asset twice, once as a number',
    project: 'version: 1\nassets:\n  1: { seed: 42, prompt: a }\n  "1": { seed: 42, prompt: b }\n',
    says: [
      '4:3 duplicate-key: this key is already used in the same mapping (remove one of the two, or rename it)',
    ],
  },
  {
    title: 'a mapping as a key',
    project: 'version: 1\nassets:\n  { fox: 1 }: { seed: 42 }\n',
    says: ['3:3 wrong-type: a key must be plain text'],
  },
  {
    title: '__proto__ as a key',
    project: 'version: 1\nassets:\n  __proto__: { seed: 1 }\n',
    says: ['3:3 invalid-name: "__proto__" cannot be a name'],
  },
  {
    title: 'an alias without an anchor',
    project: 'version: 1\nassets:\n  fox: *base\n',
    says: ['3:8 yaml-syntax: there is no anchor "&base" above this line'],
  },
  {
    title: 'an alias that contains itself',
    project: 'version: 1\nassets: &all\n  fox: *all\n',
    says: ['3:8 alias-expansion: "*all" contains itself'],
  },
  {
    title: 'aliases of aliases that would fill the memory',
    project: bomb(),
    says: [
      '1:1 alias-expansion: aliases expand to more than 5,000,000 values (name styles and outputs instead of repeating them through aliases of aliases)',
    ],
  },
  {
    title: 'nesting 10,000 levels deep',
    project: nested(10_000),
    says: ['2:209 nested-too-deep: nested more than 200 levels deep'],
  },
  {
    title: 'nesting 300 levels deep',
    project: nested(300),
    says: ['2:209 nested-too-deep: nested more than 200 levels deep'],
  },
  {
    title: 'an unknown tag',
    project: 'version: 1\nassets: !!python/object {}\n',
    says: [
      '2:9 yaml-syntax: not valid YAML: Unresolved tag: tag:yaml.org,2002:python/object (a manifest needs no tags; remove what begins with "!")',
    ],
  },
];

const SHAPE: readonly Case[] = [
  {
    title: 'an empty file',
    project: { 'imagebuild.yaml': '' },
    says: ['1:1 wrong-type: the manifest is empty, but must be a mapping'],
  },
  {
    title: 'a list at the top',
    project: '- version: 1\n',
    says: ['1:1 wrong-type: the manifest is a list, but must be a mapping'],
  },
  {
    title: 'a text at the top',
    project: 'hello\n',
    says: ['1:1 wrong-type: the manifest is "hello", but must be a mapping'],
  },
  {
    title: 'no version',
    project: 'assets:\n  fox: { seed: 1, prompt: a fox }\n',
    says: ['1:1 missing-key: "version" is missing (write version: 1)'],
  },
  {
    title: 'version 2',
    project: 'version: 2\nassets: {}\n',
    says: ['1:10 invalid-value: "version": this imagebuild reads manifests of version 1'],
  },
  {
    title: 'the version as text',
    project: 'version: "1"\n',
    says: ['1:10 invalid-value: "version": this imagebuild reads manifests of version 1'],
  },
  {
    title: 'an unknown key at the top',
    project: 'version: 1\nasets:\n  fox: {}\n',
    says: ['2:1 unknown-key: unknown key "asets" (did you mean "assets"?)'],
  },
  {
    title: 'an unknown key like no other',
    project: 'version: 1\nwombat: true\n',
    says: [
      '2:1 unknown-key: unknown key "wombat" (known: version, include, env, providers, budget, site, styles, profiles, defaults, outputs, assets)',
    ],
  },
  {
    title: 'an unknown key of an asset',
    project: fox('    negativ_prompt: blurry'),
    says: ['6:5 unknown-key: unknown key "negativ_prompt" in "fox" (did you mean "negative_prompt"?)'],
  },
  {
    title: 'an unknown key of a scene',
    project: fox('    scenes:', '      running: { promt: running }'),
    says: ['7:18 unknown-key: unknown key "promt" in "running" (did you mean "prompt"?)'],
  },
  {
    title: 'an unknown key of a matrix value',
    project: fox('    matrix:', '      theme:', '        dark: { prompt: night, sead: 7 }'),
    says: ['8:32 unknown-key: unknown key "sead" in "dark" (did you mean "seed"?)'],
  },
  {
    title: 'an unknown key of an output',
    project: withOutput('{ widhts: [480] }'),
    says: ['3:11 unknown-key: unknown key "widhts" in "hero" (did you mean "widths"?)'],
  },
  {
    title: 'an unknown key of a provider',
    project: withProvider('    timout: 10s'),
    says: ['5:5 unknown-key: unknown key "timout" in "paint" (did you mean "timeout"?)'],
  },
  {
    title: 'an unknown key of the limits',
    project: withProvider('    limits: { request: 10 }'),
    says: ['5:15 unknown-key: unknown key "request" in "limits" (did you mean "requests"?)'],
  },
  {
    title: 'an unknown key of an inline output',
    project: fox('    outputs: [{ widths: [480], format: [webp] }]'),
    says: ['6:32 unknown-key: unknown key "format" in entry 1 of "outputs" (did you mean "formats"?)'],
  },
  {
    title: 'an unknown encoder option',
    project: withOutput('{ options: { jpeg: { mozjpg: true } } }'),
    says: ['3:30 unknown-key: unknown key "mozjpg" in "jpeg" (did you mean "mozjpeg"?)'],
  },
  {
    title: 'assets as a list',
    project: 'version: 1\nassets:\n  - fox\n',
    says: ['2:1 wrong-type: "assets" is a list, but must be a mapping'],
  },
  {
    title: 'an asset that is only a text',
    project: 'version: 1\nassets:\n  fox: a fox\n',
    says: ['3:8 wrong-type: "fox" is "a fox", but must be a mapping'],
  },
  {
    title: 'an asset with nothing in it',
    project: 'version: 1\nassets:\n  fox:\n',
    says: ['3:3 wrong-type: "fox" is empty, but must be a mapping'],
  },
  {
    title: 'a prompt that is a number',
    project: 'version: 1\nassets:\n  fox:\n    seed: 1\n    prompt: 42\n',
    says: ['5:13 wrong-type: "prompt" is 42, but must be text or a mapping'],
  },
  {
    title: 'a prompt that is empty',
    project: 'version: 1\nassets:\n  fox:\n    seed: 1\n    prompt:\n',
    says: ['5:5 wrong-type: "prompt" is empty, but must be text or a mapping'],
  },
  {
    title: 'a style that is a mapping',
    project: fox('    style: { a: b }'),
    says: ['6:5 wrong-type: "style" is a mapping, but must be text or a list'],
  },
  {
    title: 'protect: yes',
    project: fox('    protect: yes'),
    says: ['6:14 wrong-type: "protect" is "yes", but must be true or false'],
  },
  {
    title: 'on_refusal misspelt',
    project: fox('    on_refusal: keep-last'),
    says: [
      '6:17 invalid-value: "on_refusal" is "keep-last", not one of: fail, keep_last, placeholder (did you mean "keep_last"?)',
    ],
  },
  {
    title: 'an upper-case asset',
    project: 'version: 1\nassets:\n  Fox: { seed: 1, prompt: a fox }\n',
    says: [
      '3:3 invalid-name: "Fox": names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit',
    ],
  },
  {
    title: 'an upper-case scene',
    project: fox('    scenes: { Running: running }'),
    says: [
      '6:15 invalid-name: "Running": names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit',
    ],
  },
  {
    title: 'a tag with a space',
    project: fox('    tags: [brand art]'),
    says: [
      '6:12 invalid-value: entry 1 of "tags": names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit',
    ],
  },
  {
    title: 'a focal point outside the picture',
    project: fox('    focal_point: { x: 1.5, y: 0 }'),
    says: ['6:23 out-of-range: "x" is 1.5, but must be at most 1'],
  },
  {
    title: 'a negative budget',
    project: 'version: 1\nbudget: { run: -5 }\n',
    says: ['2:16 out-of-range: "run" is -5, but must be at least 0'],
  },
  {
    title: 'a price that is text',
    project: withProvider('    prices: { core: three }'),
    says: ['5:21 wrong-type: "core" is "three", but must be a number'],
  },
];

const seeded = (seed: string) => `version: 1\nassets:\n  fox:\n    seed: ${seed}\n    prompt: a fox\n`;

const VALUES: readonly Case[] = [
  {
    title: 'seed 0',
    project: seeded('0'),
    says: [
      '4:11 out-of-range: "seed": seed 0 means "random" to some providers and a fixed seed to others; write a number from 1, or random',
    ],
  },
  {
    title: 'a seed that is too large',
    project: seeded('4294967295'),
    says: ['4:11 out-of-range: "seed": a seed is a whole number from 1 to 4294967294, or random'],
  },
  {
    title: 'a negative seed',
    project: seeded('-2'),
    says: ['4:11 out-of-range: "seed": a seed is a whole number from 1 to 4294967294, or random'],
  },
  {
    title: 'a seed in words',
    project: seeded('forty-two'),
    says: ['4:11 invalid-value: "seed": a seed is a whole number from 1 to 4294967294, or random'],
  },
  {
    title: 'a seed in quotes',
    project: seeded('"42"'),
    says: ['4:11 invalid-value: "seed": a seed is a whole number from 1 to 4294967294, or random'],
  },
  {
    title: 'a seed with a fraction',
    project: seeded('1.5'),
    says: ['4:11 invalid-value: "seed": a seed is a whole number from 1 to 4294967294, or random'],
  },
  {
    title: 'an aspect in another notation',
    project: withOutput('{ aspect: 16/9 }'),
    says: ['3:19 invalid-value: "aspect": an aspect is written width:height, as in "16:9"'],
  },
  {
    title: 'widths and width',
    project: withOutput('{ widths: [480], width: 960 }'),
    says: ['3:11 invalid-value: "widths": use either widths, or width and height'],
  },
  {
    title: 'width and height and aspect',
    project: withOutput('{ width: 1200, height: 630, aspect: "16:9" }'),
    says: ['3:45 invalid-value: "aspect": width and height already decide the shape; remove aspect'],
  },
  {
    title: 'a width of nothing',
    project: withOutput('{ widths: [0] }'),
    says: ['3:20 out-of-range: entry 1 of "widths" is 0, but must be at least 1'],
  },
  {
    title: 'no widths',
    project: withOutput('{ widths: [] }'),
    says: ['3:11 out-of-range: "widths" needs at least one entry'],
  },
  {
    title: 'a width that is too large',
    project: withOutput('{ width: 20000 }'),
    says: ['3:18 out-of-range: "width" is 20000, but must be at most 16384'],
  },
  {
    title: 'a width with a unit',
    project: withOutput('{ width: 480px }'),
    says: ['3:18 wrong-type: "width" is "480px", but must be a number'],
  },
  {
    title: 'a bad colour',
    project: withOutput('{ background: "#12345" }'),
    says: ['3:23 invalid-value: "background": a colour is #rgb, #rrggbb, #rrggbbaa or a CSS name'],
  },
  {
    title: 'a bad byte size',
    project: withOutput('{ max_bytes: 120kb }'),
    says: ['3:22 invalid-value: "max_bytes": a size is a number and B, kB, KiB, MB or MiB, as in 120kB'],
  },
  {
    title: 'too few bytes',
    project: withOutput('{ max_bytes: 3 }'),
    says: ['3:22 out-of-range: "max_bytes" is 3, but must be at least 100'],
  },
  {
    title: 'an unknown format',
    project: withOutput('{ formats: [webm] }'),
    says: [
      '3:21 invalid-value: entry 1 of "formats" is "webm", not one of: avif, webp, jpeg, png, gif, jxl, svg, ico (did you mean "webp"?)',
    ],
  },
  {
    title: 'a format for people who say jpg',
    project: withOutput('{ formats: [jpg] }'),
    says: [
      '3:21 invalid-value: entry 1 of "formats" is "jpg", not one of: avif, webp, jpeg, png, gif, jxl, svg, ico (did you mean "jpeg"?)',
    ],
  },
  {
    title: 'a format that is not a list',
    project: withOutput('{ formats: webp }'),
    says: ['3:20 wrong-type: "formats" is "webp", but must be a list'],
  },
  {
    title: 'a quality that is too high',
    project: withOutput('{ quality: 101 }'),
    says: ['3:20 out-of-range: "quality" is 101, but must be at most 100'],
  },
  {
    title: 'a quality for an unknown format',
    project: withOutput('{ quality: { jpg: 80 } }'),
    says: ['3:22 unknown-key: unknown key "jpg" in "quality" (did you mean "jpeg"?)'],
  },
  {
    title: 'an unknown fit',
    project: withOutput('{ fit: covr }'),
    says: [
      '3:16 invalid-value: "fit" is "covr", not one of: cover, contain, inside, fill (did you mean "cover"?)',
    ],
  },
  {
    title: 'an unknown position',
    project: withOutput('{ position: topleft }'),
    says: [
      '3:21 invalid-value: "position" is "topleft", but must be center or top or right or bottom or left or top-left or top-right or bottom-left or bottom-right or attention or entropy or a mapping (did you mean "top-left"?)',
    ],
  },
  {
    title: 'a position outside the picture',
    project: withOutput('{ position: { x: 2, y: 0 } }'),
    says: ['3:26 out-of-range: "x" is 2, but must be at most 1'],
  },
  {
    title: 'an encoder option out of range',
    project: withOutput('{ options: { avif: { effort: 11 } } }'),
    says: ['3:38 out-of-range: "effort" is 11, but must be at most 9'],
  },
  {
    title: 'an unknown placeholder kind',
    project: withOutput('{ placeholder: blurash }'),
    says: [
      '3:24 invalid-value: "placeholder" is "blurash", but must be thumbhash or blurhash or lqip or color or palette or none or a list (did you mean "blurhash"?)',
    ],
  },
  {
    title: 'a duration without a unit',
    project: withProvider('    timeout: 10'),
    says: ['5:14 wrong-type: "timeout": a duration is a number and ms, s, m or h, as in 10s'],
  },
  {
    title: 'a duration in words',
    project: withProvider('    poll: 10 seconds'),
    says: ['5:11 invalid-value: "poll": a duration is a number and ms, s, m or h, as in 10s'],
  },
  {
    title: 'no requests at all',
    project: withProvider('    limits: { requests: 0 }'),
    says: ['5:25 out-of-range: "requests" is 0, but must be at least 1'],
  },
  {
    title: 'a provider without a type',
    project: 'version: 1\nproviders:\n  paint: {}\n',
    says: ['3:3 missing-key: "type" is missing in "paint"'],
  },
  {
    title: 'an address of another kind',
    project: withProvider('    base_url: ftp://example.org'),
    says: [
      '5:15 invalid-value: "base_url": an address begins with https:// (or http:// on this machine), and holds no name or password',
    ],
  },
  {
    title: 'a variable name with a dollar',
    project: withProvider('    key_env: $PAINT_KEY'),
    says: [
      '5:14 invalid-value: "key_env": the key itself does not stand here, only the name of an environment variable such as STABILITY_API_KEY',
    ],
  },
  {
    title: 'a site manifest of another kind',
    project: 'version: 1\nsite: { manifest: [art.json, art.js] }\n',
    says: ['2:30 invalid-value: a site manifest is a .json, .ts, .d.ts or .webmanifest file, not "art.js"'],
  },
  {
    title: 'a site manifest of another kind, alone',
    project: 'version: 1\nsite: { manifest: art.js }\n',
    says: ['2:19 invalid-value: a site manifest is a .json, .ts, .d.ts or .webmanifest file, not "art.js"'],
  },
  {
    title: 'an output folder outside',
    project: 'version: 1\nsite: { out_dir: ../public }\n',
    says: ['2:18 outside-project: "../public" leads out of the project'],
  },
];

const SECRETS: readonly Case[] = [
  {
    title: 'an API key in a provider',
    project: withProvider(`    base_url: https://example.org/${SECRET}`),
    says: [
      '5:15 secret-in-manifest: this looks like an API key; a manifest is committed, so it may not hold one (revoke the key, put the new one into an environment variable and name that with key_env)',
    ],
  },
  {
    title: 'an API key as a key_env',
    project: withProvider(`    key_env: ${SECRET}`),
    says: [
      '5:14 secret-in-manifest: this looks like an API key; a manifest is committed, so it may not hold one (revoke the key, put the new one into an environment variable and name that with key_env)',
      '5:14 invalid-value: "key_env": the key itself does not stand here, only the name of an environment variable such as STABILITY_API_KEY',
    ],
  },
  {
    title: 'an API key in a header',
    project: withProvider(`    headers: { X-Token: "Bearer ${SECRET}" }`),
    says: [
      '5:25 secret-in-manifest: this looks like an API key; a manifest is committed, so it may not hold one (revoke the key, put the new one into an environment variable and name that with key_env)',
    ],
  },
  {
    title: 'an API key under a name that no provider has',
    project: withProvider(`    api_key: ${SECRET}`),
    says: [
      '5:5 unknown-key: unknown key "api_key" in "paint" (known: type, base_url, key_env, limits, poll, timeout, headers, prices)',
      '5:14 secret-in-manifest: this looks like an API key; a manifest is committed, so it may not hold one (revoke the key, put the new one into an environment variable and name that with key_env)',
    ],
  },
  {
    title: 'an API key as a parameter',
    project: fox(`    params: { token: ${SECRET} }`),
    says: [
      '6:22 secret-in-manifest: this looks like an API key; a manifest is committed, so it may not hold one (revoke the key, put the new one into an environment variable and name that with key_env)',
    ],
  },
  {
    title: 'an API key in a comment beside a mistake',
    project: fox(`    sede: 1 # ${SECRET}`),
    says: ['6:5 unknown-key: unknown key "sede" in "fox" (did you mean "seed"?)'],
  },
  {
    title: 'an API key beside broken YAML',
    project: fox(`    params: { token: ${SECRET}`),
    says: [
      '7:1 yaml-syntax: not valid YAML: Flow map in block collection must be sufficiently indented and end with a } (what is opened with a quote, [ or { must be closed)',
    ],
  },
  {
    title: 'an API key as the name of an asset',
    project: `version: 1\nassets:\n  ${SECRET}: { sede: 1 }\n`,
    says: [
      '3:3 secret-in-manifest: this looks like an API key; a manifest is committed, so it may not hold one (revoke the key, put the new one into an environment variable and name that with key_env)',
      '3:42 unknown-key: unknown key "sede" in "…" (did you mean "seed"?)',
    ],
  },
  {
    title: 'a secret header',
    project: withProvider('    headers: { Authorization: Bearer abc }'),
    says: [
      '5:16 invalid-name: "Authorization": such a header carries a secret; name the variable that holds it with key_env',
    ],
  },
  {
    title: 'a header name with a space',
    project: withProvider('    headers: { "My Header": abc }'),
    says: ['5:16 invalid-name: "My Header": header names are letters, digits and "-"'],
  },
  {
    title: 'an environment variable that is not listed',
    project: fox('    alt: ${ALT}'),
    environment: { ALT: 'a fox' },
    says: [
      '6:10 variable-not-allowed: the environment variable "ALT" may not be read here (list it at the top: env: [ALT])',
    ],
  },
  {
    title: 'an environment variable that is not set',
    project: `env: [ALT]\n${fox('    alt: ${ALT}')}`,
    says: [
      '7:10 variable-unset: the environment variable "ALT" is not set (set it, or give a default: ${ALT:-value})',
    ],
  },
  {
    title: 'an environment variable with an empty name',
    project: fox('    alt: ${}'),
    says: [
      '6:10 variable-not-allowed: "${}" does not name an environment variable (a literal "${" is written "$${")',
    ],
  },
  {
    title: 'a bad name under env',
    project: 'version: 1\nenv: [MY-VAR]\n',
    says: ['2:7 invalid-value: entry 1 of "env": names of environment variables are letters, digits and "_"'],
  },
];

const MEANING: readonly Case[] = [
  {
    title: 'an unknown style',
    project: fox('    style: brnad').replace('assets:', 'styles: { brand: flat }\nassets:'),
    says: ['7:12 unknown-style: there is no style "brnad" (did you mean "brand"?)'],
  },
  {
    title: 'an unknown style where there is none',
    project: fox('    style: brand'),
    says: ['6:12 unknown-style: there is no style "brand"'],
  },
  {
    title: 'an unknown style in a list',
    project: fox('    style: [brand, wintr]').replace(
      'assets:',
      'styles: { brand: flat, winter: snow }\nassets:',
    ),
    says: ['7:20 unknown-style: there is no style "wintr" (did you mean "winter"?)'],
  },
  {
    title: 'an unknown output',
    project: fox('    outputs: [hero, og]').replace(
      'assets:',
      'outputs: { hero: { widths: [480] } }\nassets:',
    ),
    says: ['7:21 unknown-output: there is no output "og" (known: hero)'],
  },
  {
    title: 'an unknown output alone',
    project: fox('    outputs: heor').replace('assets:', 'outputs: { hero: { widths: [480] } }\nassets:'),
    says: ['7:14 unknown-output: there is no output "heor" (did you mean "hero"?)'],
  },
  {
    title: 'an unknown provider',
    project: fox('    provider: pant'),
    says: ['6:15 unknown-provider: there is no provider "pant" (did you mean "paint"?)'],
  },
  {
    title: 'an unknown provider in defaults, once for all assets',
    project:
      'version: 1\ndefaults: { provider: pant, seed: 1 }\nassets:\n  fox: { prompt: a fox }\n  owl: { prompt: an owl }\n',
    says: ['2:23 unknown-provider: there is no provider "pant" (did you mean "paint"?)'],
  },
  {
    title: 'an unknown type of provider',
    project:
      'version: 1\nproviders:\n  art: { type: pant }\nassets:\n  fox: { seed: 1, prompt: a fox, provider: art }\n',
    says: [
      '3:16 invalid-value: "type" is "pant", not one of: procedural, paint, file (did you mean "paint"?)',
    ],
  },
  {
    title: 'an unknown type of a provider that nobody uses',
    project: 'version: 1\nproviders:\n  art: { type: pant }\nassets:\n  fox: { seed: 1, prompt: a fox }\n',
    says: [
      '3:16 invalid-value: "type" is "pant", not one of: procedural, paint, file (did you mean "paint"?)',
    ],
  },
  {
    title: 'an unknown model',
    project: painted('    model: coer'),
    says: ['7:12 unknown-model: paint has no model "coer" (did you mean "core"?)'],
  },
  {
    title: 'a model where there are none',
    project: fox('    model: core'),
    says: ['6:12 unknown-model: procedural has no model "core" (procedural has no models; remove the key)'],
  },
  {
    title: 'an unknown operation',
    project: painted('    operation: upscal'),
    says: ['7:16 unknown-operation: paint has no operation "upscal" (did you mean "upscale"?)'],
  },
  {
    title: 'an operation that the model does not have',
    project: painted('    model: core', '    operation: upscale', '    image: ./fox.png'),
    says: [
      '8:16 unknown-operation: the model core has no operation "upscale" (models that can: conservative)',
    ],
  },
  {
    title: 'an unknown parameter',
    project: painted('    params: { cfg_scal: 4 }'),
    says: ['7:15 unknown-param: core has no parameter "cfg_scal" (did you mean "cfg_scale"?)'],
  },
  {
    title: 'a parameter above its range',
    project: painted('    params: { cfg_scale: 11 }'),
    says: ['7:26 invalid-param: "cfg_scale": 11 is above the greatest value, 10'],
  },
  {
    title: 'a parameter below its range',
    project: painted('    params: { cfg_scale: 0.5 }'),
    says: ['7:26 invalid-param: "cfg_scale": 0.5 is below the least value, 1'],
  },
  {
    title: 'a parameter that is not one of the choices',
    project: painted('    params: { style_preset: animee }'),
    says: [
      '7:29 invalid-param: "style_preset": "animee" is not one of: anime, line-art (did you mean "anime"?)',
    ],
  },
  {
    title: 'a parameter of the wrong type',
    project: painted('    params: { cfg_scale: high }'),
    says: ['7:26 invalid-param: "cfg_scale": "high" is not a number'],
  },
  {
    title: 'a parameter that is a mapping',
    project: painted('    params: { cfg_scale: { a: 1 } }'),
    says: ['7:15 invalid-param: "cfg_scale": {"a":1} is not a number'],
  },
  {
    title: 'a parameter without a value',
    project: painted('    params: { cfg_scale: }'),
    says: ['7:15 invalid-param: "cfg_scale": null is not a number'],
  },
  {
    title: 'a parameter with a fraction',
    project: fox('    params: { width: 64.5, height: 64 }'),
    says: ['6:22 invalid-param: "width": 64.5 is not a whole number'],
  },
  {
    title: 'a rule between inputs and parameters',
    project: painted('    operation: inpaint', '    image: ./fox.png'),
    says: ['3:3 invalid-param: inpaint works better with a mask: add one'],
  },
  {
    title: 'no prompt',
    project: 'version: 1\nassets:\n  fox: { seed: 42 }\n',
    says: ['3:3 missing-prompt: fox has no prompt (give the asset a prompt, or the scene a text)'],
  },
  {
    title: 'no prompt and no seed, in two assets',
    project: 'version: 1\nassets:\n  fox: { seed: 42 }\n  owl: { prompt: an owl }\n',
    says: [
      '3:3 missing-prompt: fox has no prompt (give the asset a prompt, or the scene a text)',
      '4:3 missing-seed: owl has no seed (give the asset a seed from 1 to 4294967294, or `seed: random` to draw one once)',
    ],
  },
  {
    title: 'no seed in any of nine targets',
    project: fox('    matrix: { a: [x, y, z], b: [p, q, r] }').replace('    seed: 42\n', ''),
    says: [
      '3:3 missing-seed: fox has no seed (give the asset a seed from 1 to 4294967294, or `seed: random` to draw one once)',
    ],
  },
  {
    title: 'no input',
    project: painted('    operation: upscale'),
    says: [
      '3:3 missing-input: upscale needs "image" (add image: ./picture.png, or the id of another target)',
    ],
  },
  {
    title: 'an input that the operation does not take',
    project: painted('    image: ./fox.png'),
    says: ['7:12 unknown-input: core (generate) takes no "image"'],
  },
  {
    title: 'a mask for an operation that takes only an image',
    project: painted('    operation: upscale', '    image: ./fox.png', '    mask: ./mask.png'),
    says: ['9:11 unknown-input: conservative (upscale) takes no "mask" (known: image)'],
  },
  {
    title: 'an input file outside the project',
    project: painted('    operation: upscale', '    image: ../fox.png'),
    says: ['8:12 outside-project: "../fox.png" leads out of the project'],
  },
  {
    title: 'an unknown placeholder in a prompt',
    project: fox('    alt: fine').replace('a fox', 'a {colour} fox'),
    says: [
      '5:13 unknown-placeholder: {colour} means nothing here (a literal brace is written {{; known: asset, id, variant, scene)',
    ],
  },
  {
    title: 'a placeholder that is nearly one',
    project: fox('    alt: "{sceen}"'),
    says: [
      '6:10 unknown-placeholder: {sceen} means nothing here (a literal brace is written {{; did you mean "scene"?)',
    ],
  },
  {
    title: 'JSON in a prompt',
    project: fox('    negative_prompt: "{ }"'),
    says: [
      '6:22 unknown-placeholder: {} means nothing here (a literal brace is written {{; known: asset, id, variant, scene)',
    ],
  },
  {
    title: 'an unknown placeholder in a template',
    project: fox('    template: "{promt}, {style}"'),
    says: [
      '6:15 unknown-placeholder: {promt} means nothing here (a literal brace is written {{; did you mean "prompt"?)',
    ],
  },
  {
    title: 'an unknown placeholder in a style',
    project: fox('    style: brand').replace('assets:', 'styles: { brand: "{theme} style" }\nassets:'),
    says: [
      '7:12 unknown-placeholder: {theme} in the style "brand" means nothing here (a literal brace is written {{; known: asset, id, variant, scene)',
    ],
  },
  {
    title: 'an unknown placeholder in a scene',
    project: fox('    scenes: { running: "running to {place}", sitting: sitting }'),
    says: [
      '6:24 unknown-placeholder: {place} means nothing here (a literal brace is written {{; known: asset, id, variant, scene)',
    ],
  },
  {
    title: 'an unknown placeholder in a matrix value',
    project: fox('    matrix: { theme: { dark: "{nite}" } }'),
    says: [
      '6:30 unknown-placeholder: {nite} means nothing here (a literal brace is written {{; known: asset, id, theme, variant, scene)',
    ],
  },
  {
    title: 'an unknown placeholder in an input',
    project: painted('    operation: upscale', '    image: ./{row}.png'),
    says: [
      '8:12 unknown-placeholder: {row} means nothing here (a literal brace is written {{; known: asset, id, variant, scene)',
    ],
  },
  {
    title: 'an unknown target',
    project: painted('    operation: upscale', '    image: owl'),
    says: ['8:12 unknown-target: there is no target "owl" (known: fox)'],
  },
  {
    title: 'a target that is nearly one',
    project: `${painted('    operation: upscale', '    image: owll')}  owl: { seed: 1, prompt: an owl }\n`,
    says: ['8:12 unknown-target: there is no target "owll" (did you mean "owl"?)'],
  },
  {
    title: 'a file that lacks its ./',
    project: painted('    operation: upscale', '    image: fox.png'),
    says: ['8:12 unknown-target: there is no target "fox.png" (a file begins with ./; known: fox)'],
  },
  {
    title: 'a target that needs a variant',
    project: `${painted('    operation: upscale', '    image: owl')}  owl: { seed: 1, prompt: an owl, matrix: { theme: [light, dark] } }\n`,
    says: ['8:12 unknown-target: there is no target "owl" (say which: owl@light, owl@dark)'],
  },
  {
    title: 'a target that needs a scene',
    project: `${painted('    operation: upscale', '    image: owl')}  owl: { seed: 1, prompt: an owl, scenes: { flying: flying, sitting: sitting } }\n`,
    says: ['8:12 unknown-target: there is no target "owl" (say which: owl/flying, owl/sitting)'],
  },
  {
    title: 'a target made from itself',
    project: painted('    operation: upscale', '    image: fox'),
    says: [
      '8:12 dependency-cycle: these targets are made from each other: fox → fox (one of them must begin from a prompt or a file)',
    ],
  },
  {
    title: 'a cycle',
    project: `${painted('    operation: upscale', '    image: owl')}  owl: { seed: 1, prompt: an owl, provider: paint, operation: upscale, image: elk }\n  elk: { seed: 1, prompt: an elk, provider: paint, operation: upscale, image: fox }\n`,
    says: [
      '8:12 dependency-cycle: these targets are made from each other: fox → owl → elk → fox (one of them must begin from a prompt or a file)',
    ],
  },
  {
    title: 'a prompt that is too long',
    project: painted(`    negative_prompt: ${'x'.repeat(201)}`),
    says: ['7:22 prompt-too-long: the negative_prompt of fox has 201 characters; core takes at most 200'],
  },
  {
    title: 'a prompt that its scene makes too long',
    project: painted('    scenes:', `      long: ${'x'.repeat(200)}`),
    says: ['8:13 prompt-too-long: the prompt of fox/long has 207 characters; core takes at most 200'],
  },
  {
    title: 'a colon in a scene reference',
    project: painted('    operation: upscale', '    image: fox:owl'),
    says: ['8:12 unknown-target: there is no target "fox:owl" (known: fox)'],
  },
];

const CELLS: readonly Case[] = [
  {
    title: 'exclude with an unknown axis',
    project: withMatrix('      exclude: [{ them: dark }]'),
    says: ['9:19 unknown-axis: the matrix has no axis "them" (did you mean "theme"?)'],
  },
  {
    title: 'exclude with an unknown value',
    project: withMatrix('      exclude: [{ theme: drak }]'),
    says: ['9:26 unknown-value: the axis "theme" has no value "drak" (did you mean "dark"?)'],
  },
  {
    title: 'include with an unknown axis',
    project: withMatrix('      include: [{ theme: dark, size: small, mood: calm }]'),
    says: ['9:45 unknown-axis: the matrix has no axis "mood" (known: theme, size)'],
  },
  {
    title: 'include that lacks an axis',
    project: withMatrix('      include: [{ theme: dark }]'),
    says: ['9:17 missing-key: a cell to include needs a value for the axis "size"'],
  },
  {
    title: 'include with a value that is nearly one',
    project: withMatrix('      include: [{ theme: drak, size: small }]'),
    says: ['9:26 unknown-value: the axis "theme" has no value "drak" (did you mean "dark"?)'],
  },
  {
    title: 'include with an upper-case value',
    project: withMatrix('      include: [{ theme: Noon, size: small }]'),
    says: [
      '9:26 invalid-value: "theme": names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit; write another text as { name: text }',
    ],
  },
  {
    title: 'an axis with an upper-case value',
    project: fox('    matrix: { theme: [Light, dark] }'),
    says: [
      '6:23 invalid-value: entry 1 of "theme": names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit; write another text as { name: text }',
    ],
  },
  {
    title: 'an axis with a value twice',
    project: fox('    matrix: { theme: [light, light] }'),
    says: ['6:15 invalid-value: "theme": a value is there twice'],
  },
  {
    title: 'an axis with no values',
    project: fox('    matrix: { theme: [] }'),
    says: ['6:15 out-of-range: "theme" needs at least one entry'],
  },
  {
    title: 'an axis with no values, as a mapping',
    project: fox('    matrix: { theme: {} }'),
    says: ['6:15 invalid-value: "theme": an axis needs at least one value'],
  },
  {
    title: 'an axis that is a text',
    project: fox('    matrix: { theme: dark }'),
    says: ['6:22 invalid-value: "theme" is "dark", but must be a mapping or a list'],
  },
  {
    title: 'an axis with a slash',
    project: fox('    matrix: { a/b: [x] }'),
    says: [
      '6:15 invalid-name: "a/b": names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit',
    ],
  },
  {
    title: 'more targets than there may be',
    project: fox(
      '    matrix:',
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((axis) => `      ${axis}: [1, 2, 3, 4, 5, 6, 7, 8]`),
    ),
    says: [
      '3:3 too-many-targets: the manifest stands for more than 1,000,000 targets (scenes, rows and axes multiply; split the asset or exclude cells)',
    ],
  },
];

const FILES: readonly Case[] = [
  {
    title: 'no manifest',
    project: { 'readme.md': 'hello' },
    says: [
      'nowhere manifest-missing: there is no imagebuild.yaml here or in a folder above (write one with `imagebuild init`, or name it with --config FILE)',
    ],
  },
  {
    title: 'two manifests',
    project: { 'imagebuild.yaml': 'version: 1\n', 'imagebuild.yml': 'version: 1\n' },
    says: [
      'nowhere manifest-ambiguous: there is more than one manifest here: imagebuild.yaml and imagebuild.yml (keep one of them, or say which with --config imagebuild.yaml)',
    ],
  },
  {
    title: 'a manifest named that is not there',
    project: { 'readme.md': '' },
    config: 'art.yaml',
    says: ['nowhere file-missing: there is no file art.yaml'],
  },
  {
    title: 'a manifest over 16 MiB',
    project: { 'imagebuild.yaml': `version: 1\n#${'x'.repeat(16 * 1024 * 1024)}` },
    says: [
      'nowhere file-too-large: imagebuild.yaml has 17 MiB; the limit is 16 MiB (split it with include:, or put rows into a CSV file)',
    ],
  },
  {
    title: 'a manifest that is not UTF-8',
    project: { 'imagebuild.yaml': Buffer.from('version: 1\nassets: {}\n# caf\xe9\n', 'latin1') },
    says: ['nowhere not-utf8: imagebuild.yaml is not UTF-8 text (save it as UTF-8)'],
  },
  {
    title: 'a manifest in UTF-16',
    project: { 'imagebuild.yaml': Buffer.from('\ufeffversion: 1\n', 'utf16le') },
    says: ['nowhere not-utf8: imagebuild.yaml is not UTF-8 text (save it as UTF-8)'],
  },
  {
    title: 'include out of the project',
    project: 'version: 1\ninclude: ["art/*.yaml", "../other/*.yaml"]\n',
    says: ['2:25 outside-project: "../other/*.yaml" leads out of the project'],
  },
  {
    title: 'include alone out of the project',
    project: 'version: 1\ninclude: ../other/*.yaml\n',
    says: ['2:10 outside-project: "../other/*.yaml" leads out of the project'],
  },
  {
    title: 'an include with keys that only the main file has',
    project: {
      'imagebuild.yaml': 'version: 1\ninclude: ["art/*.yaml"]\n',
      'art/a.yaml': 'version: 1\nproviders: {}\n',
    },
    says: ['art/a.yaml:2:1 unknown-key: unknown key "providers" (known: version, styles, outputs, assets)'],
  },
  {
    title: 'a mistake in an included file',
    project: {
      'imagebuild.yaml': 'version: 1\ninclude: ["art/*.yaml"]\n',
      'art/a.yaml': 'assets:\n  owl:\n    seeed: 1\n',
    },
    says: ['art/a.yaml:3:5 unknown-key: unknown key "seeed" in "owl" (did you mean "seed"?)'],
  },
  {
    title: 'an included file with broken YAML',
    project: { 'imagebuild.yaml': 'version: 1\ninclude: ["art/*.yaml"]\n', 'art/a.yaml': 'assets: {' },
    says: [
      'art/a.yaml:1:10 yaml-syntax: not valid YAML: Flow map in block collection must be sufficiently indented and end with a } (what is opened with a quote, [ or { must be closed)',
    ],
  },
  {
    title: 'two assets of one name in two included files',
    project: {
      'imagebuild.yaml': 'version: 1\ninclude: ["art/*.yaml"]\n',
      'art/a.yaml': 'assets:\n  owl: { seed: 1, prompt: a }\n',
      'art/b.yaml': 'assets:\n  elk: { seed: 1, prompt: a }\n  owl: { seed: 1, prompt: b }\n',
    },
    says: ['art/b.yaml:3:3 duplicate-name: "owl" is already in the assets of art/a.yaml'],
  },
  {
    title: 'two outputs of one name in two files',
    project: {
      'imagebuild.yaml': 'version: 1\ninclude: ["art/*.yaml"]\noutputs: { hero: {} }\n',
      'art/a.yaml': 'outputs:\n  hero: {}\n',
    },
    says: ['art/a.yaml:2:3 duplicate-name: "hero" is already in the outputs of imagebuild.yaml'],
  },
  {
    title: 'a prompt file that is not there',
    project: 'version: 1\nassets:\n  fox:\n    seed: 1\n    prompt: { file: ./fox.md }\n',
    says: ['5:21 file-missing: there is no file fox.md'],
  },
  {
    title: 'a prompt file outside the project',
    project: 'version: 1\nassets:\n  fox:\n    seed: 1\n    prompt: { file: ../fox.md }\n',
    says: ['5:21 outside-project: "../fox.md" leads out of the project'],
  },
  {
    title: 'a prompt file with an absolute path',
    project: 'version: 1\nassets:\n  fox:\n    seed: 1\n    prompt: { file: /etc/passwd }\n',
    says: ['5:21 outside-project: "/etc/passwd" leads out of the project'],
  },
  {
    title: 'a prompt file behind a link out of the project',
    project: {
      'imagebuild.yaml': 'version: 1\nassets:\n  fox:\n    seed: 1\n    prompt: { file: ./texts/fox.md }\n',
      '/elsewhere/fox.md': 'a fox',
      texts: { link: '/elsewhere' },
    },
    says: ['5:21 outside-project: "./texts/fox.md" leads out of the project'],
  },
  {
    title: 'a prompt file that is not UTF-8',
    project: {
      'imagebuild.yaml': 'version: 1\nassets:\n  fox:\n    seed: 1\n    prompt: { file: ./fox.md }\n',
      'fox.md': Uint8Array.of(0xff, 0xfe, 0x41),
    },
    says: ['5:21 not-utf8: fox.md is not UTF-8 text (save it as UTF-8)'],
  },
  {
    title: 'a scene file that is not there',
    project: fox('    scenes:', '      running: { file: ./running.md }'),
    says: ['7:24 file-missing: there is no file running.md'],
  },
  {
    title: 'a style file that is not there',
    project: 'version: 1\nstyles:\n  brand: { file: ./brand.md }\n',
    says: ['3:18 file-missing: there is no file brand.md'],
  },
  {
    title: 'a file of rows that is not there',
    project: fox('    each: { file: ./products.csv, key: sku }'),
    says: ['6:19 file-missing: there is no file products.csv'],
  },
  {
    title: 'a file of rows outside the project',
    project: fox('    each: { file: ../products.csv, key: sku }'),
    says: ['6:19 outside-project: "../products.csv" leads out of the project'],
  },
  {
    title: 'rows from nowhere',
    project: fox('    each: { key: sku }'),
    says: ['6:5 invalid-value: "each": rows come from either `file` or `rows`'],
  },
  {
    title: 'rows from two places',
    project: fox('    each: { file: ./a.csv, rows: [], key: sku }'),
    says: ['6:5 invalid-value: "each": rows come from either `file` or `rows`'],
  },
  {
    title: 'rows without a key',
    project: fox('    each: { file: ./products.csv }'),
    says: ['6:5 missing-key: "key" is missing in "each"'],
  },
  {
    title: 'rows of an unknown kind',
    project: withRows('a b c', 'products.txt'),
    says: [
      '6:19 rows-unreadable: rows come from .csv, .tsv, .json and .yaml files, not from "./products.txt"',
    ],
  },
  {
    title: 'CSV with a row that is too long',
    project: withRows('sku,name\na,Chair\nb,Table,extra\n'),
    says: [
      'products.csv:3:1 rows-unreadable: not valid CSV: Invalid Record Length: expect 2, got 3 on line 3',
    ],
  },
  {
    title: 'CSV with a quote that is never closed',
    project: withRows('sku,name\na,"Chair\nb,Table\n'),
    says: [
      'products.csv:3:1 rows-unreadable: not valid CSV: Quote Not Closed: the parsing is finished with an opening quote at line 3',
    ],
  },
  {
    title: 'CSV with nothing in it',
    project: withRows(''),
    says: ['products.csv:1:1 rows-unreadable: products.csv is empty; its first line names the columns'],
  },
  {
    title: 'CSV with a column twice',
    project: withRows('sku,name,name\na,b,c\n'),
    says: ['products.csv:1:1 rows-unreadable: two columns are called "name"'],
  },
  {
    title: 'CSV with a cell in a column without a name',
    project: withRows('sku,name,\na,Chair,\nb,Table,oak\n'),
    says: ['products.csv:3:1 rows-unreadable: "oak" stands in a column that has no name'],
  },
  {
    title: 'CSV with semicolons and another key column',
    project: withRows('SKU;name\na;Chair\n'),
    says: ['6:40 unknown-column: the rows have no column "sku" (did you mean "SKU"?)'],
  },
  {
    title: 'CSV that names its delimiter, with a mistake in it',
    project: withRows('sep=;\nsku;name\na;Chair\n\nB 1;Table\n'),
    says: [
      'products.csv:5:1 invalid-name: "B 1" cannot name a target: use lower-case letters, digits, ".", "_" and "-"',
    ],
  },
  {
    title: 'a file that differs in the case of its letters',
    project: {
      'imagebuild.yaml': fox('    each: { file: ./Products.CSV, key: sku }'),
      'products.csv': 'sku\na\n',
    },
    says: [
      '6:19 file-missing: there is no file Products.CSV (did you mean "products.csv"? Upper and lower case are different names)',
    ],
  },
  {
    title: 'a folder whose name has another Unicode form',
    project: {
      'imagebuild.yaml': fox('    each: { file: ./caf\u00e9/products.csv, key: sku }'),
      'cafe\u0301/products.csv': 'sku\na\n',
    },
    says: [
      '6:19 file-missing: there is no file caf\u00e9/products.csv (did you mean "cafe\u0301/products.csv"? It looks the same, but an accent in its name is stored as a character of its own, or the other way round)',
    ],
  },
  {
    title: 'a merge key',
    project: fox('    <<: { seed: 1 }'),
    says: [
      expect.stringMatching(
        /^6:5 unknown-key: unknown key "<<" in "fox" \(merge keys are not part of YAML 1\.2; .*alias/,
      ),
    ],
  },
  {
    title: 'CSV with a key twice',
    project: withRows('sku,name\na,Chair\nb,Table\na,Lamp\n'),
    says: ['products.csv:4:1 duplicate-row: a row above is already called "a"'],
  },
  {
    title: 'CSV with a name that is none',
    project: withRows('sku,name\nA 1,Chair\n,Table\n'),
    says: [
      'products.csv:2:1 invalid-name: "A 1" cannot name a target: use lower-case letters, digits, ".", "_" and "-"',
      'products.csv:3:1 invalid-name: this row has nothing in its key column "sku"',
    ],
  },
  {
    title: 'CSV without the key column',
    project: withRows('SKU,name\na,Chair\n'),
    says: ['6:40 unknown-column: the rows have no column "sku" (did you mean "SKU"?)'],
  },
  {
    title: 'JSON rows that are not a list',
    project: withRows('{ "rows": [] }', 'products.json'),
    says: ['products.json:1:1 rows-unreadable: a file of rows is a list of mappings'],
  },
  {
    title: 'JSON rows that are not mappings',
    project: withRows('[{ "sku": "a" }, "b"]', 'products.json'),
    says: ['products.json:1:18 rows-unreadable: each row is a mapping of columns to values'],
  },
  {
    title: 'JSON rows with a list in a column',
    project: withRows('[{ "sku": "a" },\n { "sku": "b", "tags": [] }]', 'products.json'),
    says: ['products.json:2:16 rows-unreadable: column "tags" must be a single value'],
  },
  {
    title: 'broken JSON rows',
    project: withRows('[{ "sku": "a" ', 'products.json'),
    says: [
      'products.json:1:15 yaml-syntax: not valid YAML: Flow map in block collection must be sufficiently indented and end with a } (what is opened with a quote, [ or { must be closed)',
    ],
  },
  {
    title: 'inline rows with a key twice',
    project: fox(
      '    each:',
      '      key: sku',
      '      rows:',
      '        - { sku: a }',
      '        - { sku: a }',
    ),
    says: ['10:18 duplicate-row: a row above is already called "a"'],
  },
  {
    title: 'inline rows without the key column',
    project: fox('    each: { key: skq, rows: [{ sku: a }] }'),
    says: ['6:18 unknown-column: the rows have no column "skq" (did you mean "sku"?)'],
  },
  {
    title: 'inline rows that are not mappings',
    project: fox('    each: { key: sku, rows: [a] }'),
    says: ['6:30 wrong-type: entry 1 of "rows" is "a", but must be a mapping'],
  },
  {
    title: 'inline rows with a list in a column',
    project: fox('    each: { key: sku, rows: [{ sku: a, tags: [x] }] }'),
    says: ['6:40 wrong-type: "tags" is a list, but must be text or a number or true or false or null'],
  },
  {
    title: 'an unknown column in a prompt',
    project: {
      'products.csv': 'sku,name\na,Chair\n',
      'imagebuild.yaml': fox('    each: { file: ./products.csv, key: sku }').replace('a fox', '"{nmae}"'),
    },
    says: [
      '5:13 unknown-placeholder: {nmae} means nothing here (a literal brace is written {{; did you mean "name"?)',
    ],
  },
];

const SEVERAL: readonly Case[] = [
  {
    title: 'three mistakes that have nothing to do with each other',
    project: [
      'version: 1',
      'outputs:',
      '  hero: { formats: [webm] }',
      'assets:',
      '  fox:',
      '    seed: 0',
      '    prompt: a fox',
      '  Owl:',
      '    seed: 1',
      '    prompt: an owl',
      '',
    ].join('\n'),
    says: [
      '3:21 invalid-value: entry 1 of "formats" is "webm", not one of: avif, webp, jpeg, png, gif, jxl, svg, ico (did you mean "webp"?)',
      '6:11 out-of-range: "seed": seed 0 means "random" to some providers and a fixed seed to others; write a number from 1, or random',
      '8:3 invalid-name: "Owl": names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit',
    ],
  },
  {
    title: 'three mistakes in the meaning of three assets',
    project: [
      'version: 1',
      'assets:',
      '  fox: { seed: 1, prompt: a fox, provider: pant }',
      '  owl: { seed: 1, prompt: "an {adjective} owl" }',
      '  elk: { prompt: an elk, style: brand }',
      '',
    ].join('\n'),
    says: [
      '3:44 unknown-provider: there is no provider "pant" (did you mean "paint"?)',
      '4:27 unknown-placeholder: {adjective} means nothing here (a literal brace is written {{; known: asset, id, variant, scene)',
      '5:33 unknown-style: there is no style "brand"',
      '5:3 missing-seed: elk has no seed (give the asset a seed from 1 to 4294967294, or `seed: random` to draw one once)',
    ],
  },
  {
    title: 'mistakes in the main file and in an included one',
    project: {
      'imagebuild.yaml': 'version: 1\ninclude: "art/*.yaml"\nstiles: {}\n',
      'art/a.yaml': 'assets:\n  owl: { seed: 0 }\n',
      'art/b.yaml': 'assets:\n  elk: { sed: 1 }\n',
    },
    says: [
      '3:1 unknown-key: unknown key "stiles" (did you mean "styles"?)',
      'art/a.yaml:2:16 out-of-range: "seed": seed 0 means "random" to some providers and a fixed seed to others; write a number from 1, or random',
      'art/b.yaml:2:10 unknown-key: unknown key "sed" in "elk" (did you mean "seed"?)',
    ],
  },
  {
    title: 'missing files of several assets',
    project: [
      'version: 1',
      'assets:',
      '  fox: { seed: 1, prompt: { file: ./fox.md } }',
      '  owl: { seed: 1, prompt: { file: ../owl.md } }',
      '  elk: { seed: 1, prompt: x, each: { file: ./elk.csv, key: id } }',
      '',
    ].join('\n'),
    says: [
      '3:35 file-missing: there is no file fox.md',
      '4:35 outside-project: "../owl.md" leads out of the project',
      '5:44 file-missing: there is no file elk.csv',
    ],
  },
];

describe.each([
  ['syntax', SYNTAX],
  ['shape', SHAPE],
  ['values', VALUES],
  ['secrets and variables', SECRETS],
  ['meaning', MEANING],
  ['cells of a matrix', CELLS],
  ['files', FILES],
  ['several at once', SEVERAL],
] as const)('malformed: %s', (_, cases) => {
  test.each(cases)('$title', async ({ project, says, ...options }) => {
    const problems = await problemsOf(project, options);
    expect(problems.map(brief)).toEqual(says);
    expect(problems.every(({ severity }) => severity === 'error')).toBe(true);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });
});

/** Mistakes that stay with the command line: names that must be declared, placeholders, files, secrets, the environment. */
const BEYOND_EDITORS: readonly string[] = [
  'a site manifest of another kind',
  'a site manifest of another kind, alone',
  'an output folder outside',
  'an API key in a provider',
  'an API key in a header',
  'a secret header',
  'an environment variable that is not listed',
  'an environment variable that is not set',
  'an environment variable with an empty name',
  'an unknown style',
  'an unknown style where there is none',
  'an unknown style in a list',
  'an unknown output',
  'an unknown output alone',
  'a rule between inputs and parameters',
  'an input file outside the project',
  'an unknown placeholder in a prompt',
  'a placeholder that is nearly one',
  'JSON in a prompt',
  'an unknown placeholder in a template',
  'an unknown placeholder in a style',
  'an unknown placeholder in a scene',
  'an unknown placeholder in a matrix value',
  'an unknown placeholder in an input',
  'an unknown target',
  'a target that is nearly one',
  'a file that lacks its ./',
  'a target that needs a variant',
  'a target that needs a scene',
  'a target made from itself',
  'a cycle',
  'a prompt that is too long',
  'a prompt that its scene makes too long',
  'a colon in a scene reference',
  'exclude with an unknown axis',
  'exclude with an unknown value',
  'include with an unknown axis',
  'include that lacks an axis',
  'include with a value that is nearly one',
  'more targets than there may be',
  'missing files of several assets',
];

describe('what the command line refuses, an editor underlines', () => {
  const seen = [...SHAPE, ...VALUES, ...SECRETS, ...MEANING, ...CELLS, ...SEVERAL].filter(
    ({ project }) => typeof project === 'string',
  );

  test('but for the mistakes that are listed', () => {
    const silent = seen.filter(({ project }) => {
      const document = parseDocument(outdent(String(project)));
      return document.errors.length === 0 && editorAccepts(document.toJS());
    });
    expect(silent.map(({ title }) => title)).toEqual(BEYOND_EDITORS);
  });
});

test('the limit of targets is the one that is documented', () => {
  expect(TARGET_LIMIT).toBe(1_000_000);
});
