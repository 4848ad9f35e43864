import type { ProviderWorld } from '../../../src/providers/provider.ts';
import { sharpRaster } from '../../../src/renditions/raster.ts';

/** A world for a provider that is lied to: no waiting to speak of, and a clock that runs ahead as it is waited. */
export function hostileWorld(type: string, baseUrl?: string): ProviderWorld {
  let now = 1_800_000_000_000;
  return {
    settings: {
      name: type,
      type,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      limits: { requests: 1_000_000, per: 1, concurrency: 20 },
      timeout: 1000,
      poll: 10,
      headers: {},
      prices: {},
    },
    environment: (name) => (name === 'STABILITY_API_KEY' ? 'sk-test' : undefined),
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        now += Math.max(milliseconds, 1);
      },
    },
    raster: sharpRaster,
    signal: new AbortController().signal,
    stop: new AbortController().signal,
    beforeSpending: async () => {},
    accepted: async () => {},
  };
}
