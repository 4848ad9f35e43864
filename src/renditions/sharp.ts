import type SharpFactory from 'sharp';

let loaded: Promise<typeof SharpFactory> | undefined;

/**
 * The image library, loaded on first use: commands that draw nothing start without it.
 * Its cache is off because it goes by file name and can serve a replaced file's old picture; one thread per
 * operation because our own queue fills the cores.
 */
export function loadSharp(): Promise<typeof SharpFactory> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return loaded;
}
