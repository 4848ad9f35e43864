/** Room 4: TargetGraph × Lockfile × what there is → Plan: one action and its reasons for each target, and the price. */
export { lockedOutputKey } from './compare-outputs.ts';
export { compareRecipes } from './compare-recipes.ts';
export { picturesOf, priceOf, roundCredits } from './cost.ts';
export { FILE_NAME_WORDS, spriteSheets, unknownWords } from './file-names.ts';
export { beyondFormat, FORMAT_LIMIT, FORMAT_LIMIT_HINT } from './format-limits.ts';
export type { Observations } from './observations.ts';
export * from './plan.ts';
export { Planner, type PlanRequest, planTargets } from './planner.ts';
export { reasonText } from './reason-text.ts';
export { encoderChanges } from './settings-text.ts';
