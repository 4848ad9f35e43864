/** Milliseconds between two saves, at least. */
const SAVE_INTERVAL = 5000;

/** A save that takes long happens seldom: it may cost this part of the time. */
const SHARE_OF_TIME = 1 / 50;

/** Saves now and then during a long build: rewriting the whole lock for every target would be quadratic. */
export class PeriodicSave {
  readonly #save: () => Promise<void>;
  readonly #now: () => number;
  #next: number;
  #saving: Promise<void> | undefined;

  constructor(save: () => Promise<void>, clock: { now(): number }) {
    this.#save = save;
    this.#now = () => clock.now();
    this.#next = clock.now() + SAVE_INTERVAL;
  }

  async tick(): Promise<void> {
    if (this.#saving !== undefined || this.#now() < this.#next) return;
    const began = this.#now();
    this.#saving = this.#save().finally(() => {
      const ended = this.#now();
      this.#next = ended + Math.max(SAVE_INTERVAL, (ended - began) / SHARE_OF_TIME);
      this.#saving = undefined;
    });
    await this.#saving;
  }
}
