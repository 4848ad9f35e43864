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
  /**
   * Digests rather than keys: generation is not deterministic, so equal keys do not mean equal pixels. In a plan, of
   * what is there: the content of a file, the master of a target. Of a picture that was made, of what was sent.
   */
  readonly inputs: InputDigests;
  /**
   * Of inputs that were sent as a copy with other bytes, the digest that the plan had. The key counts it instead of the
   * copy's, since another version of the image library encodes another copy of the same picture.
   */
  readonly copied_from?: InputDigests;
}

export type InputDigests = { readonly [Role in InputRole]?: Digest };

/** `sha256:` and 64 hexadecimal digits: the hash of what goes in. Decides about money. */
export type GenerationKey = string & { readonly __brand: 'GenerationKey' };

/** Raised only together with a migration of lockfiles: a new version must never invalidate paid art. */
export const KEY_VERSION = 1;

export function generationKey(recipe: Recipe): GenerationKey {
  const record = canonicalJson({ keyVersion: KEY_VERSION, recipe: planned(recipe) });
  return digestOf(record) as string as GenerationKey;
}

/** Returns the digests of inputs that a recipe's key counts. */
export function keyedInputs({ inputs, copied_from }: Recipe): InputDigests {
  return copied_from === undefined ? inputs : { ...inputs, ...copied_from };
}

/** A recipe as the plan had it. */
function planned(recipe: Recipe): Recipe {
  const { copied_from, ...rest } = recipe;
  return copied_from === undefined ? recipe : { ...rest, inputs: keyedInputs(recipe) };
}

/** Returns a recipe with the digests of what was sent; its key stays the same. */
export function recipeAsSent(recipe: Recipe, sent: InputDigests): Recipe {
  const before = keyedInputs(recipe);
  const copied = (Object.keys(sent) as InputRole[]).filter((role) => sent[role] !== before[role]);
  if (copied.length === 0) return planned(recipe);
  const copied_from = Object.fromEntries(copied.map((role) => [role, before[role]]));
  return { ...recipe, inputs: { ...before, ...sent }, copied_from };
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
