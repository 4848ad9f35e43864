import { picturesAsked } from '../core/capability.ts';
import type { Manifest } from '../manifest/index.ts';
import type { Target } from '../targets/index.ts';
import type { PlannedCost, PlannedTarget } from './plan.ts';

/** What a plan would buy, and for how much. */
export function costOf(targets: readonly PlannedTarget[]): PlannedCost {
  const bought = targets.filter(({ action, target }) => action === 'generate' && target.paid);
  const sum = (list: readonly PlannedTarget[]) =>
    roundCredits(list.reduce((total, { estimatedCredits }) => total + (estimatedCredits ?? 0), 0));
  return {
    credits: sum(bought),
    conditionalCredits: sum(bought.filter(({ conditional }) => conditional)),
    paidImages: bought.reduce((total, { target }) => total + picturesOf(target), 0),
    unpriced: bought.filter(({ estimatedCredits }) => estimatedCredits === undefined),
  };
}

/** Credits for making a target's master: 0 where nothing is bought, undefined where nobody knows. */
export function priceOf(target: Target, { providers }: Pick<Manifest, 'providers'>): number | undefined {
  if (!target.paid) return 0;
  const { model, operation, price } = target.capability;
  const given = providers.get(target.provider)?.prices[model ?? operation];
  return given === undefined ? price(target.params) : roundCredits(given * picturesOf(target));
}

/** How many pictures one request for a target buys. */
export function picturesOf({ capability, params }: Target): number {
  return picturesAsked(capability.severalBy, params);
}

/** Credits have at most a few decimals; adding them up must not add more. */
export function roundCredits(credits: number): number {
  return Math.round(credits * 1e6) / 1e6;
}
