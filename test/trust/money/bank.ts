import type { Scheduler } from 'fast-check';
import sharp from 'sharp';
import { z } from 'zod';
import type { Clock } from '../../../src/core/ports.ts';
import { defineProvider, type Provider, ProviderError } from '../../../src/providers/index.ts';

/** What becomes of one request. */
export const FATES = [
  'picture',
  'refused for free',
  'refused and perhaps charged',
  'failed for free',
  'charged without a picture',
  'unknown',
  'a fault of the provider',
] as const;
export type Fate = (typeof FATES)[number];

/** Models by what a picture of each costs; sums of such prices carry binary dust. */
export const PRICES = { tenth: 0.1, one: 1, odd: 2.5, three: 3, eight: 8 } as const;
export type Model = keyof typeof PRICES;

/** One request in the books of the seller, who knows better than we what was charged. */
export interface Sale {
  readonly credits: number;
  fate?: Fate;
}

/** A clock that only goes when it is told to, and any way. */
export class WilfulClock implements Clock {
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  jump(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async sleep(): Promise<void> {}
}

/** Somebody who sells pictures, deals out fates, and keeps books of his own. */
export class Seller {
  readonly sales: Sale[] = [];
  /** Told of each request as it leaves, and of each as it ends. */
  heard: () => void = () => {};
  #fates: Fate[] = [];
  #jumps: number[] = [];
  #scheduler: Scheduler | undefined;
  readonly #clock: WilfulClock;

  constructor(clock: WilfulClock) {
    this.#clock = clock;
  }

  /** What is to happen to the next requests, and how far the clock jumps before and after each. */
  expect(fates: readonly Fate[], jumps: readonly number[], scheduler: Scheduler | undefined): void {
    this.#fates = [...fates];
    this.#jumps = [...jumps];
    this.#scheduler = scheduler;
  }

  get provider(): Provider {
    return defineProvider({
      type: 'bank',
      summary: 'sells pictures',
      paid: true,
      source: 'generated',
      capabilities: [...Object.entries(PRICES), ['secret', undefined] as const].map(([model, credits]) => ({
        operation: 'generate',
        model,
        summary: 'sells pictures',
        params: z.strictObject({}),
        prompt: 'required',
        negativePrompt: false,
        seed: true,
        inputs: {},
        price: () => credits,
      })),
      generate: async ({ model = '', seed = 0 }, world) => {
        await world.beforeSpending();
        const sale: Sale = { credits: PRICES[model as Model] ?? 0 };
        this.sales.push(sale);
        this.#clock.jump(this.#jumps.shift() ?? 0);
        this.heard();
        const fate = this.#fates.shift() ?? 'picture';
        await (this.#scheduler?.schedule(Promise.resolve(), fate) ?? Promise.resolve());
        sale.fate = fate;
        this.#clock.jump(this.#jumps.shift() ?? 0);
        this.heard();
        return answer(fate, seed + this.sales.length);
      },
    });
  }

  /** Credits that are charged for certain, and those of which only the seller knows. */
  static charged(sales: readonly Sale[]): { readonly certain: number; readonly perhaps: number } {
    const sum = (fates: readonly (Fate | undefined)[]) =>
      sales.filter(({ fate }) => fates.includes(fate)).reduce((total, { credits }) => total + credits, 0);
    return {
      certain: sum(['picture', 'charged without a picture']),
      // What is still in flight may come to be charged.
      perhaps: sum(['unknown', 'refused and perhaps charged', 'a fault of the provider', undefined]),
    };
  }
}

async function answer(fate: Fate, colour: number) {
  const trouble = (kind: ProviderError['kind'], charged: ProviderError['charged']) =>
    new ProviderError(fate, { kind, charged });
  switch (fate) {
    case 'picture':
      return { bytes: await plain(colour), format: 'png', warnings: [] } as const;
    case 'charged without a picture':
      return { bytes: Buffer.from('nothing of the kind'), format: 'png', warnings: [] } as const;
    case 'refused for free':
      throw trouble('refused', 'no');
    case 'refused and perhaps charged':
      throw trouble('refused', 'unknown');
    case 'failed for free':
      throw trouble('unavailable', 'no');
    case 'unknown':
      throw trouble('outcome-unknown', 'unknown');
    case 'a fault of the provider':
      throw new TypeError('undefined is not a function');
  }
}

function plain(colour: number): Promise<Buffer> {
  const background = { r: colour % 256, g: (colour >> 8) % 256, b: (colour >> 16) % 256 };
  return sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
}
