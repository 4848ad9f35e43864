import { parseEnv } from 'node:util';
import { InvalidArgumentError } from 'commander';
import { commonOptions, withEnvironment } from '../../../../src/cli/flags.ts';
import { parseFault, readEmulatorConfig } from '../../../../src/emulator/index.ts';
import { selectTargets, type Target, type TargetGraph } from '../../../../src/targets/index.ts';
import { type FuzzTarget, promise } from '../target.ts';
import { bytesOf, textOf } from '../texts.ts';

/** A value is taken or refused with words; what is taken is a number that can be reckoned with. */
function judgeValue(read: () => unknown): void {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    promise(error.message !== '', 'a value is refused without a word');
    return;
  }
  if (typeof value === 'number')
    promise(Number.isFinite(value) && value >= 0, `${value} was taken for a number`);
}

/** `--flag=value` lines, as a command line or as environment variables would give them. */
function judgeFlags(text: string): void {
  for (const line of text.split('\n')) {
    const value = line.slice(line.indexOf('=') + 1);
    for (const option of commonOptions())
      if (option.parseArg) judgeValue(() => option.parseArg?.(value, undefined as never));
    judgeEnvironment(
      Object.fromEntries(commonOptions().map((option) => [variableOf(option.attributeName()), value])),
    );
  }
}

function variableOf(name: string): string {
  return `IMAGEBUILD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function judgeEnvironment(variables: NodeJS.Dict<string>): void {
  judgeValue(() => {
    const flags = withEnvironment({}, (name) =>
      Object.hasOwn(variables, name) ? variables[name] : undefined,
    );
    for (const value of Object.values(flags))
      if (typeof value === 'number')
        promise(Number.isFinite(value) && value >= 0, `${value} was taken for a number`);
    return undefined;
  });
}

const target = (id: string, tags: readonly string[]) => {
  const [asset = '', scene] = id.replace(/@.*/, '').split('/');
  return { id, asset, scene, tags, inputs: new Map() } as unknown as Target;
};
const GRAPH: TargetGraph = {
  targets: new Map(
    [
      target('fox/running@dark.large', ['mascot']),
      target('fox/reading@light', ['mascot', 'big']),
      target('constructor/tostring@a', []),
      target(`${'a'.repeat(200)}/${'b'.repeat(200)}@${'c'.repeat(200)}`, ['x'.repeat(100)]),
    ].map((one) => [one.id, one]),
  ),
};

function judgePattern(text: string): void {
  const { selected, problems } = selectTargets(GRAPH, [text]);
  for (const id of selected) promise(GRAPH.targets.has(id), `${id} was selected and is none`);
  promise(
    selected.size > 0 || problems.length > 0 || text.startsWith('changed:'),
    'nothing was selected in silence',
  );
  const again = selectTargets(GRAPH, [text]);
  promise([...again.selected].join() === [...selected].join(), 'selecting twice gives two answers');
}

const CONFIG = `port: 0
host: 127.0.0.1
keys: { sk-one: 100, sk-two: 0 }
limit: { requests: 150, per: 10s, penalty: 60s }
moderation: { refuse: [forbidden], blur: [suggestive] }
latency: 800ms..3s
job_time: 5s
pictures: plain
unknown_fields: refuse
`;

/** What is typed, or kept in small files beside the manifest. */
export const ARGUMENT_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'flags',
    words: [
      '180s',
      '3m',
      '1e400',
      '-1',
      '0x10',
      'Infinity',
      'NaN',
      '999999999999999999999h',
      '.5s',
      '',
      ' ',
      'true',
      'tty',
      '\0',
      '--',
    ],
    seeds: () => [
      bytesOf('--max-cost=12.5\n--concurrency=4\n--timeout=180s\n--reporter=junit\n--max-images=3'),
    ],
    judge: (input) => judgeFlags(textOf(input)),
  },
  {
    name: 'env-file',
    words: [
      '=',
      '"',
      "'",
      '`',
      '#',
      '\n',
      '\\n',
      'export ',
      'IMAGEBUILD_TIMEOUT=',
      'IMAGEBUILD_CONCURRENCY=',
      '$A',
      '\0',
      '\r',
    ],
    seeds: () => [
      bytesOf(
        '# keys\nSTABILITY_API_KEY=sk-test\nIMAGEBUILD_TIMEOUT="10s"\nexport IMAGEBUILD_MAX_COST=3\nA=\'b\nc\'\n',
      ),
    ],
    judge: (input) => judgeEnvironment(parseEnv(textOf(input))),
  },
  {
    name: 'pattern',
    words: [
      '*',
      '**',
      '?',
      '/',
      '@',
      'tag:',
      'changed:',
      '{a,b}',
      '[a-z]',
      '(a|aa)+$',
      '\\',
      'constructor',
      '__proto__',
    ],
    seeds: () => ['fox/*', 'tag:m*', '**@dark*', 'a*b*c*', 'fox'].map(bytesOf),
    judge: (input) => judgePattern(textOf(input)),
  },
  {
    name: 'emulator-config',
    words: ['&a [*a]', '<<: ', '..', '1e999ms', '-1', 'null', '__proto__: {}', '!!js/function', '---', '\0'],
    seeds: () => [bytesOf(CONFIG)],
    judge: (input) => {
      const read = readEmulatorConfig(textOf(input));
      promise(read.ok || read.problems.every((problem) => problem !== ''), 'a problem without words');
    },
  },
  {
    name: 'emulator-fault',
    words: [
      '429=',
      'slow=',
      'cut=',
      'content-type=',
      '=',
      '1e999s',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
    ],
    seeds: () =>
      ['429=1', 'slow=800ms', 'cut=mid-body', 'finish=ERROR', 'content-type=text/html'].map(bytesOf),
    judge: (input) => {
      const fault = parseFault(textOf(input));
      promise(fault === undefined || typeof fault.kind === 'string', 'a fault of no kind');
    },
  },
];
