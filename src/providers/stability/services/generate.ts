import type { Capability } from '../../../core/capability.ts';
import type { InputRule } from '../../../core/input-rule.ts';
import { aspectRatio, guidance, outputFormat, strength, stylePreset } from '../fields.ts';
import { FORMATS, type Service, service } from '../service.ts';
import { coreSize, megapixelOf, megapixelSize } from '../sizes.ts';

const shared = { aspect_ratio: aspectRatio, output_format: outputFormat, style_preset: stylePreset };
/** The API takes an aspect ratio only where there is no input picture. */
const again = { strength, output_format: outputFormat, style_preset: stylePreset };

const ULTRA_INPUT: InputRule = { formats: FORMATS, minSide: 64, maxSide: 16_384, minPixels: 4096 };
const MODEL_INPUT: InputRule = { formats: FORMATS, minSide: 64 };

const core = service({
  operation: 'generate',
  model: 'core',
  route: 'generate/core',
  summary: 'Stable Image Core: quick and inexpensive, up to 1536 × 1536.',
  credits: 3,
  params: shared,
  resultSize: coreSize,
});

const ultra = service({
  operation: 'generate',
  model: 'ultra',
  route: 'generate/ultra',
  summary: 'Stable Image Ultra: best quality, about 1 megapixel.',
  credits: 8,
  params: shared,
  resultSize: megapixelSize,
});

const ultraAgain = service({
  operation: 'image-to-image',
  model: 'ultra',
  route: 'generate/ultra',
  summary: 'Stable Image Ultra, beginning with a picture.',
  credits: 8,
  params: again,
  required: ['strength'],
  inputs: { image: 'required' },
  inputRules: { image: ULTRA_INPUT },
  resultSize: megapixelOf('image'),
});

interface Model {
  readonly model: string;
  readonly credits: number;
  readonly guidance: number;
  readonly summary: string;
}

const MODELS: readonly Model[] = [
  {
    model: 'sd3.5-large',
    credits: 6.5,
    guidance: 4,
    summary: 'Stable Diffusion 3.5 Large: most detail, about 1 megapixel.',
  },
  {
    model: 'sd3.5-large-turbo',
    credits: 4,
    guidance: 1,
    summary: 'Stable Diffusion 3.5 Large Turbo: fewer steps.',
  },
  {
    model: 'sd3.5-medium',
    credits: 3.5,
    guidance: 4,
    summary: 'Stable Diffusion 3.5 Medium: the smaller model.',
  },
  {
    model: 'sd3.5-flash',
    credits: 2.5,
    guidance: 1,
    summary: 'Stable Diffusion 3.5 Flash: quickest and cheapest, for drafts.',
  },
];

function fromText({ model, credits, summary, ...usual }: Model): Service {
  return service({
    operation: 'generate',
    model,
    route: 'generate/sd3',
    modelField: model,
    summary,
    credits,
    params: { ...shared, cfg_scale: guidance(usual.guidance) },
    resultSize: megapixelSize,
  });
}

function fromPicture({ model, credits, summary, ...usual }: Model): Service {
  return service({
    operation: 'image-to-image',
    model,
    route: 'generate/sd3',
    modelField: model,
    summary: summary.replace(/:.*$/, ', beginning with a picture.'),
    credits,
    params: { ...again, cfg_scale: guidance(usual.guidance) },
    required: ['strength'],
    inputs: { image: 'required' },
    inputRules: { image: MODEL_INPUT },
    fixed: { mode: 'image-to-image' },
    resultSize: megapixelOf('image'),
  });
}

/** Names the vendor has answered with newer models since 2025-04-17, at the newer models' prices. */
const RENAMED = {
  'sd3-large': 'sd3.5-large',
  'sd3-large-turbo': 'sd3.5-large-turbo',
  'sd3-medium': 'sd3.5-medium',
};

function renamed(make: (model: Model) => Service): Service[] {
  return Object.entries(RENAMED).flatMap(([old, current]) =>
    MODELS.filter(({ model }) => model === current).map((model) => {
      const successor = make(model);
      const capability: Capability = {
        ...successor.capability,
        model: old,
        summary: `Old name of ${current}.`,
        deprecated: `Withdrawn on 2025-04-17 and answered by ${current}; use that name.`,
      };
      return { ...successor, capability };
    }),
  );
}

/** Pictures from a prompt. */
export const GENERATE: readonly Service[] = [core, ultra, ...MODELS.map(fromText)];
export const GENERATE_RENAMED = renamed(fromText);

/** Pictures from a prompt and a picture. */
export const IMAGE_TO_IMAGE: readonly Service[] = [ultraAgain, ...MODELS.map(fromPicture)];
export const IMAGE_TO_IMAGE_RENAMED = renamed(fromPicture);
