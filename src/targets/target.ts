import { type Capability, picturesAsked } from '../core/capability.ts';
import type { Digest } from '../core/digest.ts';
import type { JsonValue } from '../core/json.ts';
import type { InputRole, Recipe } from '../core/recipe.ts';
import type { OutputProfile, Place, Point, SettingsLayer } from '../manifest/index.ts';

/** `asset[/scene][@variant]`, e.g. `fox/running@dark`. */
export type TargetId = string;

/** Where an input picture comes from. */
export type InputReference =
  | {
      readonly kind: 'file' /** Relative to the project root. */;
      readonly path: string;
      readonly place: Place;
    }
  | { readonly kind: 'target'; readonly id: TargetId; readonly place: Place };

/** One concrete image: everything about it is decided but the digests of its inputs. */
export interface Target {
  readonly id: TargetId;
  readonly asset: string;
  readonly scene?: string;
  /** The part after `@`. */
  readonly variant?: string;
  /** The provider's name in the manifest; its type is in the recipe. */
  readonly provider: string;
  readonly providerType: string;
  readonly paid: boolean;
  readonly source: 'generated' | 'imported';
  readonly capability: Capability;
  readonly prompt?: string;
  readonly negativePrompt?: string;
  readonly seed?: number | 'random';
  readonly params: { readonly [name: string]: JsonValue };
  readonly inputs: ReadonlyMap<InputRole, InputReference>;
  readonly outputs: readonly OutputProfile[];
  readonly focalPoint?: Point;
  readonly alt?: string;
  readonly title?: string;
  readonly description?: string;
  readonly creator?: string;
  readonly credit?: string;
  readonly copyright?: string;
  readonly tags: readonly string[];
  readonly protect: boolean;
  readonly onRefusal: 'fail' | 'keep_last' | 'placeholder';
  /** Where its settings come from, lowest precedence first. */
  readonly layers: readonly SettingsLayer[];
  readonly place: Place;
}

/** All targets of a manifest; inputs come before the targets made from them. */
export interface TargetGraph {
  readonly targets: ReadonlyMap<TargetId, Target>;
}

export function targetId(asset: string, scene: string | undefined, variant: string | undefined): TargetId {
  return `${asset}${scene === undefined ? '' : `/${scene}`}${variant === undefined ? '' : `@${variant}`}`;
}

/** Ids of the targets that a target is made from. */
export function dependenciesOf(target: Target): TargetId[] {
  return [...target.inputs.values()].flatMap((input) => (input.kind === 'target' ? [input.id] : []));
}

/** The record that decides a target's pixels, once the digests of its inputs are known. */
export function recipeOf(target: Target, inputs: { readonly [Role in InputRole]?: Digest }): Recipe {
  return {
    provider: target.providerType,
    operation: target.capability.operation,
    model: target.capability.model,
    prompt: target.prompt,
    negative_prompt: target.negativePrompt,
    seed: target.seed,
    params: decisiveParams(target),
    inputs,
  };
}

/** Asking for one picture in so many words is asking for one picture. */
function decisiveParams({ params, capability: { severalBy } }: Target): Recipe['params'] {
  if (severalBy === undefined || picturesAsked(severalBy, params) > 1) return params;
  const { [severalBy]: _, ...others } = params;
  return others;
}
