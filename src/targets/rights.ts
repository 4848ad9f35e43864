import type { Catalog } from '../core/catalog.ts';
import type { DigitalSource, PictureRights } from '../core/rights.ts';
import type { Target, TargetGraph } from './target.ts';

/** What files made from a target's master may say of it. Whether the prompt is told is up to each profile. */
export function rightsOf(target: Target, graph: TargetGraph, catalog: Catalog): PictureRights {
  const source = digitalSource(target, graph, catalog);
  const { creator, credit, copyright, prompt } = target;
  return {
    ...(source === undefined ? {} : { source }),
    ...(creator === undefined ? {} : { creator }),
    ...(credit === undefined ? {} : { credit }),
    ...(copyright === undefined ? {} : { copyright }),
    ...(prompt === undefined ? {} : { prompt }),
  };
}

/** A model's work on a picture that no model made is a composite; anything that comes from such a one stays one. */
function digitalSource(target: Target, graph: TargetGraph, catalog: Catalog): DigitalSource | undefined {
  const own = catalog.providers.get(target.providerType)?.digitalSource;
  if (own === undefined) return undefined;
  const sources = [...target.inputs.values()].map((input) => {
    if (input.kind === 'file') return undefined;
    const other = graph.targets.get(input.id);
    return other && digitalSource(other, graph, catalog);
  });
  const trained = [own, ...sources].some((source) => source !== undefined && source !== 'algorithmicMedia');
  if (!trained) return own;
  return [own, ...sources].every((source) => source === 'trainedAlgorithmicMedia')
    ? 'trainedAlgorithmicMedia'
    : 'compositeWithTrainedAlgorithmicMedia';
}
