import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Coverage } from './coverage.ts';
import { type Mutation, mutated, mutations } from './mutation.ts';
import { nameOfInput } from './names.ts';
import { Broken, type FuzzTarget } from './target.ts';
import { FUZZ_TARGETS } from './targets/index.ts';
import { PLANTED_TARGETS } from './targets/planted.ts';

/** What the process is told, in one environment variable. */
export interface FuzzOrder {
  readonly targets: readonly string[];
  /** Folders with a folder for each target, of inputs that are tried first. */
  readonly corpus: readonly string[];
  /** So many mutated inputs … */
  readonly inputs?: number;
  /** … or so many seconds of them, guided by coverage; inputs that reach new code are kept in this folder. */
  readonly guided?: { readonly seconds: number; readonly keep: string };
  readonly seed: number;
  /** A folder in which the input that is being tried stands under its target's name. */
  readonly current: string;
  /** Bytes of memory that no input may take. */
  readonly memory: number;
  /** Milliseconds of computing that no input may take; no limit when absent. */
  readonly computing?: number;
}

export interface FuzzFailure {
  readonly target: string;
  readonly message: string;
  /** In base 64. */
  readonly input: string;
}

/** What the process says on standard output. */
export interface FuzzOutcome {
  readonly inputs: number;
  /** Blocks of code that ran; 0 where nobody counted. */
  readonly blocks: number;
  /** Milliseconds of computing that the slowest input took. */
  readonly slowest: number;
  /** The largest resident memory, in bytes. */
  readonly memory: number;
  readonly failures: readonly FuzzFailure[];
}

/** So many different failures are enough. */
const ENOUGH = 12;

class Run {
  readonly #order: FuzzOrder;
  readonly #target: FuzzTarget;
  readonly #failures = new Map<string, FuzzFailure>();
  #inputs = 0;
  #slowest = 0;
  #memory = 0;

  constructor(order: FuzzOrder, target: FuzzTarget) {
    this.#order = order;
    this.#target = target;
  }

  async all(): Promise<FuzzOutcome> {
    const { corpus, guided } = this.#order;
    const own = corpus.flatMap((folder) => filesOf(join(folder, this.#target.name)));
    const pool = [...(await this.#target.seeds()), ...own];
    const coverage = guided === undefined ? undefined : new Coverage();
    for (const input of pool) await this.#try(input);
    if (coverage && guided) await this.#guided(pool, coverage, guided);
    else if (this.#order.inputs) await this.#mutated(pool);
    return {
      inputs: this.#inputs,
      blocks: coverage?.blocks ?? 0,
      slowest: Math.round(this.#slowest),
      memory: this.#memory,
      failures: [...this.#failures.values()],
    };
  }

  /** Shrinks what fails to the smallest change that does. */
  async #mutated(pool: readonly Uint8Array[]): Promise<void> {
    const { inputs: numRuns = 0, seed } = this.#order;
    const property = fc.asyncProperty(
      fc.nat(),
      mutations(this.#target.words ?? []),
      async (start, changes) => {
        const input = mutated(pool[start % pool.length] ?? new Uint8Array(), changes, pool);
        const failure = await this.#judge(input);
        if (failure) throw new Broken(JSON.stringify(failure));
      },
    );
    const found = await fc.check(property, { numRuns, seed, endOnFailure: false });
    const { errorInstance } = found;
    if (found.failed && errorInstance instanceof Broken)
      this.#remember(JSON.parse(errorInstance.message) as FuzzFailure);
    else if (found.failed) throw errorInstance;
  }

  async #guided(
    pool: Uint8Array[],
    coverage: Coverage,
    { seconds, keep }: { readonly seconds: number; readonly keep: string },
  ): Promise<void> {
    coverage.take();
    const folder = join(keep, this.#target.name);
    mkdirSync(folder, { recursive: true });
    const until = Date.now() + seconds * 1000;
    const changes = mutations(this.#target.words ?? []);
    for (let batch = 0; Date.now() < until && this.#failures.size < ENOUGH; batch++) {
      const drawn = fc.sample(
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), changes),
        {
          numRuns: 50,
          seed: this.#order.seed + batch,
        },
      );
      for (const [start, list] of drawn) {
        const input = mutated(startFrom(pool, start), list as Mutation[], pool);
        if (Date.now() > until) return;
        await this.#try(input);
        if (coverage.take() === 0) continue;
        pool.push(input);
        writeFileSync(join(folder, nameOfInput(input)), input);
      }
    }
  }

  async #try(input: Uint8Array): Promise<void> {
    const failure = await this.#judge(input);
    if (failure) this.#remember(failure);
  }

  #remember(failure: FuzzFailure): void {
    // An exception is told by the place that threw it, a broken promise by its words without what differs.
    const place = failure.message.split('\n').find((line) => /^ +at .*\.cjs:/.test(line));
    const kind = place ?? failure.message.split('\n')[0]?.replace(/\d+|"[^"]*"|: .*/g, '…') ?? '';
    const known = this.#failures.get(kind);
    if (known === undefined || failure.input.length < known.input.length) this.#failures.set(kind, failure);
  }

  async #judge(input: Uint8Array): Promise<FuzzFailure | undefined> {
    writeFileSync(join(this.#order.current, this.#target.name), input);
    this.#inputs += 1;
    const before = process.cpuUsage();
    const failed = (message: string) => ({
      target: this.#target.name,
      message,
      input: Buffer.from(input).toString('base64'),
    });
    try {
      await this.#target.judge(input);
    } catch (error) {
      if (error instanceof Broken) return failed(error.message);
      return failed(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const { user, system } = process.cpuUsage(before);
    const computing = (user + system) / 1000;
    this.#slowest = Math.max(this.#slowest, computing);
    if (computing > (this.#order.computing ?? Number.POSITIVE_INFINITY)) {
      // The first time may have compiled or collected what others left: slow is what is slow again.
      const again = await this.#computing(input);
      if (again > (this.#order.computing ?? 0)) return failed(`took ${Math.round(again)} ms of computing`);
    }
    const { rss } = process.memoryUsage();
    this.#memory = Math.max(this.#memory, rss);
    return rss > this.#order.memory ? failed(`memory grew to ${Math.round(rss / 1_048_576)} MiB`) : undefined;
  }

  async #computing(input: Uint8Array): Promise<number> {
    const before = process.cpuUsage();
    await this.#target.judge(input);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }
}

/** Young inputs are tried most: what was reached last leads furthest. */
function startFrom(pool: readonly Uint8Array[], part: number): Uint8Array {
  const index =
    part < 0.5
      ? Math.floor(part * 2 * pool.length)
      : pool.length - 1 - Math.floor((part * 2 - 1) ** 2 * pool.length);
  return pool[Math.max(0, Math.min(pool.length - 1, index))] ?? new Uint8Array();
}

function filesOf(folder: string): Uint8Array[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => new Uint8Array(readFileSync(join(folder, name))));
  } catch {
    return [];
  }
}

// What nobody awaits may fail, too: it would end a command.
const strays: string[] = [];
process.on('unhandledRejection', (error) => strays.push(`unhandled: ${(error as Error)?.stack ?? error}`));

async function main(): Promise<void> {
  const order = JSON.parse(process.env.IMAGEBUILD_FUZZ_ORDER ?? '{}') as FuzzOrder;
  const all = { inputs: 0, blocks: 0, slowest: 0, memory: 0, failures: [] as FuzzFailure[] };
  for (const name of order.targets) {
    const target = [...FUZZ_TARGETS, ...PLANTED_TARGETS].find((known) => known.name === name);
    if (target === undefined) throw new Error(`there is no target ${name}`);
    const outcome = await new Run(order, target).all();
    all.inputs += outcome.inputs;
    all.blocks += outcome.blocks;
    all.slowest = Math.max(all.slowest, outcome.slowest);
    all.memory = Math.max(all.memory, outcome.memory);
    all.failures.push(...outcome.failures);
    all.failures.push(...strays.splice(0, 3).map((message) => ({ target: name, message, input: '' })));
  }
  process.stdout.write(`${JSON.stringify(all)}\n`, () => process.exit(0));
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error)?.stack ?? error}\n`);
  process.exit(1);
});
