import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  buildProject,
  checkProject,
  costReport,
  openProject,
  type Project,
  planProject,
  projectStatus,
  pruneProject,
  type Report,
} from '../../../../src/build/index.ts';
import type { Diagnostic } from '../../../../src/core/diagnostic.ts';
import { judgeDiagnostics } from '../diagnostics.ts';
import { type FuzzTarget, promise } from '../target.ts';
import { bytesOf, textOf } from '../texts.ts';

const MANIFEST = `version: 1
site: { out_dir: art, manifest: [images.json, app.webmanifest, art.ts] }
outputs: { small: { widths: [16], formats: [png], placeholder: color } }
assets:
  fox: { seed: 7, prompt: a fox, params: { width: 64, height: 64 }, outputs: [small] }
  owl: { seed: 8, prompt: an owl, params: { width: 64, height: 64 }, outputs: [small], provider: paint, model: core }
providers: { paint: { type: stability } }
`.replace(', params: { width: 64, height: 64 }, outputs: [small], provider', ', outputs: [small], provider');

/** What no command may touch: it lies beside the project. */
const BESIDE = 'beside.png';

interface Ground {
  /** A project that was built, and is copied for each input. */
  readonly built: string;
  readonly folder: string;
}

let ground: Promise<Ground> | undefined;

async function prepare(): Promise<Ground> {
  const top = mkdtempSync(join(tmpdir(), 'imagebuild-fuzz-'));
  process.on('exit', () => rmSync(top, { recursive: true, force: true }));
  const built = join(top, 'built');
  mkdirSync(built);
  writeFileSync(join(built, 'imagebuild.yaml'), MANIFEST);
  const report = await buildProject(await opened(built), { patterns: ['fox'], keepGoing: true });
  promise(report.failure === undefined, JSON.stringify(report.errors));
  const state = join(built, '.imagebuild');
  mkdirSync(join(state, 'pending'), { recursive: true });
  writeFileSync(join(state, 'ledger.jsonl'), `${JSON.stringify(LEDGER)}\n`);
  writeFileSync(join(state, `pending/${PENDING.key.slice(7)}.json`), JSON.stringify(PENDING));
  return { built, folder: join(top, 'project') };
}

const KEY = `sha256:${'a'.repeat(64)}`;
const LEDGER = {
  at: '2026-11-20T10:00:00.000Z',
  startedAt: '2026-11-20T10:00:00.000Z',
  outcome: 'paid',
  key: KEY,
  target: 'owl',
  asset: 'owl',
  provider: 'paint',
  model: 'core',
  credits: 3,
  charged: 'yes',
  requestId: 'a1',
};
const PENDING = {
  key: KEY,
  recipe: {
    provider: 'stability',
    operation: 'generate',
    model: 'core',
    prompt: 'an owl',
    seed: 8,
    params: {},
    inputs: {},
  },
  target: 'owl',
  asset: 'owl',
  provider: 'paint',
  credits: 3,
  startedAt: '2026-11-20T10:00:00.000Z',
  received: { picture: { digest: `sha256:${'b'.repeat(64)}`, bytes: 100, format: 'png' }, seed: 8 },
};

async function opened(cwd: string): Promise<Project> {
  const project = await openProject({ cwd, environment: () => undefined });
  if (!project.ok) throw new Error(JSON.stringify(project.failure.diagnostics));
  return project.value;
}

/** The one file below a folder of the built project whose name matches. */
function findFile(folder: string, pattern: RegExp, below = ''): string {
  const [found] = readdirSync(join(folder, below), { recursive: true, encoding: 'utf8' }).filter(
    (path) => pattern.test(path) && statSync(join(folder, below, path)).isFile(),
  );
  if (found === undefined) throw new Error(`no file like ${pattern}`);
  return join(below, found);
}

/** Every command that reads what earlier ones have left, on a project of which one such file is hostile. */
async function judgeState(pattern: RegExp, input: Uint8Array): Promise<void> {
  ground ??= prepare();
  const { built, folder } = await ground;
  rmSync(folder, { recursive: true, force: true });
  cpSync(built, folder, { recursive: true });
  writeFileSync(join(dirname(folder), BESIDE), 'nobody touches this');
  const path = findFile(folder, pattern);
  writeFileSync(join(folder, path), input);
  const lock = readFileSync(join(built, 'imagebuild.lock'), 'utf8');
  const texts = { 'imagebuild.yaml': MANIFEST, 'imagebuild.lock': lock, [path]: textOf(input) };
  const said = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.length > 0 && judgeDiagnostics(diagnostics, texts);
  const failed = ({ failure, errors }: Report) => failure !== undefined && judgeDiagnostics(errors, texts);

  const project = await opened(folder);
  const planned = await planProject(project);
  if (!planned.ok) said(planned.failure.diagnostics);
  else {
    said(planned.warnings);
    numbers(await projectStatus(planned.value));
  }
  failed(await checkProject(project));
  numbers(await costReport(project));
  const pruned = await pruneProject(project, { remove: true, siblings: false });
  if ('kind' in pruned) said(pruned.diagnostics);
  failed(await buildProject(await opened(folder), { patterns: ['fox'], keepGoing: true }));
  failed(await buildProject(await opened(folder), { holdSpending: true, keepGoing: true }));
  promise(
    readFileSync(join(dirname(folder), BESIDE), 'utf8') === 'nobody touches this',
    'a file outside was touched',
  );
  const around = readdirSync(dirname(folder)).sort().join();
  promise(
    around === ['beside.png', 'built', 'project'].join(),
    `outside of the project there is now ${around}`,
  );
}

/** No sum is spoilt by what stands in a file. */
function numbers(value: unknown): void {
  const text = JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'number' && !Number.isFinite(one) ? 'no number' : one,
  );
  promise(!text.includes('"no number"'), `a sum is no number: ${text.slice(0, 300)}`);
  promise(!/"(credits|unknownCredits|day|month)":"/.test(text), `a sum is a text: ${text.slice(0, 300)}`);
}

const WORDS = [
  ...[
    '"__proto__"',
    'null',
    '[]',
    '{}',
    '""',
    '-1',
    '1e400',
    '"../../../beside"',
    'sha256:../../../../beside',
    '"/etc/passwd"',
    'true',
    '\n',
    '"\\u0000"',
  ],
  ...[
    '"key"',
    '"recipe"',
    '"master"',
    '"digest"',
    '"format"',
    '"files"',
    '"images"',
    '"version":',
    '"received"',
    '"others"',
    '"job"',
    '"credits"',
    '"charged":"yes"',
    '"at":',
  ],
];

function target(name: string, pattern: RegExp): FuzzTarget {
  return {
    name: `state-${name}`,
    words: WORDS,
    async seeds() {
      ground ??= prepare();
      const { built } = await ground;
      return [new Uint8Array(readFileSync(join(built, findFile(built, pattern)))), bytesOf('{}')];
    },
    judge: (input) => judgeState(pattern, input),
  };
}

/** What earlier commands have left in the project, and anybody may have changed. */
export const STATE_TARGETS: readonly FuzzTarget[] = [
  target('ledger', /ledger\.jsonl$/),
  target('pending', /pending\/.*\.json$/),
  target('key-record', /masters\/keys\/.*\.json$/),
  target('output-index', /outputs\.json$/),
  target('site-manifest', /^images\.json$/),
  target('webmanifest', /\.webmanifest$/),
  target('lockfile', /^imagebuild\.lock$/),
];
