import { openProject } from '../../../../src/build/project.ts';
import { EMPTY_LOCKFILE } from '../../../../src/lockfile/index.ts';
import { planTargets } from '../../../../src/plan/index.ts';
import { type MemoryTree, memoryFiles } from '../../../support/memory-files.ts';
import { judgeDiagnostics, type KnownTexts } from '../diagnostics.ts';
import { type FuzzTarget, promise } from '../target.ts';
import { bytesOf, projectFile, textOf } from '../texts.ts';

const ROOT = '/project';

/** A project that mentions every kind of file; one of them is what is fuzzed. */
const MANIFEST = `version: 1
include: art/*.yaml
env: [HOST]
providers:
  paint: { type: stability, base_url: "https://\${HOST}", limits: { requests: 10, per: 10s }, timeout: 3m }
  free: { type: procedural }
budget: { run: 60, day: 200 }
site: { out_dir: public/art, manifest: [public/images.json, src/art.ts], file_name: "[id]-[output]-[width].[ext]" }
styles:
  brand: flat vector style
  told: { file: ./style.md }
profiles:
  draft: { provider: free }
defaults: { provider: free, style: brand, negative_prompt: blurry }
outputs:
  hero: { widths: [480, 960], formats: [avif, webp], aspect: "16:9", position: attention, placeholder: thumbhash }
  og: { width: 1200, height: 630, formats: [jpeg], max_bytes: 120kB, background: "#fff" }
assets:
  fox:
    seed: 42
    prompt: { file: ./fox.md }
    alt: "The fox, {scene}"
    tags: [mascot]
    scenes: { running: running, reading: { prompt: reading, params: { aspect_ratio: "3:2" } } }
    matrix: { theme: { light: daylight, dark: night }, size: [small, large], exclude: [{ theme: dark, size: large }] }
    outputs: [hero, og]
  print: { provider: paint, operation: upscale, model: conservative, image: fox/running@light.small, prompt: a fox, seed: 7 }
  product: { each: { file: ./rows.csv, key: sku }, seed: 7, prompt: "{name} in {colour}", outputs: [og] }
  thing: { each: { file: ./rows.json, key: id }, seed: 7, prompt: "{name}", image: ./photo.png, operation: image-to-image }
`;

const TREE: MemoryTree = {
  [`${ROOT}/imagebuild.yaml`]: MANIFEST,
  [`${ROOT}/style.md`]: 'told in a file\n',
  [`${ROOT}/fox.md`]: 'a fox, {scene}, {theme}\n',
  [`${ROOT}/rows.csv`]: 'sku,name,colour\nsku-1,Chair,red\nsku-2,"Table, large",blue\n',
  [`${ROOT}/rows.tsv`]: 'sku\tname\tcolour\nsku-1\tChair\tred\n',
  [`${ROOT}/rows.json`]: '[{"id":"a","name":"Lamp"},{"id":"b","name":null}]',
  [`${ROOT}/rows.yaml`]: '- { id: a, name: Lamp }\n- id: b\n  name: 12\n',
  [`${ROOT}/art/more.yaml`]:
    'styles: { warm: warm light }\nassets:\n  owl: { seed: 9, prompt: an owl, style: warm }\n',
  [`${ROOT}/photo.png`]: 'no picture',
};

/** Expanding is bounded by the number of targets, which is allowed to be large; judging all of them is not the point. */
const JUDGED = 3000;

/** Reads a project of which one file is hostile; then reads it again, and plans it. */
async function judgeProject(file: string, input: Uint8Array, manifest = MANIFEST): Promise<void> {
  const tree = { ...TREE, [`${ROOT}/imagebuild.yaml`]: manifest, [`${ROOT}/${file}`]: input };
  const read = () =>
    openProject({
      cwd: ROOT,
      files: memoryFiles(tree),
      environment: (name) => (name === 'HOST' ? 'paint.example' : undefined),
    });
  const first = await read();
  if (!first.ok) {
    return judgeDiagnostics(first.failure.diagnostics, textsOf(tree));
  }
  const project = first.value;
  if (project.graph.targets.size > JUDGED) return;
  for (const path of project.manifest.files)
    promise(!path.startsWith('/') && !path.split('/').includes('..'), `${path} was read`);
  const { site } = project;
  for (const path of [site.outDir, ...site.manifests])
    promise(!path.startsWith('/') && !path.split('/').includes('..'), `${path} would be written`);
  const plan = planned(project);
  if (plan.problems.length > 0) return judgeDiagnostics(plan.problems, textsOf(tree));
  for (const { outputs } of plan.targets)
    for (const { files } of outputs)
      for (const { path } of files)
        promise(
          path.startsWith(`${site.outDir}/`) || site.outDir === '.',
          `${path} lies outside ${site.outDir}`,
        );
  const again = await read();
  promise(again.ok, 'the second reading refuses what the first has taken');
  if (!again.ok) return;
  const keys = (of: typeof plan) => JSON.stringify(of.targets.map(({ id, key }) => [id, key]));
  promise(keys(planned(again.value)) === keys(plan), 'the second reading has other keys');
}

function textsOf(tree: MemoryTree): KnownTexts {
  const texts = Object.entries(tree).map(([path, content]) => [
    path.slice(ROOT.length + 1),
    typeof content === 'string' ? content : content instanceof Uint8Array ? textOf(content) : '',
  ]);
  return Object.fromEntries(texts);
}

type OpenProject = Extract<Awaited<ReturnType<typeof openProject>>, { ok: true }>['value'];

function planned({ manifest, graph, catalog, inputs, contents }: OpenProject) {
  return planTargets({
    manifest,
    graph,
    catalog,
    selected: new Set(graph.targets.keys()),
    forced: new Set(),
    lockfile: EMPTY_LOCKFILE,
    tool: '0.0.0',
    observations: {
      input: (path) => inputs.get(path),
      content: (path) => contents.get(path),
      holds: () => false,
      kept: () => undefined,
      damagedMaster: () => undefined,
      damagedRecord: () => undefined,
      ordered: () => false,
      asked: () => false,
      animated: () => false,
      inputFacts: () => undefined,
      file: () => 'missing',
      cached: () => false,
    },
  });
}

const WORDS = [
  ...new Set(MANIFEST.match(/[\w-]+:?|[^\s\w]/g) ?? []),
  ...[
    '&a ',
    '*a',
    '!!str ',
    '<<: ',
    '? ',
    '---\n',
    '0',
    '-1',
    '1e999',
    'null',
    '~',
    '\t',
    '\r\n',
    '\0',
    '\u2028',
    '\ud800',
  ],
  ...[
    '__proto__: 1',
    'constructor: {}',
    'toString',
    'hasOwnProperty',
    '../',
    '/etc/passwd',
    'C:\\x',
    '..\\',
    'file:///',
  ],
  ...[
    '18446744073709551616',
    '0x10',
    '1_000',
    '!!binary ',
    '!!js/function ',
    '%YAML 1.1\n',
    '"\\u0000"',
    "''",
    '|\n',
    '>-\n',
  ],
];

const examples = ['brand', 'catalogue', 'minimal', 'stability', 'vite'].map(
  (name) => `examples/${name}/imagebuild.yaml`,
);

/** Targets that read a whole project, of which one file is hostile. */
export const MANIFEST_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'manifest',
    words: WORDS,
    seeds: () => [bytesOf(MANIFEST), ...examples.map(projectFile)],
    judge: (input) => judgeProject('imagebuild.yaml', input),
  },
  {
    name: 'include',
    words: WORDS,
    seeds: () => [bytesOf(String(TREE[`${ROOT}/art/more.yaml`]))],
    judge: (input) => judgeProject('art/more.yaml', input),
  },
  {
    name: 'prompt-file',
    words: [
      '{scene}',
      '{',
      '}',
      '{{',
      '}}',
      '{theme.name}',
      '\r\n',
      '\0',
      '\ufeff',
      '{__proto__}',
      '{constructor}',
    ],
    seeds: () => [bytesOf(String(TREE[`${ROOT}/fox.md`]))],
    judge: (input) => judgeProject('fox.md', input),
  },
  ...['csv', 'tsv', 'json', 'yaml'].map(
    (kind): FuzzTarget => ({
      name: `rows-${kind}`,
      words: [
        ',',
        '\t',
        '"',
        '""',
        '\n',
        '\r\n',
        '\r',
        '\0',
        '\ufeff',
        '__proto__',
        'constructor',
        'sku',
        'name',
        '{',
        '}',
        '[',
        ']',
        ':',
        'null',
        '1e999',
        '- ',
      ],
      seeds: () => [bytesOf(String(TREE[`${ROOT}/rows.${kind}`]))],
      judge: (input) =>
        judgeProject(
          `rows.${kind}`,
          input,
          `version: 1\nassets:\n  product:\n    each: { file: ./rows.${kind}, key: ${kind.endsWith('sv') ? 'sku' : 'id'} }\n    seed: 7\n    prompt: "{name}"\n`,
        ),
    }),
  ),
];
