import type { Project } from '../build/index.ts';
import type { ShownModel, Workbench } from './shapes.ts';

/** Models that make a picture from words alone, and assets that a scene can be added to. */
export function workbenchOf(project: Project | undefined): Workbench {
  if (project === undefined) return { models: [], assets: [] };
  const names = new Map([...project.manifest.providers.values()].map(({ name, type }) => [type, name]));
  for (const target of project.graph.targets.values()) names.set(target.providerType, target.provider);
  const models = [...names].flatMap(([type, provider]): ShownModel[] =>
    (project.catalog.providers.get(type)?.capabilities ?? [])
      .filter(
        ({ prompt, inputs, deprecated }) =>
          prompt !== 'none' && deprecated === undefined && !Object.values(inputs).includes('required'),
      )
      .map(({ operation, model, summary, params, price }) => ({
        provider,
        operation,
        model,
        summary,
        credits: price(params.safeParse({}).data ?? {}) ?? null,
      })),
  );
  const scened = [...project.graph.targets.values()].flatMap(({ asset, scene }) => (scene ? [asset] : []));
  return { models, assets: [...new Set(scened)] };
}
