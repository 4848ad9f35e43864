import { aspectRatio, outputFormat, share, stylePreset } from '../fields.ts';
import { LARGE, LARGE_UNNARROW, type Service, service } from '../service.ts';
import { inputSize, styleSize, transferredSize } from '../sizes.ts';

const guided = {
  control_strength: share('How strictly the input is followed.', 0.7, [0, 1]),
  output_format: outputFormat,
  style_preset: stylePreset,
};

/** New pictures that follow another one in some respect. */
export const CONTROL: readonly Service[] = [
  service({
    operation: 'sketch',
    model: 'sketch',
    route: 'control/sketch',
    summary: 'Turns a drawing into a picture of the prompt.',
    credits: 5,
    params: guided,
    inputs: { image: 'required' },
    inputRules: { image: LARGE_UNNARROW },
    resultSize: inputSize('image'),
  }),
  service({
    operation: 'structure',
    model: 'structure',
    route: 'control/structure',
    summary: 'Keeps the structure of a picture and shows the prompt.',
    credits: 5,
    params: guided,
    inputs: { image: 'required' },
    inputRules: { image: LARGE_UNNARROW },
    resultSize: inputSize('image'),
  }),
  service({
    operation: 'style',
    model: 'style',
    route: 'control/style',
    summary: 'Shows the prompt in the style of a picture.',
    credits: 5,
    params: {
      fidelity: share('How closely the style is followed.', 0.5, [0, 1]),
      aspect_ratio: aspectRatio,
      output_format: outputFormat,
      style_preset: stylePreset,
    },
    inputs: { image: 'required' },
    inputRules: { image: LARGE_UNNARROW },
    resultSize: styleSize,
  }),
  service({
    operation: 'style-transfer',
    model: 'style-transfer',
    route: 'control/style-transfer',
    summary: 'Gives a picture the style of another one.',
    credits: 8,
    prompt: 'optional',
    params: {
      style_strength: share('How strongly the style is applied.', 1, [0, 1]),
      composition_fidelity: share('How closely the composition of the image is kept.', 0.9, [0, 1]),
      change_strength: share('How much the image may change.', 0.9, [0.1, 1]),
      output_format: outputFormat,
    },
    inputs: { image: 'required', style_image: 'required' },
    files: { image: 'init_image' },
    inputRules: {
      image: { ...LARGE_UNNARROW, maxSide: 16_383 },
      style_image: { ...LARGE, maxSide: 16_383 },
    },
    resultSize: transferredSize,
  }),
];
