import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { Flags } from './flags.ts';

/** For commands that spend only when they are told that they may: what is said where they were not. */
export function needsLeave(
  { yes, maxCost }: Flags,
  credits: number,
  message: string,
  target?: string,
): Failure | undefined {
  if (yes || maxCost !== undefined) return undefined;
  const hint = `allow it with --max-cost ${credits}, or with --yes`;
  return failure('budget-refused', problem('spending-held', message, { target, hint }));
}
