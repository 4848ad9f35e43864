import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';

/** A frozen run writes neither lockfile nor manifest. `command` is what the user has called. */
export function refuseFrozen(command: string, frozen: boolean | undefined): Failure | undefined {
  if (!frozen) return undefined;
  const message = `${command} changes what a frozen run may not`;
  const hint = 'frozen is the default where CI is set; say --no-frozen if you mean it';
  return failure('lock-unusable', problem('frozen', message, { hint }));
}
