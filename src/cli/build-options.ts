import type { BuildOptions } from '../build/index.ts';
import type { Call } from './command.ts';

/** Flags → options of a build: they have the same names. */
export function buildOptions({ flags, args, stop, terminal }: Call): BuildOptions {
  return {
    ...flags,
    patterns: args,
    onWait: (owner) => {
      if (!terminal.quiet) terminal.say(`Waiting for ${owner}.`);
    },
    signal: stop.signal,
    abandon: stop.abandon,
  };
}
