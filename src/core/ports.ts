import type { PictureFacts, Pixels, Size } from './picture.ts';

/** Time, handed in so that waiting can be tested without waiting. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Reads one environment variable. */
export type Environment = (name: string) => string | undefined;

/**
 * Decoding, drawing and encoding of single pictures, so that providers need not know the image library.
 * Every method rejects when the bytes cannot be decoded or exceed the pixel limit.
 */
export interface Raster {
  /** Decodes the whole picture, so that a truncated one is found out. */
  inspect(bytes: Uint8Array): Promise<PictureFacts>;
  /** Orientation applied, converted to sRGB; resized to exactly `size` when given. */
  decode(bytes: Uint8Array, size?: Size): Promise<Pixels>;
  /** Draws an SVG document at exactly `size`. External references are not followed. */
  drawSvg(svg: string, size: Size): Promise<Pixels>;
  /** Lossless PNG. Equal pixels give equal bytes. */
  encodePng(pixels: Pixels): Promise<Uint8Array>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
