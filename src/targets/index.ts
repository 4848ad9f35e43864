/** Room 2: Manifest → TargetGraph: scenes × rows × axes expanded, recipes resolved, cycles refused, patterns selected. */
export { expandTargets, TARGET_LIMIT } from './graph.ts';
export { type Pattern, selectTargets, withDependencies } from './pattern.ts';
export {
  type RenderKey,
  type RenditionSpec,
  type ResolvedRenditions,
  renderKey,
  resolveRenditions,
} from './rendition-spec.ts';
export { decide, decideInput, decideParams } from './settings.ts';
export {
  dependenciesOf,
  type InputReference,
  recipeOf,
  type Target,
  type TargetGraph,
  type TargetId,
  targetId,
} from './target.ts';
