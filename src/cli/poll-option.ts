import { InvalidArgumentError, Option } from 'commander';
import { POLL_INTERVAL, type Polling, pollingFrom } from '../build/index.ts';
import { seconds } from '../core/words.ts';
import type { Call } from './command.ts';

/** Returns the option of commands that watch files. */
export function pollOption(): Option {
  const usual = seconds(POLL_INTERVAL);
  return new Option(
    '--poll [duration]',
    `look at files every ${usual}, or as often as you say, where the file system reports no changes; off: never`,
  )
    .argParser(parse)
    .preset('on');
}

/** Returns how often to look at files, as the option or `IMAGEBUILD_POLL` says; undefined where neither does. */
export function pollingOf({ own, environment }: Pick<Call, 'own' | 'environment'>): Polling | undefined {
  const text = environment('IMAGEBUILD_POLL') ?? '';
  if (own.poll !== undefined) return own.poll as Polling;
  if (text === '') return undefined;
  const polling = pollingFrom(text);
  if (polling === undefined) throw new InvalidArgumentError(`IMAGEBUILD_POLL is "${text}"; ${WANTED}`);
  return polling;
}

const WANTED = 'give a duration, as in 500ms or 2s, or off';

function parse(text: string): Polling {
  const polling = pollingFrom(text);
  if (polling === undefined) throw new InvalidArgumentError(WANTED);
  return polling;
}
