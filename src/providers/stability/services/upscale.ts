import { outputFormat, share, stylePreset } from '../fields.ts';
import { FORMATS, LARGE_UNNARROW, type Service, SMALL, service } from '../service.ts';
import { enlarged, seenPixels } from '../sizes.ts';

/** Larger pictures. */
export const UPSCALE: readonly Service[] = [
  service({
    operation: 'upscale',
    model: 'fast',
    route: 'upscale/fast',
    summary: 'Four times as wide and high, in a second, with nothing added.',
    credits: 2,
    prompt: 'none',
    negativePrompt: false,
    seed: false,
    params: { output_format: outputFormat },
    inputs: { image: 'required' },
    inputRules: {
      image: { formats: FORMATS, minSide: 32, maxSide: 1536, minPixels: 1024, maxPixels: 1_048_576 },
    },
    resultSize: enlarged(4),
  }),
  service({
    operation: 'upscale',
    model: 'conservative',
    route: 'upscale/conservative',
    summary: 'Large, and as close to the input as possible.',
    credits: 40,
    params: {
      creativity: share('How much detail may be invented.', 0.35, [0.2, 0.5]),
      output_format: outputFormat,
    },
    inputs: { image: 'required' },
    inputRules: { image: LARGE_UNNARROW },
    resultSize: seenPixels(3112 * 3112),
  }),
  service({
    operation: 'upscale',
    model: 'creative',
    route: 'upscale/creative',
    summary: 'Large, with detail invented after the prompt; for small and poor inputs.',
    credits: 60,
    asynchronous: true,
    params: {
      creativity: share('How much detail may be invented.', 0.3, [0.1, 0.5]),
      output_format: outputFormat,
      style_preset: stylePreset,
    },
    inputs: { image: 'required' },
    inputRules: { image: SMALL },
    resultSize: seenPixels(3152 * 3152),
  }),
];
