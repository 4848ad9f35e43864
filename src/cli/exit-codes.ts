import type { FailureKind } from '../core/failure.ts';

/** Documented in docs/commands.md, tested, never renumbered. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  changesPending: 2,
  invalid: 3,
  budget: 4,
  provider: 5,
  refused: 6,
  damage: 7,
  lock: 8,
  held: 9,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

const BY_FAILURE: { readonly [Kind in FailureKind]: number } = {
  'invalid-input': EXIT.invalid,
  'budget-refused': EXIT.budget,
  'provider-failed': EXIT.provider,
  'content-refused': EXIT.refused,
  'damage-found': EXIT.damage,
  'lock-unusable': EXIT.lock,
  'project-held': EXIT.held,
  interrupted: EXIT.interrupted,
  unexpected: EXIT.unexpected,
};

export function exitCodeOf(failure: FailureKind | undefined, signal?: NodeJS.Signals): number {
  if (failure === undefined) return EXIT.ok;
  if (failure !== 'interrupted') return BY_FAILURE[failure];
  return signal === 'SIGTERM' ? EXIT.terminated : signal === 'SIGHUP' ? EXIT.hungUp : EXIT.interrupted;
}
