import { isDigest } from '../core/digest.ts';
import { PICTURE_FORMATS, type PictureFormat } from '../core/picture.ts';
import { type GenerationKey, generationKey, INPUT_ROLES, type Recipe } from '../core/recipe.ts';
import type { KeptGeneration } from './store.ts';

/** No master is larger: what a record promises is what is read into memory. */
export const MASTER_LIMIT = 256 * 1024 * 1024;
/** No picture is wider or higher, in pixels. */
const SIDE_LIMIT = 100_000;

/**
 * A record of a key that others have written, when it is one: it has the right shape, and its recipe is what the key
 * stands for. That its picture is what the recipe would have brought, nobody can tell.
 */
export function readForeignRecord(text: string, key: GenerationKey): KeptGeneration | undefined {
  try {
    const record: unknown = JSON.parse(text);
    return isKept(record) && record.key === key && generationKey(record.recipe) === key ? record : undefined;
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is KeptGeneration {
  if (!isObject(value)) return false;
  const { recipe, master, seed, source, credits, siblings } = value;
  return (
    isRecipe(recipe) &&
    isObject(master) &&
    isDigest(master.digest) &&
    isCount(master.bytes, MASTER_LIMIT) &&
    isCount(master.width, SIDE_LIMIT) &&
    isCount(master.height, SIDE_LIMIT) &&
    PICTURE_FORMATS.includes(master.format as PictureFormat) &&
    (seed === undefined || Number.isSafeInteger(seed)) &&
    (source === 'generated' || source === 'imported') &&
    isAmount(credits) &&
    (siblings === undefined || (Array.isArray(siblings) && siblings.every(isSibling)))
  );
}

function isRecipe(value: unknown): value is Recipe {
  if (!isObject(value)) return false;
  const { provider, operation, model, prompt, negative_prompt, seed, params, inputs, copied_from } = value;
  return (
    typeof provider === 'string' &&
    typeof operation === 'string' &&
    [model, prompt, negative_prompt].every((text) => text === undefined || typeof text === 'string') &&
    (seed === undefined || seed === 'random' || Number.isSafeInteger(seed)) &&
    isObject(params) &&
    areInputs(inputs) &&
    (copied_from === undefined || areInputs(copied_from))
  );
}

function areInputs(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([role, digest]) => (INPUT_ROLES as readonly string[]).includes(role) && isDigest(digest),
    )
  );
}

function isSibling(value: unknown): boolean {
  return (
    isObject(value) &&
    isDigest(value.digest) &&
    (value.seed === undefined || Number.isSafeInteger(value.seed))
  );
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown, limit: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= limit;
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
