import { type Digest, digestOf } from './digest.ts';
import { canonicalJson, type JsonValue } from './json.ts';

/** What an input picture is for. A role is also the manifest key that names it. */
export const INPUT_ROLES = [
  'image',
  'mask',
  'style_image',
  'background_reference',
  'light_reference',
] as const;
export type InputRole = (typeof INPUT_ROLES)[number];

/**
 * Everything that decides a target's pixels, and nothing else: two targets with equal recipes share one purchase.
 * Names, alt texts, outputs, prices, hosts and credentials are left out on purpose. Field names are the
 * manifest's, because `why` shows them.
 */
export interface Recipe {
  /** The provider's type, not the name the manifest gave it: renaming a provider costs nothing. */
  readonly provider: string;
  readonly operation: string;
  readonly model?: string;
  /** The text as sent: composed, NFC, LF, no trailing newline. */
  readonly prompt?: string;
  readonly negative_prompt?: string;
  /** `random` stands for a seed that is drawn once and then kept in the lock. */
  readonly seed?: number | 'random';
  readonly params: { readonly [name: string]: JsonValue };
  /** Digests rather than keys: generation is not deterministic, so equal keys do not mean equal pixels. */
  readonly inputs: { readonly [Role in InputRole]?: Digest };
}

/** `sha256:` and 64 hexadecimal digits: the hash of what goes in. Decides about money. */
export type GenerationKey = string & { readonly __brand: 'GenerationKey' };

/** Raised only together with a migration of lockfiles: a new version must never invalidate paid art. */
export const KEY_VERSION = 1;

export function generationKey(recipe: Recipe): GenerationKey {
  const record = canonicalJson({ keyVersion: KEY_VERSION, recipe });
  return digestOf(record) as string as GenerationKey;
}

/** The recipe that asks for one picture of a request for several: what its seed alone would have brought. */
export function recipeOfOne(recipe: Recipe, severalBy: string, seed: number): Recipe {
  const { [severalBy]: _, ...params } = recipe.params;
  return { ...recipe, params, seed };
}

/** A text in the one form that is hashed and sent. */
export function canonicalText(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\n+$/, '');
}
