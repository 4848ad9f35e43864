import { counted, seconds } from '../../core/words.ts';

/** What a build says in which there was nothing to do; the duration in milliseconds. */
export function nothingToDo(targets: number, duration: number): string {
  if (targets === 0) return 'Nothing to do.';
  return `Nothing to do: ${counted(targets, 'target is', 'targets are')} up to date (${seconds(duration)}).`;
}
