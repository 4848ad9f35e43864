import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { problem } from '../../core/diagnostic.ts';
import { type Failure, failure } from '../../core/failure.ts';
import type { Duration, EmulatorOptions, RateLimit } from '../../emulator/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { finish } from '../views/finish.ts';

const DEFAULT_PORT = 8757;
const LIMIT: RateLimit = { requests: 150, per: 10_000, penalty: 60_000 };

interface Own {
  readonly port?: number;
  readonly host?: string;
  readonly key?: { readonly [key: string]: number };
  readonly settings?: string;
  readonly rate?: Pick<RateLimit, 'requests' | 'per'>;
  readonly penalty?: number;
  readonly latency?: string;
  readonly jobTime?: string;
  readonly refuse?: readonly string[];
  readonly blur?: readonly string[];
  readonly pictures?: 'drawn' | 'plain';
  readonly withdrawnEngines?: boolean;
  readonly cors?: readonly string[];
}

export const emulator: Command = {
  name: 'emulator',
  summary: 'run a local server that speaks the Stability API; costs nothing, needs no key',
  group: 'Look around',
  options: () => [
    new Option('--port <n>', `where to listen (${DEFAULT_PORT}); 0 takes any free port`).argParser(port),
    new Option('--host <address>', 'listen on another address than the loopback one'),
    new Option('--key <key=credits>', 'accept a key and give it credits; may be repeated').argParser(keys),
    new Option('--settings <file>', 'read settings from a YAML or JSON file; flags win'),
    new Option('--rate <n/duration>', 'requests that a key may send, as in 150/10s').argParser(rate),
    new Option('--penalty <duration>', 'how long a key is refused that sent more (60s)').argParser(span),
    new Option('--latency <range>', 'what a picture takes, as in 800ms..3s'),
    new Option('--job-time <range>', 'what an asynchronous job takes, as in 10s..16s'),
    new Option('--refuse <word>', 'refuse prompts with this word; may be repeated').argParser(words),
    new Option('--blur <word>', 'blur pictures of prompts with this word; may be repeated').argParser(words),
    new Option('--pictures <kind>', 'drawn from the prompt, or plain fields of colour').choices([
      'drawn',
      'plain',
    ]),
    new Option(
      '--withdrawn-engines',
      'serve engines that the vendor has withdrawn: stable-diffusion-v1-6 and older',
    ),
    new Option(
      '--cors <origin>',
      'let pages of this origin ask, or of any with *; may be repeated',
    ).argParser(origins),
  ],
  async run(call) {
    const { DEMO_KEY, startEmulator } = await import('../../emulator/index.ts');
    const options = await optionsOf(call);
    if ('kind' in options) return finish(call, options);
    const started = await startEmulator(options).catch((error: NodeJS.ErrnoException) => error);
    if (started instanceof Error) return finish(call, cannotListen(started, options));
    announce(call, started.url, started.key === DEMO_KEY ? DEMO_KEY : undefined);
    await new Promise<void>((done) => call.stop.onFirst(done));
    await started.close();
    return EXIT.ok;
  },
};

/** Flags over the settings file over what is usual. */
async function optionsOf(call: Call): Promise<EmulatorOptions | Failure> {
  const { rangeOf } = await import('../../emulator/index.ts');
  const own = call.own as Own;
  const file = await fromFile(call, own.settings);
  if ('kind' in file) return file;
  const ranges: { [name: string]: Duration | undefined } = {};
  for (const [name, text] of Object.entries({ latency: own.latency, jobTime: own.jobTime })) {
    if (text === undefined) continue;
    ranges[name] = rangeOf(text);
    if (ranges[name] !== undefined) continue;
    const flag = name === 'jobTime' ? '--job-time' : '--latency';
    return failure(
      'invalid-input',
      problem('usage', `${flag} is "${text}"`, { hint: 'give a duration or a range, as in 800ms..3s' }),
    );
  }
  const limit = { ...LIMIT, ...file.limit, ...own.rate };
  return {
    ...file,
    port: own.port ?? file.port ?? DEFAULT_PORT,
    host: own.host ?? file.host,
    credits: own.key ?? file.credits,
    limit: { ...limit, penalty: own.penalty ?? limit.penalty },
    moderation: {
      refuse: own.refuse ?? file.moderation?.refuse,
      blur: own.blur ?? file.moderation?.blur,
    },
    latency: ranges.latency ?? file.latency,
    jobTime: ranges.jobTime ?? file.jobTime,
    pictures: own.pictures ?? file.pictures,
    withdrawnEngines: own.withdrawnEngines ?? file.withdrawnEngines,
    cors: own.cors ?? file.cors,
  };
}

async function fromFile(call: Call, name: string | undefined): Promise<EmulatorOptions | Failure> {
  if (name === undefined) return {};
  const { readEmulatorConfig } = await import('../../emulator/index.ts');
  const folder = call.project.cwd ?? '.';
  const path = resolve(folder, name);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return failure('invalid-input', problem('usage', `--settings: ${name} cannot be read (${code})`));
  }
  const read = readEmulatorConfig(text);
  if (read.ok) return read.options;
  const file = relative(folder, path);
  return failure(
    'invalid-input',
    ...read.problems.map((sentence) => problem('usage', `${file}: ${sentence}`)),
  );
}

function cannotListen({ code, message }: NodeJS.ErrnoException, { host, port }: EmulatorOptions): Failure {
  const reason = code === 'EADDRINUSE' ? 'the port is taken' : (code ?? message);
  const hint = code === 'EADDRINUSE' ? 'give another --port; 0 takes any free one' : undefined;
  return failure(
    'unexpected',
    problem('system', `cannot listen on ${host ?? '127.0.0.1'}:${port}: ${reason}`, { hint }),
  );
}

/**
 * Says where the emulator listens and how to point a client there. The demo key is written past the terminal, which
 * would remove it: it is nobody's secret. Keys that were given are not repeated.
 */
function announce({ flags, terminal }: Call, url: string, demoKey: string | undefined): void {
  if (flags.json) {
    const ready = { schemaVersion: 1, command: 'emulator', ok: true, url };
    return void process.stdout.write(`${JSON.stringify(ready)}\n`);
  }
  if (terminal.quiet) return;
  terminal.say(`The emulator listens on ${url}`);
  terminal.say();
  terminal.say(`  export STABILITY_API_HOST=${url}`);
  terminal.stream.write(`  export STABILITY_API_KEY=${demoKey ?? '<one of the keys you gave>'}\n`);
  terminal.say();
  terminal.say(terminal.style('dim', 'Requests and pictures are shown there. Ctrl-C ends.'));
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('give a number from 0 to 65535');
  return value;
}

function keys(text: string, earlier: unknown): { readonly [key: string]: number } {
  const [, key, amount] = /^([\x21-\x7e]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('give a key and its credits, as in my-key=100');
  return { ...(earlier as object | undefined), [key]: Number(amount) };
}

function rate(text: string): Pick<RateLimit, 'requests' | 'per'> {
  const [, requests, per = ''] = /^(\d+)\/(.+)$/.exec(text) ?? [];
  if (requests === undefined || Number(requests) < 1)
    throw new InvalidArgumentError('give requests and a duration, as in 150/10s');
  return { requests: Number(requests), per: span(per) };
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

function span(text: string): number {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  if (value === undefined) throw new InvalidArgumentError('give a duration, as in 60s');
  return Number(value) * UNITS[(unit ?? 's') as keyof typeof UNITS];
}

function origins(text: string, earlier: unknown): readonly string[] {
  const shaped =
    text === '*' || text === 'null' || (URL.canParse(text) && /^[\w+.-]+:\/\/[^/?#@]+\/?$/.test(text));
  if (!shaped) throw new InvalidArgumentError('give an origin, as in http://localhost:5173, or *');
  return [...((earlier as readonly string[] | undefined) ?? []), text];
}

function words(text: string, earlier: unknown): readonly string[] {
  return [...((earlier as readonly string[] | undefined) ?? []), text];
}
