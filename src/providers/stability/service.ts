import { z } from 'zod';
import { type Capability, type Need, type Params, picturesAsked } from '../../core/capability.ts';
import type { InputRule, InputRules } from '../../core/input-rule.ts';
import type { InputRole } from '../../core/recipe.ts';

/** A capability and where it is found in the API: one row of the table. */
export interface Service {
  readonly capability: Capability;
  readonly version: 'v1' | 'v2beta';
  readonly route: string;
  /** What is sent as `model`; absent where the route says it all. */
  readonly modelField?: string;
  /** The API's names of the inputs, by role. */
  readonly files: { readonly [Role in InputRole]?: string };
  /** Fields that are always sent as they stand here. */
  readonly fixed: { readonly [name: string]: string };
  /** Parameters without which the API refuses, though the schema lets an author leave them to another layer. */
  readonly required: readonly string[];
  /** True when a request is answered with a job that has to be asked for its picture. */
  readonly asynchronous: boolean;
}

type Inputs = { readonly [Role in InputRole]?: 'required' | 'optional' };

/** A row as it is written down; what most rows have in common is left out. */
interface Row {
  readonly operation: string;
  readonly model: string;
  readonly version?: Service['version'];
  readonly route: string;
  readonly summary: string;
  /** Credits for one picture. */
  readonly credits: number | ((params: Params) => number);
  readonly prompt?: Need;
  readonly negativePrompt?: boolean;
  readonly seed?: boolean;
  readonly params: z.core.$ZodLooseShape;
  readonly required?: readonly string[];
  readonly inputs?: Inputs;
  readonly inputRules?: InputRules;
  readonly files?: Service['files'];
  readonly fixed?: Service['fixed'];
  readonly modelField?: string;
  readonly asynchronous?: boolean;
  readonly check?: Capability['check'];
  readonly resultSize?: Capability['resultSize'];
  readonly deprecated?: string;
}

/** Completes a row: the current API, a prompt, a seed, and inputs that are called what their roles are called. */
export function service(row: Row): Service {
  const { version = 'v2beta', required = [], inputs = {}, credits } = row;
  const roles = Object.keys(inputs) as InputRole[];
  const severalBy = 'samples' in row.params ? 'samples' : undefined;
  const priceOfOne = typeof credits === 'number' ? () => credits : credits;
  return {
    version,
    route: version === 'v2beta' ? `/v2beta/stable-image/${row.route}` : row.route,
    modelField: row.modelField,
    files: { ...Object.fromEntries(roles.map((role) => [role, role])), ...row.files },
    fixed: row.fixed ?? {},
    required,
    asynchronous: row.asynchronous ?? false,
    capability: {
      operation: row.operation,
      model: row.model,
      summary: row.summary,
      params: z.strictObject(row.params) as z.ZodObject,
      prompt: row.prompt ?? 'required',
      promptLimit: version === 'v2beta' ? 10_000 : 2000,
      negativePrompt: row.negativePrompt ?? true,
      seed: row.seed ?? true,
      inputs,
      inputRules: row.inputRules,
      check: (params, given, prompt) => [
        ...required
          .filter((name) => params[name] === undefined)
          .map((name) => `${row.operation} needs the parameter "${name}"`),
        ...(row.check?.(params, given, prompt) ?? []),
      ],
      resultSize: row.resultSize,
      severalBy,
      // Whether the older API charges by call or by picture is not documented: an estimate is never too low.
      price: (params) => Math.round(priceOfOne(params) * picturesAsked(severalBy, params) * 10_000) / 10_000,
      deprecated: row.deprecated,
    },
  };
}

const FORMATS = ['jpeg', 'png', 'webp'] as const;

/** Rules of the current API, in the words of its reference: S, P9, P4 and R. */
const SIDES: InputRule = { formats: FORMATS, minSide: 64, minPixels: 4096 };
/** Up to 9 megapixels. */
export const LARGE: InputRule = { ...SIDES, maxPixels: 9_437_184 };
/** Up to 9 megapixels, and not too narrow. */
export const LARGE_UNNARROW: InputRule = { ...LARGE, maxRatio: 2.5 };
/** Up to 4 megapixels. */
export const MEDIUM: InputRule = { ...SIDES, maxPixels: 4_194_304 };
/** Up to 1 megapixel. */
export const SMALL: InputRule = { ...SIDES, maxPixels: 1_048_576 };
export { FORMATS };
