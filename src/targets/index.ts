/** Room 2: Manifest → TargetGraph: scenes × rows × axes expanded, recipes resolved, cycles refused, patterns selected. */
export { expandTargets, TARGET_LIMIT } from './graph.ts';
export { selectTargets, withDependencies } from './pattern.ts';
export {
  type EncoderSettings,
  type RenderKey,
  type RenditionSpec,
  renderKey,
  type SpecStep,
} from './rendition-spec.ts';
export { type KeyedRendition, RenditionTable } from './rendition-table.ts';
export {
  type KnownMaster,
  type ResolvedRendition,
  resolveRenditions,
} from './renditions.ts';
export { rightsOf } from './rights.ts';
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
