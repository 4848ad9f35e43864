import type { Capability } from '../../src/core/capability.ts';
import { digestOf } from '../../src/core/digest.ts';
import type { GenerateRequest, InputPicture } from '../../src/providers/provider.ts';
import { picture } from './stability-picture.ts';

/** What an operation cannot do without. */
const NEEDED: { readonly [operation: string]: { readonly [name: string]: unknown } } = {
  outpaint: { left: 64, down: 32 },
  'search-and-replace': { search_prompt: 'the jacket' },
  'search-and-recolor': { select_prompt: 'the jacket' },
  'replace-background': { background_prompt: 'a beach' },
};

async function input(subject: string, side: number): Promise<InputPicture> {
  const bytes = await picture(subject, [side, side], 'png');
  return { bytes, digest: digestOf(bytes), format: 'png', width: side, height: side, hasAlpha: false };
}

const large = {
  image: await input('fox', 1024),
  mask: await input('mask', 1024),
  style_image: await input('style', 1024),
};
const small = { image: await input('fox', 512) };

/** A sensible request for any row of the table. */
export function requestFor(capability: Capability, seed = 42): GenerateRequest {
  const { operation, model, inputs, prompt } = capability;
  const given: { readonly [role: string]: InputPicture } = operation === 'upscale' ? small : large;
  const strength = operation === 'image-to-image' ? { strength: 0.6 } : {};
  return {
    operation,
    model,
    prompt: prompt === 'none' ? undefined : 'a fox in a red jacket',
    seed: capability.seed ? seed : undefined,
    params: { ...strength, ...NEEDED[operation] },
    inputs: Object.fromEntries(
      Object.keys(inputs).flatMap((role) => (given[role] === undefined ? [] : [[role, given[role]]])),
    ),
  };
}
