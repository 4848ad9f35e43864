import { z } from 'zod';
import type { Capability, Params } from '../../core/capability.ts';
import { aspectRatio, ENGINE_SIZES, engineFields, guidance, outputFormat, stylePreset } from './fields.ts';
import { coreSize, engineSize, megapixelSize } from './sizes.ts';

/** A capability and where it is found in the API. */
export interface Service {
  readonly capability: Capability;
  readonly version: 'v1' | 'v2beta';
  readonly route: string;
  /** What is sent as `model`; absent where the route says it all. */
  readonly modelField?: string;
}

const GENERATE = '/v2beta/stable-image/generate';

const shared = { aspect_ratio: aspectRatio, output_format: outputFormat, style_preset: stylePreset };

/** What all text-to-image models have in common. */
const fromText = {
  operation: 'generate',
  prompt: 'required',
  promptLimit: 10_000,
  negativePrompt: true,
  seed: true,
  inputs: {},
} as const;

function stableDiffusion3(model: string, credits: number, usualGuidance: number, summary: string): Service {
  return {
    version: 'v2beta',
    route: `${GENERATE}/sd3`,
    modelField: model,
    capability: {
      ...fromText,
      model,
      summary,
      params: z.strictObject({ ...shared, cfg_scale: guidance(usualGuidance) }),
      resultSize: megapixelSize,
      price: () => credits,
    },
  };
}

const large = stableDiffusion3(
  'sd3.5-large',
  6.5,
  4,
  'Stable Diffusion 3.5 Large: most detail, about 1 megapixel.',
);
const turbo = stableDiffusion3('sd3.5-large-turbo', 4, 1, 'Stable Diffusion 3.5 Large Turbo: fewer steps.');
const medium = stableDiffusion3('sd3.5-medium', 3.5, 4, 'Stable Diffusion 3.5 Medium: the smaller model.');
const flash = stableDiffusion3(
  'sd3.5-flash',
  2.5,
  1,
  'Stable Diffusion 3.5 Flash: quickest and cheapest, for drafts.',
);

/** A name the vendor has answered with a newer model since 2025-04-17, at the newer model's price. */
function renamed(model: string, successor: Service): Service {
  const deprecated = `Withdrawn on 2025-04-17 and answered by ${successor.modelField}; use that name.`;
  const summary = `Old name of ${successor.modelField}.`;
  return { ...successor, capability: { ...successor.capability, model, summary, deprecated } };
}

/** Everything the provider can do, in the order of preference: the first is the default. */
export const SERVICES: readonly Service[] = [
  {
    version: 'v2beta',
    route: `${GENERATE}/core`,
    capability: {
      ...fromText,
      model: 'core',
      summary: 'Stable Image Core: quick and inexpensive, up to 1536 × 1536.',
      params: z.strictObject(shared),
      resultSize: coreSize,
      price: () => 3,
    },
  },
  {
    version: 'v2beta',
    route: `${GENERATE}/ultra`,
    capability: {
      ...fromText,
      model: 'ultra',
      summary: 'Stable Image Ultra: best quality, about 1 megapixel.',
      params: z.strictObject(shared),
      resultSize: megapixelSize,
      price: () => 8,
    },
  },
  large,
  turbo,
  medium,
  flash,
  {
    version: 'v1',
    route: '/v1/generation/stable-diffusion-xl-1024-v1-0/text-to-image',
    capability: {
      ...fromText,
      promptLimit: 2000,
      model: 'stable-diffusion-xl-1024-v1-0',
      summary: 'Stable Diffusion XL 1.0 of the older API: cheapest, with steps and sampler; PNG only.',
      params: z.strictObject(engineFields),
      check: engineProblems,
      resultSize: engineSize,
      price: enginePrice,
    },
  },
  renamed('sd3-large', large),
  renamed('sd3-large-turbo', turbo),
  renamed('sd3-medium', medium),
];

/** 0.9 credits up to 30 steps, in proportion above. */
function enginePrice({ steps = 30 }: Params): number {
  return Math.round(Math.max(Number(steps), 30) * 300) / 10_000;
}

function engineProblems(params: Params): readonly string[] {
  const { width, height } = engineSize(params);
  if (ENGINE_SIZES.some(([w, h]) => w === width && h === height)) return [];
  const accepted = ENGINE_SIZES.map((pair) => pair.join('x')).join(', ');
  return [`width and height must be one of ${accepted}, not ${width}x${height}`];
}
