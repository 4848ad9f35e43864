import type { Clock } from '../../core/ports.ts';

/** However busy the disk is: after so many milliseconds what is there is read. */
const LONGEST = 1000;

/** Collects the paths of saved files until there is a pause: editors save in several steps, and several files at once. */
export class Saves {
  readonly #clock: Clock;
  readonly #paths = new Set<string>();
  #first = 0;
  #last = 0;
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(path: string): void {
    this.#last = this.#clock.now();
    if (this.#paths.size === 0) this.#first = this.#last;
    this.#paths.add(path);
    this.#wake?.();
  }

  /** Resolves when something was saved that nobody has taken yet, or when there will be no more. */
  async some(): Promise<void> {
    if (this.#paths.size > 0 || this.#ended) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  /** Resolves when nothing was saved for so many milliseconds. */
  async quiet(milliseconds: number): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      // A clock that was set back would have us wait until it has caught up.
      if (now < this.#last) this.#first = this.#last = now;
      const until = Math.min(this.#last + milliseconds, this.#first + LONGEST);
      if (this.#ended || now >= until) return;
      await this.#clock.sleep(until - now);
    }
  }

  /** Whether something was saved within so many milliseconds. */
  busy(milliseconds: number): boolean {
    const passed = this.#clock.now() - this.#last;
    return !this.#ended && passed >= 0 && passed < milliseconds;
  }

  take(): readonly string[] {
    const paths = [...this.#paths].sort();
    this.#paths.clear();
    return paths;
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }
}
