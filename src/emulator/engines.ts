import { z } from 'zod';
import type { Params } from '../core/capability.ts';
import type { Size } from '../core/picture.ts';
import {
  type EngineSizes,
  STABILITY_SERVICES,
  type StabilityService,
  WITHDRAWN_ENGINES,
  type WithdrawnEngine,
  withdrawnPrice,
} from '../providers/index.ts';

export type EngineRoute =
  | 'text-to-image'
  | 'image-to-image'
  | 'image-to-image/masking'
  | 'image-to-image/upscale';

/** What an engine of the older API does on a route. */
export interface Engine {
  readonly service: StabilityService;
  readonly sizes: EngineSizes;
  /** Schemas that differ from those of the table. */
  readonly schemas: { readonly [name: string]: z.ZodType };
  /** Credits for all pictures of a request. */
  credits(params: Params, size: Size): number | undefined;
}

const LEFT = 'stable-diffusion-xl-1024-v1-0';

/** The engine on a route; those that the vendor has withdrawn only where they are wanted. */
export function findEngine(id: string, route: EngineRoute, withdrawn: boolean): Engine | undefined {
  const service = serviceOf(id, route);
  if (service !== undefined) {
    const { deprecated, price } = service.capability;
    if (deprecated !== undefined && !withdrawn) return undefined;
    return { service, sizes: { rule: 'pairs' }, schemas: {}, credits: price };
  }
  const gone = WITHDRAWN_ENGINES.find((engine) => engine.id === id);
  return withdrawn && gone !== undefined ? revived(gone, route) : undefined;
}

function serviceOf(id: string, route: EngineRoute): StabilityService | undefined {
  return STABILITY_SERVICES.find(
    ({ version, route: known }) => version === 'v1' && known === `/v1/generation/${id}/${route}`,
  );
}

/** A withdrawn engine takes what the engine takes that is left, in sizes and for prices of its own. */
function revived(engine: WithdrawnEngine, route: EngineRoute): Engine | undefined {
  const service = serviceOf(LEFT, route);
  if (service === undefined || (engine.masksOnly && route !== 'image-to-image/masking')) return undefined;
  return {
    service,
    sizes: engine.sizes,
    schemas: { steps: z.int().min(10).max(engine.mostSteps), ...sideSchemas(engine.sizes, route) },
    credits: (params, size) =>
      withdrawnPrice(engine, Number(params.steps ?? 30), size) * Number(params.samples ?? 1),
  };
}

function sideSchemas(sizes: EngineSizes, route: EngineRoute): Engine['schemas'] {
  if (route !== 'text-to-image' || sizes.rule === 'pairs' || sizes.shorter !== undefined) return {};
  const [least, most] = sizes.sides ?? [128, 8192];
  const side = z.int().min(least).max(most);
  return { width: side, height: side };
}
