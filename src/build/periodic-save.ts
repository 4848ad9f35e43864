/** Milliseconds between two saves, at least. */
const SAVE_INTERVAL = 5000;

/** A save that takes long happens seldom: it may cost this part of the time. */
const SHARE_OF_TIME = 1 / 50;

/** Saves now and then during a long build: rewriting the whole lock for every target would be quadratic. */
export class PeriodicSave {
  readonly #save: () => Promise<void>;
  readonly #now: () => number;
  #last: number;
  #pause = SAVE_INTERVAL;
  #saving: Promise<void> | undefined;

  constructor(save: () => Promise<void>, clock: { now(): number }) {
    this.#save = save;
    this.#now = () => clock.now();
    this.#last = clock.now();
  }

  async tick(): Promise<void> {
    const began = this.#now();
    const passed = began - this.#last;
    // A clock that was set back says nothing of how long ago that was.
    if (this.#saving !== undefined || (passed >= 0 && passed < this.#pause)) return;
    this.#saving = this.#save().finally(() => {
      this.#last = this.#now();
      this.#pause = Math.max(SAVE_INTERVAL, (this.#last - began) / SHARE_OF_TIME);
      this.#saving = undefined;
    });
    await this.#saving;
  }
}
