import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { KEY } from '../support/canary.ts';
import { byAction, decodeOutputs, edit, openShop, snapshot } from '../support/cli.ts';
import { BIN, createRig, type Document, type Ended, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: public/art, manifest: public/art/images.json }
  profiles:
    draft: { params: { width: 64, height: 64 } }
  defaults:
    provider: procedural
    params: { width: 96, height: 64 }
    outputs: [small]
  outputs:
    small: { widths: [32, 64], formats: [webp] }
  assets:
    fox:
      seed: 42
      prompt: a fox
      tags: [animal]
      scenes:
        running: running through a forest
        reading: reading under a tree
    copy:
      operation: image-to-image
      params: { strength: 0.5 }
      image: fox/running
      seed: 3
      prompt: a fox at night
`;
// What image-to-image takes is not what generate takes.
const PROJECT = MANIFEST.replace('    params: { width: 96, height: 64 }\n', '').replace(
  '      seed: 42\n',
  '      seed: 42\n      params: { width: 96, height: 64 }\n',
);

const BROKEN = PROJECT.replace('seed: 42', 'sed: 42');
const PAID = `
  version: 1
  defaults: { provider: stability, model: core, seed: 1, outputs: [small] }
  outputs: { small: { widths: [32], formats: [webp] } }
  assets:
    fox: { prompt: a fox }
`;

function project(manifest = PROJECT): Rig {
  return createRig({ 'imagebuild.yaml': manifest });
}

/** One document, whole, without what has no place in it. */
function expectDocument(text: string, rig: Rig): Document {
  const document = JSON.parse(text);
  expect(Object.keys(document)).toEqual([
    'schemaVersion',
    'command',
    'ok',
    'exitCode',
    'config',
    'counts',
    'cost',
    'durationMs',
    'targets',
    'warnings',
    'errors',
  ]);
  expect(document.schemaVersion).toBe(1);
  expect(Object.keys(document.counts)).toEqual(
    'targets generated restored reused rendered removed failed refused unknown'.split(' '),
  );
  expect(Object.keys(document.cost)).toEqual([
    'estimatedCredits',
    'spentCredits',
    'unknownCredits',
    'requests',
  ]);
  expect(document.durationMs).toBeGreaterThanOrEqual(0);
  for (const { id, action, reasons, outputs } of document.targets) {
    expect(typeof id).toBe('string');
    expect(['generate', 'restore', 'render', 'reuse', 'remove']).toContain(action);
    expect(reasons.length).toBeGreaterThan(0);
    expect(Array.isArray(outputs)).toBe(true);
  }
  for (const { code, message } of [...document.errors, ...document.warnings]) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(message).not.toBe('');
  }
  expectClean(text, rig);
  return document;
}

function expectClean(text: string, rig: Rig): void {
  expect(text).toBe(stripVTControlCharacters(text));
  expect(text).not.toContain(rig.folder);
}

function codes({ errors }: Document): string[] {
  return errors.map(({ code }: Document) => code);
}

function git(rig: Rig, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd: rig.folder,
    env: { PATH: process.env.PATH, HOME: rig.folder },
    stdio: 'pipe',
    encoding: 'utf8',
  });
}

describe('The JSON document', () => {
  test.each(['build', 'plan', 'check'])('%s prints one when all goes well', async (command) => {
    const rig = project();
    if (command === 'check') await rig.run(['build']);
    const { stdout, exitCode } = await rig.run([command, '--json']);
    const document = expectDocument(stdout, rig);
    expect(document).toMatchObject({ command, ok: true, exitCode: 0, config: 'imagebuild.yaml', errors: [] });
    expect(exitCode).toBe(0);
    expect(document.targets).toHaveLength(3);
  });

  test.each([
    [
      'an invalid manifest',
      'build',
      3,
      'unknown-key',
      (rig: Rig) => rig.write({ 'imagebuild.yaml': BROKEN }),
    ],
    ['an invalid manifest', 'plan', 3, 'unknown-key', (rig: Rig) => rig.write({ 'imagebuild.yaml': BROKEN })],
    [
      'an invalid manifest',
      'check',
      3,
      'unknown-key',
      (rig: Rig) => rig.write({ 'imagebuild.yaml': BROKEN }),
    ],
    ['no manifest', 'build', 3, 'manifest-missing', (rig: Rig) => rig.remove('imagebuild.yaml')],
    ['no match', 'build nobody', 3, 'no-match', () => {}],
    [
      'a budget',
      'build --max-cost 1',
      4,
      'over-budget',
      (rig: Rig) => rig.write({ 'imagebuild.yaml': PAID }),
    ],
    ['no key', 'build', 5, 'provider-unauthorized', (rig: Rig) => rig.write({ 'imagebuild.yaml': PAID })],
    ['a damaged lock', 'build', 8, 'lock-damaged', (rig: Rig) => rig.write({ 'imagebuild.lock': '{' })],
    ['a damaged lock', 'plan', 8, 'lock-damaged', (rig: Rig) => rig.write({ 'imagebuild.lock': '{' })],
    ['no lock', 'check', 8, 'lock-missing', () => {}],
    ['no lock', 'build --frozen', 8, 'lock-missing', () => {}],
    ['a flag that nobody knows', 'build --jsn', 3, 'usage', () => {}],
    ['a flag without its value', 'build --max-cost much', 3, 'usage', () => {}],
    ['an unknown profile', 'build --profile drft', 3, 'unknown-profile', () => {}],
    ['force without a pattern', 'build --force', 3, 'usage', () => {}],
  ] as const)('is complete after %s (%s → %i)', async (_, command, exitCode, code, prepare) => {
    const rig = project();
    prepare(rig);
    const ended = await rig.run([...command.split(' '), '--json']);
    const document = expectDocument(ended.stdout, rig);
    expect({ exitCode: ended.exitCode, inside: document.exitCode, ok: document.ok }).toEqual({
      exitCode,
      inside: exitCode,
      ok: false,
    });
    expect(codes(document)[0]).toBe(code);
    expect(ended.stderr).toContain(document.errors[0].message);
  });

  test('errors point into the manifest and know what was meant', async () => {
    const rig = project(BROKEN);
    const { stdout, stderr } = await rig.run(['build', '--json']);
    const [error] = JSON.parse(stdout).errors;
    const line = BROKEN.split('\n').findIndex((text) => text.includes('sed: 42'));
    expect(error).toMatchObject({ code: 'unknown-key', file: 'imagebuild.yaml', line, column: 5 });
    expect(error.hint).toContain('seed');
    expect(stderr).toContain(`imagebuild.yaml:${line}:5`);
    expect(stderr).toContain('^^^');
  });
});

describe('What goes where', () => {
  test('data goes to standard output, words for people to standard error', async () => {
    const rig = project();
    const build = await rig.run(['build']);
    expect(build.stdout).toBe('');
    expect(build.stderr).toContain('✓ 3 targets: 3 generated; 6 files written');
    expect((await rig.run(['plan'])).stdout).toBe('');
    expect((await rig.run(['check'])).stdout).toBe('');
    const why = await rig.run(['why', 'copy']);
    expect([why.stdout, why.stderr]).toEqual(['copy: reuse\n\n  up to date\n', '']);
  });

  test('--out takes the data, and standard output stays empty', async () => {
    const rig = project();
    const { stdout, exitCode } = await rig.run(['build', '--json', '--out', 'report.json']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
    expect(expectDocument(rig.read('report.json'), rig).counts.generated).toBe(3);
    await rig.run(['graph', '-o', 'graph.dot']);
    expect(rig.read('graph.dot')).toMatch(/^digraph imagebuild \{/);
    const impossible = await rig.run(['graph', '-o', 'nowhere/graph.dot']);
    expect(impossible.exitCode).toBe(3);
    expect(impossible.stderr).toContain('nowhere/graph.dot');
    expect(impossible.stderr).not.toContain('    at ');
  });

  test('--quiet says only what went wrong', async () => {
    const rig = project();
    const good = await rig.run(['build', '--quiet']);
    expect([good.stdout, good.stderr]).toEqual(['', '']);
    expect((await rig.run(['build', '-q'])).stderr).toBe('');
    expect((await rig.run(['check', '-q'])).stderr).toBe('');
    expect((await rig.run(['plan', '-q'])).stderr).toBe('');
    rig.write({ 'imagebuild.yaml': BROKEN });
    const { stderr } = await rig.run(['build', '--quiet']);
    expect(stderr).toContain('[unknown-key]');
  });

  test('colours: none without a terminal, FORCE_COLOR asks for them, NO_COLOR and --no-color refuse', async () => {
    const rig = project();
    const coloured = ({ stderr }: Ended) => stderr !== stripVTControlCharacters(stderr);
    expect(coloured(await rig.run(['plan']))).toBe(false);
    expect(coloured(await rig.run(['plan'], { env: { FORCE_COLOR: '1' } }))).toBe(true);
    expect(coloured(await rig.run(['plan'], { env: { NO_COLOR: '1' } }))).toBe(false);
    expect(coloured(await rig.run(['plan', '--no-color'], { env: { FORCE_COLOR: '1' } }))).toBe(false);
    const { stdout } = await rig.run(['build', '--json'], { env: { FORCE_COLOR: '1' } });
    expectDocument(stdout, rig);
  });
});

describe('Reporters', () => {
  test('jsonl streams events and ends with the summary', async () => {
    const rig = project();
    const { stdout } = await rig.run(['build', '--reporter', 'jsonl']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expectClean(stdout, rig);
    const types = lines.map(({ type }) => type);
    expect(types[0]).toBe('planned');
    expect(types.filter((type) => type === 'target-finished')).toHaveLength(3);
    expect(types.filter((type) => type === 'output-written')).toHaveLength(6);
    expect(types.at(-1)).toBe('summary');
    const { type: _, ...document } = lines.at(-1);
    expectDocument(JSON.stringify(document), rig);
    for (const args of [['build', '--frozen', '--bogus'], ['plan'], ['check']]) {
      const ended = await rig.run([...args, '--reporter', 'jsonl']);
      expect(JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
        type: 'summary',
        exitCode: ended.exitCode,
      });
    }
  });

  test('github: annotations at lines of the manifest, and a table in the step summary', async () => {
    const rig = project();
    const env = { GITHUB_STEP_SUMMARY: join(rig.folder, 'summary.md'), GITHUB_ACTIONS: 'true' };
    expect((await rig.run(['build', '--reporter', 'github'], { env })).exitCode).toBe(0);
    expect(rig.read('summary.md')).toContain('| `fox/running` | generate | new |');
    rig.write({ 'imagebuild.yaml': BROKEN });
    const line = BROKEN.split('\n').findIndex((text) => text.includes('sed: 42'));
    for (const command of ['build', 'check', 'plan']) {
      const { stdout, exitCode } = await rig.run([command, '--reporter', 'github'], { env });
      expect(exitCode).toBe(3);
      expect(stdout).toContain(`::error file=imagebuild.yaml,line=${line},col=5,title=unknown-key::`);
    }
    expect(rig.read('summary.md')).toContain('**unknown-key**');
    rig.write({ 'imagebuild.yaml': PROJECT.replace('a fox\n', 'a red fox\n') });
    const stale = await rig.run(['check', '--reporter', 'github'], { env });
    expect(stale.exitCode).toBe(8);
    expect(stale.stdout).toMatch(
      /^::error file=imagebuild\.yaml,line=\d+,col=\d+,title=lock-stale::fox\/running is not what the lockfile says/m,
    );
  });

  test('junit writes XML that parses, whatever the words in it', async () => {
    const rig = project();
    const good = await rig.run(['build', '--reporter', 'junit']);
    expect(elements(good.stdout)).toMatchObject({ testsuites: 1, testsuite: 1, testcase: 3 });
    rig.write({
      'imagebuild.yaml': `${PROJECT}  "<&>": { seed: 1, prompt: "a < b & c" }\n`.replace('\n\n', '\n'),
    });
    for (const command of ['build', 'check']) {
      const { stdout, exitCode } = await rig.run([command, '--reporter', 'junit']);
      expect(exitCode).toBe(3);
      expect(elements(stdout).failure).toBeGreaterThan(0);
    }
    rig.write({ 'imagebuild.yaml': PROJECT.replace('a fox\n', 'a red fox\n') });
    expect(elements((await rig.run(['check', '--reporter', 'junit'])).stdout).failure).toBeGreaterThan(1);
  });

  test('plain writes a line for each target, also where tty was asked for without a terminal', async () => {
    const rig = project();
    const { stderr } = await rig.run(['build', '--reporter', 'plain']);
    expect(stderr.match(/✓ (fox\/(running|reading)|copy) {2}generate, 2 files/g)).toHaveLength(3);
  });
});

/** A small reader of XML: throws unless every element is closed in order; counts elements by name. */
function elements(xml: string): { [name: string]: number } {
  expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
  const counts: { [name: string]: number } = {};
  const open: string[] = [];
  const body = xml.replace(/^<\?xml[^>]*\?>/, '');
  const pattern = /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  let read = 0;
  for (const match of body.matchAll(pattern)) {
    read += match[0].length;
    const [, closing, name, attributes = '', empty, text] = match;
    for (const words of [attributes, text ?? ''])
      expect(words.replace(/&(amp|lt|gt|quot|apos|#\d+);/g, '')).not.toContain('&');
    if (name === undefined) continue;
    if (closing) expect(open.pop()).toBe(name);
    else {
      counts[name] = (counts[name] ?? 0) + 1;
      if (!empty) open.push(name);
    }
  }
  expect(read, 'all of it was read').toBe(body.length);
  expect(open).toEqual([]);
  return counts;
}

describe('Usage', () => {
  test.each([
    [['biuld'], 'unknown target|unknown command|no target matches', 'build'],
    [['build', '--frozn'], 'unknown option .--frozn.', '--frozen'],
    [['graph', '--format', 'svg'], 'dot, mermaid, json', undefined],
    [['build', '--reporter', 'xml'], 'tty, plain, jsonl, github, junit', undefined],
    [['build', '-j', '0'], 'whole number from 1', undefined],
    [['build', '--timeout', 'soon'], 'duration', undefined],
    [['why'], 'missing required argument', undefined],
    [['why', 'fox/runing'], 'there is no target', 'fox/running'],
    [['build', '--config'], 'argument missing', undefined],
    [['build', '-C', 'nowhere'], 'nowhere', undefined],
    [['lock', 'break'], 'lock merge', undefined],
    [['schema', 'lockfil'], 'lockfil', undefined],
  ] as const)('%j is exit 3 and says what is wrong', async (args, message, meant) => {
    const rig = project();
    const { exitCode, stderr, stdout } = await rig.run(args);
    expect(exitCode, stderr).toBe(3);
    expect(stderr).toMatch(new RegExp(message));
    if (meant !== undefined) expect(stderr).toContain(meant);
    expect(stdout).toBe('');
    expect(stderr).not.toContain('    at ');
    expect(rig.files(true)).toEqual(['imagebuild.yaml']);
  });

  test('--version and --help go to standard output with exit 0', async () => {
    const rig = project();
    const version = await rig.run(['--version']);
    expect([version.exitCode, version.stdout, version.stderr]).toEqual([0, '0.1.0\n', '']);
    expect((await rig.run(['-V'])).stdout).toBe('0.1.0\n');
    for (const args of [['--help'], ['help'], ['plan', '--help'], ['help', 'plan']]) {
      const { exitCode, stdout, stderr } = await rig.run(args);
      expect([exitCode, stderr], args.join(' ')).toEqual([0, '']);
      expect(stdout).toContain('Usage: imagebuild');
    }
    expect((await rig.run(['plan', '--help'])).stdout).toContain('--detailed-exitcode');
  });

  test('IMAGEBUILD_* variables mirror the flags, and a flag wins', async () => {
    const rig = project();
    rig.write({ 'sub/place/.keep': '' });
    const json = await rig.run(['plan'], { env: { IMAGEBUILD_JSON: '1' } });
    expect(JSON.parse(json.stdout).command).toBe('plan');
    const quiet = await rig.run(['plan'], { env: { IMAGEBUILD_QUIET: 'true' } });
    expect(quiet.stderr).toBe('');
    const elsewhere = await rig.run(['plan'], {
      cwd: join(rig.folder, 'sub'),
      env: { IMAGEBUILD_CWD: '..', IMAGEBUILD_CONFIG: 'imagebuild.yaml' },
    });
    expect(elsewhere.exitCode, elsewhere.stderr).toBe(0);
    rig.write({ 'imagebuild.yaml': PAID });
    const limited = await rig.json(['build'], { env: { IMAGEBUILD_MAX_COST: '1' } });
    expect([limited.exitCode, ...codes(limited)]).toEqual([4, 'over-budget']);
    const wrong = await rig.run(['build'], { env: { IMAGEBUILD_MAX_COST: 'much' } });
    expect(wrong.exitCode).toBe(3);
    expect(wrong.stderr).toContain('IMAGEBUILD_MAX_COST');
    const flag = await rig.json(['build', '--max-cost', '2'], { env: { IMAGEBUILD_MAX_COST: '100' } });
    expect(flag.errors[0].message).toContain('--max-cost allows 2');
  });

  test('a file of variables that is missing is exit 3', async () => {
    const { exitCode, stderr } = await project().run(['plan'], { env: { IMAGEBUILD_ENV_FILE: 'none.env' } });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('there is no file none.env');
  });

  test('--env-file gives variables that the environment does not have', async () => {
    const shop = await openShop();
    const rig = project(PAID);
    rig.write({ '.env': `STABILITY_API_KEY=${KEY}\nSTABILITY_API_HOST=http://127.0.0.1:9\n` });
    const document = await rig.json(['build', '--env-file', '.env'], {
      env: { STABILITY_API_HOST: shop.url },
    });
    expect(document).toMatchObject({ exitCode: 0, counts: { generated: 1 } });
  });

  test('the manifest is found upward, and -C works from elsewhere', async () => {
    const rig = project();
    rig.write({ 'deep/er/.keep': '' });
    expect((await rig.run(['build'], { cwd: join(rig.folder, 'deep/er') })).exitCode).toBe(0);
    expect(rig.exists('imagebuild.lock')).toBe(true);
    expect(rig.files().filter((path) => path.startsWith('deep/'))).toEqual(['deep/er/.keep']);
    const outside = await rig.json(['plan', '-C', rig.folder], { cwd: '/' });
    expect(outside).toMatchObject({ exitCode: 0, counts: { targets: 3, reused: 3 } });
  });
});

describe('Looking around', () => {
  test('plan touches nothing, and --detailed-exitcode tells whether there is something to do', async () => {
    const rig = project();
    const before = snapshot(rig.folder);
    expect((await rig.run(['plan'])).exitCode).toBe(0);
    expect((await rig.run(['plan', '--detailed-exitcode'])).exitCode).toBe(2);
    const document = await rig.json(['plan', '--detailed-exitcode']);
    expect(document).toMatchObject({ exitCode: 2, ok: true });
    expect((await rig.run(['build', '--dry-run'])).exitCode).toBe(0);
    expect(snapshot(rig.folder)).toEqual(before);
    await rig.run(['build']);
    expect((await rig.run(['plan', '--detailed-exitcode'])).exitCode).toBe(0);
    rig.write({ 'imagebuild.yaml': BROKEN });
    expect((await rig.run(['plan', '--detailed-exitcode'])).exitCode).toBe(3);
  });

  test('graph writes dot, mermaid and JSON', async () => {
    const rig = project();
    expect((await rig.run(['graph'])).stdout).toContain('  "fox/running" -> "copy";\n');
    const mermaid = (await rig.run(['graph', '--format', 'mermaid'])).stdout;
    expect(mermaid).toMatch(/^flowchart LR\n/);
    expect(mermaid).toMatch(/ {2}t\d --> t\d\n/);
    const asFormat = JSON.parse((await rig.run(['graph', '--format', 'json'])).stdout);
    expect(asFormat.edges).toEqual([{ from: 'fox/running', to: 'copy' }]);
    expect(await rig.json(['graph'])).toMatchObject(asFormat);
  });

  test('config shows every value and where it comes from', async () => {
    const rig = project();
    const { stdout } = await rig.run(['config', 'fox/running']);
    const line = (text: string) => rig.read('imagebuild.yaml').split('\n').indexOf(text) + 1;
    expect(stdout).toMatch(
      new RegExp(`^seed +42 +asset fox \\(imagebuild\\.yaml:${line('    seed: 42')}\\)$`, 'm'),
    );
    expect(stdout).toMatch(/^provider +procedural +defaults \(imagebuild\.yaml:\d+\)$/m);
    const { settings } = await rig.json(['config', 'fox/running']);
    const prompt = settings.find(({ key }: Document) => key === 'prompt');
    expect(prompt.layers.map(({ layer }: Document) => layer)).toEqual(['asset fox', 'scene running']);
    const unknown = await rig.json(['config', 'fox']);
    expect(unknown).toMatchObject({ exitCode: 3, errors: [{ code: 'unknown-target' }] });
  });

  test('status counts what there is and what was spent', async () => {
    const rig = project();
    expect(await rig.json(['status'])).toMatchObject({ lock: 'absent', targets: { total: 3, generate: 3 } });
    await rig.run(['build']);
    expect(await rig.json(['status'])).toMatchObject({
      exitCode: 0,
      lock: 'current',
      targets: { total: 3, reuse: 3 },
      masters: { count: 3 },
      spent: { day: 0, month: 0 },
      pending: [],
    });
    const { stdout } = await rig.run(['status']);
    expect(stdout).toMatch(/^up to date +3$/m);
  });

  test('schema prints the schema of manifest and lockfile', async () => {
    const rig = project();
    const manifest = JSON.parse((await rig.run(['schema'])).stdout);
    expect(manifest.properties).toHaveProperty('assets');
    const lockfile = JSON.parse((await rig.run(['schema', 'lockfile'])).stdout);
    expect(lockfile.properties).toHaveProperty('lockfileVersion');
  });
});

describe('Beginning', () => {
  test('init and build, with no key and no network, make pictures', async () => {
    const rig = createRig();
    const { stderr, exitCode } = await rig.run(['init']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('wrote imagebuild.yaml');
    const plan = await rig.json(['plan']);
    expect(plan).toMatchObject({ exitCode: 0, warnings: [], cost: { estimatedCredits: 0 } });
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, counts: { generated: 2 } });
    expect(await decodeOutputs(rig)).toBe(12);
    git(rig, 'init', '--quiet');
    git(rig, 'add', '--all');
    const kept = git(rig, 'ls-files').trim().split('\n');
    expect(kept).toContain('imagebuild.lock');
    expect(kept.some((path) => path.startsWith('.imagebuild/masters/'))).toBe(true);
    expect(kept.filter((path) => path.startsWith('.imagebuild/') && !path.includes('/masters/'))).toEqual([]);
  });

  test('init never overwrites, and adds only what is missing to the files of git', async () => {
    const rig = project();
    const before = snapshot(rig.folder);
    const refused = await rig.json(['init']);
    expect(refused).toMatchObject({ exitCode: 3, errors: [{ code: 'manifest-exists' }] });
    expect(snapshot(rig.folder)).toEqual(before);
    rig.remove('imagebuild.yaml');
    rig.write({ '.gitignore': 'node_modules', '.gitattributes': '*.psd filter=lfs\n' });
    expect((await rig.run(['init'])).exitCode).toBe(0);
    expect(rig.read('.gitignore')).toMatch(/^node_modules\n\.imagebuild\/cache\/\n/);
    expect(rig.read('.gitattributes')).toMatch(/^\*\.psd filter=lfs\nimagebuild\.lock /);
  });
});

describe('Profiles', () => {
  test('a profile lives apart: main lock, outputs and site manifest stay as they are', async () => {
    const rig = project(
      PROJECT.replace('draft: { params: { width: 64, height: 64 } }', 'draft: { seed: 9 }'),
    );
    await rig.run(['build']);
    const main = Object.entries(snapshot(rig.folder)).filter(
      ([path]) => !path.startsWith('.imagebuild/') && !path.endsWith('/'),
    );
    const document = await rig.json(['build', '--profile', 'draft']);
    expect(document).toMatchObject({ exitCode: 0, counts: { generated: 3 } });
    expect(Object.entries(snapshot(rig.folder))).toEqual(expect.arrayContaining(main));
    expect(rig.exists('.imagebuild/profiles/draft/imagebuild.lock')).toBe(true);
    expect(rig.exists('.imagebuild/profiles/draft/public/art/images.json')).toBe(true);
    for (const output of document.targets.flatMap(({ outputs }: Document) => outputs))
      expect(output).toMatch(/^\.imagebuild\/profiles\/draft\/public\/art\//);
    expect(await rig.json(['build', '--profile', 'draft'])).toMatchObject({ counts: { reused: 3 } });
    expect(await rig.json(['build'])).toMatchObject({ counts: { reused: 3 } });
    expect(await rig.json(['prune', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await rig.json(['build', '--profile', 'draft'])).toMatchObject({ counts: { generated: 0 } });
  });
});

describe('lock merge', () => {
  async function twoBranches(prepare: (rig: Rig) => void = () => {}): Promise<Rig> {
    const rig = project();
    git(rig, 'init', '--quiet', '-b', 'main');
    prepare(rig);
    rig.write({ '.gitignore': '.imagebuild/\npublic/\n' });
    await rig.run(['build']);
    git(rig, 'add', '--all');
    git(rig, 'commit', '--quiet', '-m', 'base');
    git(rig, 'checkout', '--quiet', '-b', 'theirs');
    edit(rig, 'imagebuild.yaml', 'reading under a tree', 'reading in bed');
    await rig.run(['build']);
    git(rig, 'commit', '--quiet', '-a', '-m', 'theirs');
    git(rig, 'checkout', '--quiet', 'main');
    edit(rig, 'imagebuild.yaml', 'reading under a tree', 'reading by the sea');
    await rig.run(['build']);
    git(rig, 'commit', '--quiet', '-a', '-m', 'ours');
    return rig;
  }

  test('a conflict of a real merge is resolved by what the manifest wants', async () => {
    const rig = await twoBranches();
    expect(() => git(rig, 'merge', 'theirs')).toThrow();
    expect(rig.read('imagebuild.lock')).toContain('<<<<<<< HEAD');
    // The manifest is in conflict itself: somebody decides for theirs.
    git(rig, 'checkout', '--theirs', 'imagebuild.yaml');
    const merged = await rig.json(['lock', 'merge']);
    expect(merged).toMatchObject({ exitCode: 0, changed: true, targets: 3 });
    const lock = JSON.parse(rig.read('imagebuild.lock'));
    expect(lock.targets['fox/reading'].recipe.prompt).toBe('a fox, reading in bed');
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, counts: { generated: 0 } });
    expect((await rig.run(['check'])).exitCode).toBe(0);
    expect(await rig.json(['lock', 'merge'])).toMatchObject({ exitCode: 0, changed: false });
  });

  test('until a conflict is settled, prune deletes nothing that either side has paid for', async () => {
    const rig = await twoBranches();
    expect(() => git(rig, 'merge', 'theirs')).toThrow();
    git(rig, 'checkout', '--ours', 'imagebuild.yaml');
    const before = rig.files(true).filter((path) => path.includes('/masters/sha256/'));
    expect(await rig.json(['prune', '--yes'])).toMatchObject({
      exitCode: 8,
      errors: [{ code: 'lock-conflicted' }],
    });
    expect(rig.files(true).filter((path) => path.includes('/masters/sha256/'))).toEqual(before);
  });

  test('build takes a conflicted lock, too, and leaves a merged one', async () => {
    const rig = await twoBranches();
    expect(() => git(rig, 'merge', 'theirs')).toThrow();
    git(rig, 'checkout', '--ours', 'imagebuild.yaml');
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, counts: { generated: 0 } });
    expect(rig.read('imagebuild.lock')).not.toContain('<<<<<<<');
    expect((await rig.run(['check'])).exitCode).toBe(0);
  });

  test('as a merge driver it leaves of what both have changed a conflict that it settles later', async () => {
    const rig = await twoBranches((rig) => {
      rig.write({ '.gitattributes': 'imagebuild.lock merge=imagebuild\nimagebuild.yaml merge=union\n' });
      git(rig, 'config', 'merge.imagebuild.driver', `"${process.execPath}" "${BIN}" lock merge %O %A %B`);
    });
    edit(rig, 'imagebuild.yaml', 'seed: 3', 'seed: 4');
    await rig.run(['build']);
    git(rig, 'commit', '--quiet', '-a', '-m', 'more');
    expect(() => git(rig, 'merge', '--no-edit', 'theirs')).toThrow(/both sides have changed fox\/reading/);
    expect(git(rig, 'diff', '--name-only', '--diff-filter=U')).toBe('imagebuild.lock\n');
    expect(rig.read('imagebuild.lock').match(/^<{7}.*\n.*/gm)).toEqual([
      '<<<<<<< ours\n    "fox/reading": {',
    ]);
    // Lines of both sides make no manifest: somebody decides.
    git(rig, 'checkout', 'main', '--', 'imagebuild.yaml');
    expect(await rig.json(['lock', 'merge'])).toMatchObject({ exitCode: 0, changed: true });
    const lock = JSON.parse(rig.read('imagebuild.lock'));
    expect(Object.keys(lock.targets)).toEqual(['copy', 'fox/reading', 'fox/running']);
    expect(lock.targets.copy.recipe.seed).toBe(4);
  });

  test('a side that cannot be read is exit 8, and the file stays', async () => {
    const rig = project();
    for (const name of ['base', 'ours', 'theirs']) writeFileSync(join(rig.folder, name), '{');
    const document = await rig.json(['lock', 'merge', 'base', 'ours', 'theirs']);
    expect(document).toMatchObject({ exitCode: 8, errors: [{ code: 'lock-damaged' }] });
    expect(rig.read('ours')).toBe('{');
  });
});

test('targets by tag and by glob are selected with what they are made from', async () => {
  const rig = project();
  expect(byAction(await rig.json(['plan', 'tag:animal']))).toEqual({
    generate: ['fox/reading', 'fox/running'],
  });
  expect(byAction(await rig.json(['plan', 'copy']))).toEqual({ generate: ['copy', 'fox/running'] });
  expect(byAction(await rig.json(['plan', 'fox/r*ing']))).toEqual({
    generate: ['fox/reading', 'fox/running'],
  });
});
