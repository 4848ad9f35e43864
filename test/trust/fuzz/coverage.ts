import { Session } from 'node:inspector';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Taken {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Range[] }[];
  }[];
}

/**
 * Which blocks of the bundled sources have run, by the engine's own count. Jazzer.js would count edges, but its native
 * part asks for a newer C library than this project is built with, and it sees CommonJS only.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  constructor() {
    this.#session.connect();
    this.#post('Profiler.enable');
    this.#post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  }

  /** Blocks seen so far. */
  get blocks(): number {
    return this.#seen.size;
  }

  /** How many blocks have run since the last time that had never run before. */
  take(): number {
    const before = this.#seen.size;
    const { result } = this.#post('Profiler.takePreciseCoverage') as Taken;
    for (const { url, functions } of result) {
      if (!url.endsWith('.cjs')) continue;
      for (const { ranges } of functions)
        for (const { startOffset, endOffset, count } of ranges)
          if (count > 0) this.#seen.add(`${startOffset}-${endOffset}`);
    }
    return this.#seen.size - before;
  }

  #post(method: string, parameters: object = {}): unknown {
    let answer: unknown;
    this.#session.post(method, parameters, (error, result) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  }
}
