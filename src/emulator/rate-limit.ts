/** So many requests in so many milliseconds; whoever sends more is refused for a while. */
export interface RateLimit {
  readonly requests: number;
  readonly per: number;
  readonly penalty: number;
}

interface Window {
  arrivals: number[];
  refusedUntil: number;
}

/** A sliding window over the arrivals of each key. Refused requests neither count nor prolong the penalty. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #windows = new Map<string, Window>();

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** Whether a request that arrives now is one too many. */
  exceeded(key: string, now: number): boolean {
    const { requests, per, penalty } = this.#limit;
    const window = this.#windows.get(key) ?? { arrivals: [], refusedUntil: 0 };
    this.#windows.set(key, window);
    if (now < window.refusedUntil) return true;
    window.arrivals = window.arrivals.filter((at) => at > now - per);
    window.arrivals.push(now);
    if (window.arrivals.length <= requests) return false;
    this.#windows.set(key, { arrivals: [], refusedUntil: now + penalty });
    return true;
  }

  reset(): void {
    this.#windows.clear();
  }
}
