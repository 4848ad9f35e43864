import type { Size } from '../../core/picture.ts';
import { ENGINE_UPSCALE } from './services/engine.ts';

/** An engine of the older API that makes pictures and is no more. It is served only by an emulator that is told to. */
export interface WithdrawnEngine {
  readonly id: string;
  readonly name: string;
  /** When it was withdrawn, as the end of a sentence. */
  readonly when: string;
  readonly sizes: EngineSizes;
  readonly mostSteps: number;
  /** It was made for masks alone. */
  readonly masksOnly?: boolean;
}

/** The sizes that an engine draws. */
export type EngineSizes =
  /** The nine pairs of SDXL. */
  | { readonly rule: 'pairs' }
  | {
      readonly rule: 'bounds';
      /** Each side of a square that nobody gave a size. */
      readonly usual: number;
      readonly sides?: readonly [least: number, most: number];
      readonly pixels?: readonly [least: number, most: number];
      /** At most one side may be longer. */
      readonly shorter?: number;
    };

const OLDER: EngineSizes = { rule: 'bounds', usual: 512, pixels: [262_144, 1_048_576] };
const LARGER: EngineSizes = { rule: 'bounds', usual: 768, pixels: [589_824, 1_048_576] };
const OCTOBER_2024 = 'in October 2024';

/** The engines as the vendor described them in 2023, and the last of them in 2025. */
export const WITHDRAWN_ENGINES: readonly WithdrawnEngine[] = [
  {
    id: 'stable-diffusion-v1-6',
    name: 'Stable Diffusion v1.6',
    when: 'on 24 July 2025',
    sizes: { rule: 'bounds', usual: 512, sides: [320, 1536] },
    mostSteps: 50,
  },
  older('stable-diffusion-xl-1024-v0-9', 'Stable Diffusion XL v0.9', { rule: 'pairs' }),
  older('stable-diffusion-xl-beta-v2-2-2', 'Stable Diffusion v2.2.2-XL Beta', {
    rule: 'bounds',
    usual: 512,
    sides: [128, 896],
    shorter: 512,
  }),
  older('stable-diffusion-512-v2-0', 'Stable Diffusion v2.0', OLDER),
  older('stable-diffusion-512-v2-1', 'Stable Diffusion v2.1', OLDER),
  older('stable-diffusion-768-v2-0', 'Stable Diffusion v2.0-768', LARGER),
  older('stable-diffusion-768-v2-1', 'Stable Diffusion v2.1-768', LARGER),
  { ...older('stable-diffusion-v1', 'Stable Diffusion v1.4', OLDER), when: 'by March 2024' },
  { ...older('stable-diffusion-v1-5', 'Stable Diffusion v1.5', OLDER), when: 'in November 2023' },
  { ...older('stable-inpainting-v1-0', 'Stable Inpainting v1.0', OLDER), masksOnly: true },
  { ...older('stable-inpainting-512-v2-0', 'Stable Inpainting v2.0', OLDER), masksOnly: true },
];

function older(id: string, name: string, sizes: EngineSizes): WithdrawnEngine {
  return { id, name, when: OCTOBER_2024, sizes, mostSteps: 150 };
}

const PICTURES = 'use core or sd3.5-flash, or stable-diffusion-xl-1024-v1-0 of the older API';
const MASKS = 'use the operation inpaint';
const ENLARGED = 'use the operation upscale with fast, conservative or creative';

/** Models that are no more and that a manifest cannot name: when they went, and what to use. */
export const WITHDRAWN_MODELS: { readonly [model: string]: string } = Object.fromEntries(
  WITHDRAWN_ENGINES.map(({ id, when, masksOnly }) => [id, sentence(when, masksOnly ? MASKS : PICTURES)]),
);

/** When an engine was withdrawn and what to use, those included that a manifest may still name. */
export function withdrawnEngineSentence(engine: string): string | undefined {
  if (Object.hasOwn(WITHDRAWN_MODELS, engine)) return WITHDRAWN_MODELS[engine];
  return ENGINE_UPSCALE.some(({ capability }) => capability.model === engine)
    ? sentence(OCTOBER_2024, ENLARGED)
    : undefined;
}

function sentence(when: string, instead: string): string {
  return `the vendor withdrew it ${when}; ${instead}`;
}

/** Credits for one picture, by the formulas of 2023. */
export function withdrawnPrice({ sizes }: WithdrawnEngine, steps: number, { width, height }: Size): number {
  if (sizes.rule === 'pairs') return rounded(steps <= 30 ? 1.6 : largePrice(steps));
  // The formula falls below nothing for small pictures; 0.2 was the price of the usual one.
  return Math.max(0.2, rounded(((width * height - 169_527) * steps * 2.16e-6) / 30));
}

function largePrice(steps: number): number {
  return steps === 50 ? 2 : 1.22 + 0.0127 * steps + 0.000_062_3 * steps * steps;
}

function rounded(credits: number): number {
  return Math.round(credits * 10_000) / 10_000;
}
