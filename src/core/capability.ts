import type { z } from 'zod';
import type { InputRules } from './input-rule.ts';
import type { ExpectedPicture } from './picture.ts';
import type { InputRole } from './recipe.ts';

/** Parameters that have passed their capability's schema. */
export type Params = { readonly [name: string]: unknown };

/** What one operation of one model takes and gives: data, shared by validation, planning, prices and help. */
export interface Capability {
  readonly operation: string;
  /** Absent for providers that have no models. */
  readonly model?: string;
  readonly summary: string;
  /** Strict object schema of `params`; field names are the provider's own. */
  readonly params: z.ZodObject;
  readonly prompt: Need;
  /** Characters that the prompt and the negative prompt may have, each. */
  readonly promptLimit?: number;
  readonly negativePrompt: boolean;
  /** False where the operation takes no seed; then a seed in the manifest is ignored. */
  readonly seed: boolean;
  readonly inputs: { readonly [Role in InputRole]?: 'required' | 'optional' };
  /** What the input pictures must be like; looked at in planning as far as they exist, and before sending. */
  readonly inputRules?: InputRules;
  /** Rules between fields that the schema cannot say: one sentence per violation. */
  readonly check?: (params: Params, inputs: readonly InputRole[], prompt?: string) => readonly string[];
  /** Size of the result in pixels, when it can be known before asking. Inputs are known by role when they exist. */
  readonly resultSize?: (
    params: Params,
    inputs: { readonly [Role in InputRole]?: ExpectedPicture },
  ) => ExpectedPicture | undefined;
  /** The parameter that asks for several pictures in one request, where there is one; without it one is made. */
  readonly severalBy?: string;
  /** Credits for the whole request; undefined when not known, which blocks spending. Free providers return 0. */
  readonly price: (params: Params) => number | undefined;
  /** What the picture will lack of what its prompt asks for, as far as it is known before asking: one sentence each. */
  readonly remarks?: (prompt: string, negativePrompt?: string) => readonly string[];
  /** Why not to use it any more, and what to use instead. */
  readonly deprecated?: string;
}

/** How many pictures a request asks for. */
export function picturesAsked(severalBy: string | undefined, params: Params): number {
  return severalBy === undefined ? 1 : Number(params[severalBy] ?? 1);
}

export type Need = 'required' | 'optional' | 'none';
