/** Milliseconds between two saves. */
const SAVE_INTERVAL = 5000;

/** Saves now and then during a long build: rewriting the whole lock for every target would be quadratic. */
export class PeriodicSave {
  readonly #save: () => Promise<void>;
  readonly #now: () => number;
  #last: number;
  #saving: Promise<void> | undefined;

  constructor(save: () => Promise<void>, clock: { now(): number }) {
    this.#save = save;
    this.#now = () => clock.now();
    this.#last = clock.now();
  }

  async tick(): Promise<void> {
    if (this.#saving !== undefined || this.#now() - this.#last < SAVE_INTERVAL) return;
    this.#saving = this.#save().finally(() => {
      this.#last = this.#now();
      this.#saving = undefined;
    });
    await this.#saving;
  }
}
