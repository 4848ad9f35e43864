/** Room 4: TargetGraph × Lockfile × what there is → Plan: one action and its reasons for each target, and the price. */
export { compareRecipes } from './compare-recipes.ts';
export { FILE_NAME_WORDS, filePath, unknownWords } from './file-names.ts';
export * from './plan.ts';
export { lockedOutputKey, type Observations, Planner, type PlanRequest, planTargets } from './planner.ts';
