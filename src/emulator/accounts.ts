/** Whoever holds a key, and what it can still buy. */
export interface Account {
  readonly key: string;
  credits: number;
  /** Credits of pictures that are being made: promised, not yet taken. */
  held: number;
  readonly organization: string;
}

/** The accounts of an emulator. Money is counted in thousandths of a credit, so that sums stay exact. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #first: { readonly [key: string]: number };

  constructor(credits: { readonly [key: string]: number }) {
    this.#first = credits;
    this.reset();
  }

  /** Every account as it was in the beginning; accounts opened since are closed. */
  reset(): void {
    this.#accounts.clear();
    for (const [key, credits] of Object.entries(this.#first)) this.open(key, credits);
  }

  /** Opens an account, or gives an open one another balance. */
  open(key: string, credits: number): Account {
    const known = this.#accounts.get(key);
    if (known !== undefined) return Object.assign(known, { credits: exact(credits) });
    const organization = `org-${String(this.#accounts.size + 1).padStart(6, '0')}`;
    const account = { key, credits: exact(credits), held: 0, organization };
    this.#accounts.set(key, account);
    return account;
  }

  find(key: string): Account | undefined {
    return this.#accounts.get(key);
  }

  all(): Account[] {
    return [...this.#accounts.values()];
  }
}

/** What an account may still promise. */
export function available({ credits, held }: Account): number {
  return exact(credits - held);
}

/** Sets credits aside for a picture that is being made. */
export function hold(account: Account, credits: number): void {
  account.held = exact(account.held + credits);
}

/** Takes what was set aside. */
export function charge(account: Account, credits: number): void {
  release(account, credits);
  account.credits = exact(account.credits - credits);
}

/** Gives back what was set aside. */
export function release(account: Account, credits: number): void {
  account.held = exact(account.held - credits);
}

function exact(credits: number): number {
  return Math.round(credits * 1000) / 1000;
}

/** A key that can be shown: its end tells it from others. */
export function masked(key: string): string {
  return key.length < 8 ? '…' : `${key.startsWith('sk-') ? 'sk-' : ''}…${key.slice(-4)}`;
}
