import type SharpFactory from 'sharp';
import { problem } from '../core/diagnostic.ts';
import { failure, ImagebuildError } from '../core/failure.ts';
import { isSystemError, systemProblem } from '../core/system-trouble.ts';

let loaded: Promise<typeof SharpFactory> | undefined;

/**
 * The image library, loaded on first use: commands that draw nothing start without it.
 * Its cache is off because it goes by file name and can serve a replaced file's old picture; one thread per
 * operation because our own queue fills the cores. Rejects with an {@link ImagebuildError} where it is not installed
 * for this machine.
 */
export function loadSharp(): Promise<typeof SharpFactory> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<typeof SharpFactory> {
  try {
    const { default: sharp } = await import('sharp');
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  } catch (error) {
    throw new ImagebuildError(failure('unexpected', notLoaded(error)));
  }
}

function notLoaded(error: unknown) {
  if (isSystemError(error)) return systemProblem(error, 'the image library cannot be loaded: ');
  const [reason] = String((error as Error)?.message ?? error).split('\n');
  return problem('image-library-missing', `the image library (sharp) cannot be loaded: ${reason}`, {
    hint: 'install the dependencies again, on this machine and for it (`npm ci`)',
  });
}
