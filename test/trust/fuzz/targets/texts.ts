import { digestOf } from '../../../../src/core/digest.ts';
import type { SiteManifest } from '../../../../src/core/site-manifest.ts';
import { addEntry, renameKey, rewriteText, setKey } from '../../../../src/manifest/index.ts';
import { SourceText } from '../../../../src/manifest/source-text.ts';
import { readYaml } from '../../../../src/manifest/yaml.ts';
import { checkPages, fillPage } from '../../../../src/pages/index.ts';
import { procedural } from '../../../../src/providers/procedural/index.ts';
import { judgeDiagnostics } from '../diagnostics.ts';
import { type FuzzTarget, promise } from '../target.ts';
import { bytesOf, projectFile, textOf } from '../texts.ts';
import { hostileWorld } from '../world.ts';

const FILE = { src: '/art/fox-16.webp', width: 16, height: 16 };
const SITE: SiteManifest = {
  schemaVersion: 1,
  images: {
    fox: {
      alt: 'The "fox" & <friends>',
      width: 64,
      height: 64,
      outputs: {
        small: {
          ...FILE,
          srcset: { webp: '/art/fox-16.webp 16w' },
          sources: [{ width: 16, height: 16, type: 'image/webp', srcset: '/art/fox-16.webp 16w' }],
          files: [
            {
              ...FILE,
              path: 'art/fox-16.webp',
              digest: digestOf('fox'),
              key: '0123456789abcdef',
              type: 'image/webp',
              format: 'webp',
              bytes: 9,
            },
          ],
        },
      },
    },
  },
};

const PAGE = `<!doctype html><html><head><title>x</title><style>a{background:url(/art/fox-16.webp)}</style></head>
<body><img data-imagebuild="fox" class="a" alt=""><picture><source srcset="/art/fox-16.webp 16w"><img src="/art/fox-16.webp" width="16" height="16" alt="x"></picture>
<img data-imagebuild=owl data-imagebuild-output='big'><script>"/art/fox-16.webp"</script></body></html>`;

async function judgePage(text: string): Promise<void> {
  const file = 'index.html';
  const filled = await fillPage(file, text, SITE);
  if (filled.problems.length > 0) judgeDiagnostics(filled.problems, { [file]: text });
  const again = await fillPage(file, filled.text, SITE);
  promise(again.text === filled.text || filled.problems.length > 0, 'a page that was filled is filled again');
  const checked = await checkPages([{ path: file, file, text }], SITE, '/art/');
  const said = [...checked.errors, ...checked.warnings];
  if (said.length > 0) judgeDiagnostics(said, { [file]: text });
}

const request = (prompt: string) => ({
  operation: 'generate',
  prompt,
  negativePrompt: prompt.slice(0, 40),
  seed: 7,
  params: { width: 64, height: 64 },
  inputs: {},
});

async function judgePrompt(prompt: string): Promise<void> {
  const [one, other] = await Promise.all([
    procedural.generate(request(prompt), hostileWorld('procedural')),
    procedural.generate(request(prompt), hostileWorld('procedural')),
  ]);
  promise(Buffer.compare(one.bytes, other.bytes) === 0, 'one prompt has two pictures');
}

/** Where in the text of a manifest something is set; and then it is there, and nothing else has changed. */
function judgeEdit(text: string): void {
  const value = (written: string) =>
    readYaml(new SourceText('a.yaml', written)).document?.value as
      | { assets?: { [name: string]: { [key: string]: unknown } } }
      | undefined
      | null;
  const before = value(text);
  if (before === undefined || before === null || typeof before !== 'object') return;
  const place = ['assets', 'fox'];
  const fox = before.assets?.fox;
  for (const written of ['a "quoted": text # no comment', 12, true, ' leading', 'null', '{x}'] as const) {
    const after = setKey(text, place, 'seed', written);
    if (after === undefined || fox === null || typeof fox !== 'object' || Array.isArray(fox)) continue;
    const changed = value(after);
    promise(changed !== undefined, `setting a key has spoilt the manifest:\n${after}`);
    if (!changed) continue;
    promise(
      changed.assets?.fox?.seed === written,
      `the key has another value: ${JSON.stringify(changed.assets?.fox)}`,
    );
    const strip = (of: typeof before) =>
      JSON.stringify(of, (key, member: unknown) => (key === 'seed' ? undefined : member));
    promise(strip(changed) === strip(before), 'setting a key has changed another');
  }
  for (const edited of [
    addEntry(text, ['assets', 'fox', 'scenes'], 'new-scene', { prompt: 'a: b' }),
    renameKey(text, place, 'vixen'),
    rewriteText(text, [...place, 'prompt'], (old) => `${old} & more`),
  ])
    promise(edited === undefined || Boolean(value(edited)), `an edit has spoilt the manifest:\n${edited}`);
}

const EDITED = `# comment
assets:
  fox: # the mascot
    seed: 42   # fixed
    prompt: 'a fox'
    scenes:
      running: running
      reading: { prompt: reading, seed: 3 }
  owl: { seed: 1, prompt: "an owl" }
`;

/** Texts of people: pages, prompts, and manifests into which something is written. */
export const TEXT_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'page',
    words: [
      '<img ',
      'data-imagebuild="fox"',
      'data-imagebuild="constructor"',
      'data-imagebuild="__proto__"',
      '<picture>',
      '</picture>',
      '<base href="',
      'srcset="',
      '<!--',
      '-->',
      '<svg>',
      '<template>',
      '\0',
      '&quot;',
      "'",
      'http://[',
      '//',
      '\r\n',
      'url(',
    ],
    seeds: () => [bytesOf(PAGE)],
    judge: (input) => judgePage(textOf(input)),
  },
  {
    name: 'prompt',
    words: [
      'fox',
      'red jacket',
      '</svg>',
      '<script>',
      '&',
      '"',
      '\0',
      '\u001b[31m',
      '\u202e',
      '#ff0000',
      'running',
      'in a forest',
      'ﬁ',
      'İ',
      '👩‍👩‍👧',
      '9999999',
      'constructor',
      '__proto__',
    ],
    seeds: () =>
      [
        'a fox in a red jacket running through a forest at night, snow',
        'three robots and a blue chair',
        '"text" on a sign',
      ].map(bytesOf),
    judge: (input) => judgePrompt(textOf(input).slice(0, 10_000)),
  },
  {
    name: 'edit',
    words: [
      '&a ',
      '*a',
      '- ',
      '? ',
      ': ',
      '# x',
      '{',
      '}',
      '"',
      "'",
      '|\n',
      '>-\n',
      '\r\n',
      '\t',
      '!!str ',
      'fox',
      'seed',
      'assets',
      '---\n',
      '...\n',
      '\ufeff',
    ],
    seeds: () => [bytesOf(EDITED), projectFile('examples/minimal/imagebuild.yaml')],
    judge: (input) => judgeEdit(textOf(input)),
  },
];
