import type { Params } from '../../../core/capability.ts';
import { ENGINE_SIZES, engineFields, engineSides, engineStart, enlargedSide, maskSource } from '../fields.ts';
import { type Service, service } from '../service.ts';
import { engineSize, enlarged, inputSize } from '../sizes.ts';

const SDXL = 'stable-diffusion-xl-1024-v1-0';
const route = (engine: string, operation: string) => `/v1/generation/${engine}/${operation}`;

const shared = {
  model: SDXL,
  version: 'v1',
  credits: enginePrice,
  // The weighted prompts alone may say everything.
  prompt: 'optional',
} as const;

/** Pictures of the SDXL engine of the older API. */
export const ENGINE_GENERATE: Service = service({
  ...shared,
  operation: 'generate',
  route: route(SDXL, 'text-to-image'),
  summary: 'Stable Diffusion XL 1.0 of the older API: cheapest, with steps and sampler; PNG only.',
  params: { ...engineSides, ...engineFields },
  check: (params, _, prompt) => [...promptProblems(params, prompt), ...sizeProblems(params)],
  resultSize: engineSize,
});

export const ENGINE_IMAGE_TO_IMAGE: Service = service({
  ...shared,
  operation: 'image-to-image',
  route: route(SDXL, 'image-to-image'),
  summary: 'Stable Diffusion XL 1.0 of the older API, beginning with a picture; PNG only.',
  params: { ...engineStart, ...engineFields },
  inputs: { image: 'required' },
  files: { image: 'init_image' },
  inputRules: { image: { sizes: ENGINE_SIZES } },
  check: (params, _, prompt) => [
    ...promptProblems(params, prompt),
    ...(params.step_schedule_end !== undefined && params.init_image_mode !== 'STEP_SCHEDULE'
      ? ['step_schedule_end needs init_image_mode: STEP_SCHEDULE']
      : []),
  ],
  resultSize: inputSize('image'),
});

export const ENGINE_INPAINT: Service = service({
  ...shared,
  operation: 'inpaint',
  route: route(SDXL, 'image-to-image/masking'),
  summary: 'Stable Diffusion XL 1.0 of the older API, with a mask; PNG only.',
  params: { mask_source: maskSource, ...engineFields },
  inputs: { image: 'required', mask: 'optional' },
  files: { image: 'init_image', mask: 'mask_image' },
  inputRules: { mask: { sameSizeAs: 'image' } },
  check: (params, inputs, prompt) => [
    ...promptProblems(params, prompt),
    ...maskProblems(params, inputs.includes('mask')),
  ],
  resultSize: inputSize('image'),
});

const WITHDRAWN =
  'Withdrawn by the vendor in October 2024, whose server no longer knows it; use fast, conservative or creative.';

/** Engines that history has left behind: for emulators, and for hosts that still have them. */
export const ENGINE_UPSCALE: readonly Service[] = [
  service({
    operation: 'upscale',
    model: 'esrgan-v1-x2plus',
    version: 'v1',
    route: route('esrgan-v1-x2plus', 'image-to-image/upscale'),
    summary: 'Real-ESRGAN of the older API: twice as wide and high. Withdrawn.',
    credits: 0.2,
    prompt: 'none',
    negativePrompt: false,
    seed: false,
    params: { width: enlargedSide('Width'), height: enlargedSide('Height') },
    inputs: { image: 'required' },
    inputRules: { image: { maxPixels: 1_048_576 } },
    check: oneSide,
    resultSize: enlarged(2),
    deprecated: WITHDRAWN,
  }),
  service({
    operation: 'upscale',
    model: 'stable-diffusion-x4-latent-upscaler',
    version: 'v1',
    route: route('stable-diffusion-x4-latent-upscaler', 'image-to-image/upscale'),
    summary: 'Latent upscaler of the older API: four times as wide and high. Withdrawn.',
    // 8 for inputs up to 512 × 512: an estimate may be too high, never too low.
    credits: 12,
    prompt: 'optional',
    params: {
      width: enlargedSide('Width'),
      height: enlargedSide('Height'),
      text_prompts: engineFields.text_prompts,
      steps: engineFields.steps,
      cfg_scale: engineFields.cfg_scale,
    },
    inputs: { image: 'required' },
    inputRules: { image: { maxPixels: 393_216 } },
    check: oneSide,
    resultSize: enlarged(4),
    deprecated: WITHDRAWN,
  }),
];

/** 0.9 credits up to 30 steps, in proportion above. */
function enginePrice({ steps = 30 }: Params): number {
  return Math.round(Math.max(Number(steps), 30) * 300) / 10_000;
}

function promptProblems({ text_prompts: weighted }: Params, prompt: string | undefined): string[] {
  const positive = ((weighted ?? []) as readonly { weight?: number }[]).some(({ weight = 1 }) => weight > 0);
  return (prompt ?? '') !== '' || positive
    ? []
    : ['the request needs a prompt, or an entry of text_prompts with a weight above 0'];
}

function sizeProblems(params: Params): string[] {
  const { width, height } = engineSize(params);
  if (ENGINE_SIZES.some(([w, h]) => w === width && h === height)) return [];
  const accepted = ENGINE_SIZES.map((pair) => pair.join('x')).join(', ');
  return [`width and height must be one of ${accepted}, not ${width}x${height}`];
}

function maskProblems({ mask_source: source }: Params, masked: boolean): string[] {
  if (source === 'INIT_IMAGE_ALPHA' && masked)
    return ['mask_source INIT_IMAGE_ALPHA looks at the image alone; leave out the input "mask"'];
  if (source !== undefined && source !== 'INIT_IMAGE_ALPHA' && !masked)
    return [`mask_source ${source} needs the input "mask"`];
  return [];
}

function oneSide({ width, height }: Params): string[] {
  return width !== undefined && height !== undefined
    ? ['give width or height, not both: the other follows']
    : [];
}
