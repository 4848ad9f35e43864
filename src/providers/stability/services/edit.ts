import { z } from 'zod';
import {
  growMask,
  margin,
  outputFormat,
  share,
  sideText,
  stylePreset,
  transparentFormat,
} from '../fields.ts';
import { LARGE, LARGE_UNNARROW, MEDIUM, type Service, service } from '../service.ts';
import { inputSize, outpaintedSize } from '../sizes.ts';

const SIDES = ['left', 'right', 'up', 'down'] as const;

/** Changes to a picture that keep the rest of it. */
export const EDIT: readonly Service[] = [
  service({
    operation: 'inpaint',
    model: 'inpaint',
    route: 'edit/inpaint',
    summary: 'Draws the prompt where the mask is white, or where the picture is transparent.',
    credits: 5,
    params: { grow_mask: growMask(5, 100), output_format: outputFormat, style_preset: stylePreset },
    inputs: { image: 'required', mask: 'optional' },
    inputRules: { image: LARGE },
    resultSize: inputSize('image'),
  }),
  service({
    operation: 'erase',
    model: 'erase',
    route: 'edit/erase',
    summary: 'Removes what the mask covers, or fills what is transparent.',
    credits: 5,
    prompt: 'none',
    negativePrompt: false,
    params: { grow_mask: growMask(5, 20), output_format: outputFormat },
    inputs: { image: 'required', mask: 'optional' },
    inputRules: { image: LARGE },
    resultSize: inputSize('image'),
  }),
  service({
    operation: 'outpaint',
    model: 'outpaint',
    route: 'edit/outpaint',
    summary: 'Continues a picture beyond its edges.',
    credits: 4,
    prompt: 'optional',
    negativePrompt: false,
    params: {
      left: margin('on the left'),
      right: margin('on the right'),
      up: margin('above'),
      down: margin('below'),
      creativity: share('How freely the picture is continued.', 0.5, [0, 1]),
      output_format: outputFormat,
      style_preset: stylePreset,
    },
    inputs: { image: 'required' },
    inputRules: { image: LARGE_UNNARROW },
    check: (params) =>
      SIDES.some((side) => Number(params[side] ?? 0) > 0)
        ? []
        : ['outpaint needs at least one of left, right, up and down above 0'],
    resultSize: outpaintedSize,
  }),
  service({
    operation: 'search-and-replace',
    model: 'search-and-replace',
    route: 'edit/search-and-replace',
    summary: 'Finds what search_prompt names and draws the prompt in its place.',
    credits: 5,
    params: {
      search_prompt: sideText('What is replaced, in a few words.', 'the red jacket'),
      grow_mask: growMask(3, 20),
      output_format: outputFormat,
      style_preset: stylePreset,
    },
    required: ['search_prompt'],
    inputs: { image: 'required' },
    inputRules: { image: LARGE_UNNARROW },
    resultSize: inputSize('image'),
  }),
  service({
    operation: 'search-and-recolor',
    model: 'search-and-recolor',
    route: 'edit/search-and-recolor',
    summary: 'Finds what select_prompt names and gives it the colour of the prompt.',
    credits: 5,
    params: {
      select_prompt: sideText('What is given another colour, in a few words.', 'the jacket'),
      grow_mask: growMask(3, 20),
      output_format: outputFormat,
      style_preset: stylePreset,
    },
    required: ['select_prompt'],
    inputs: { image: 'required' },
    inputRules: { image: LARGE_UNNARROW },
    resultSize: inputSize('image'),
  }),
  service({
    operation: 'remove-background',
    model: 'remove-background',
    route: 'edit/remove-background',
    summary: 'Makes everything but the subject transparent.',
    credits: 5,
    prompt: 'none',
    negativePrompt: false,
    seed: false,
    params: { output_format: transparentFormat },
    inputs: { image: 'required' },
    inputRules: { image: MEDIUM },
    resultSize: inputSize('image'),
  }),
  service({
    operation: 'replace-background',
    model: 'replace-background-and-relight',
    route: 'edit/replace-background-and-relight',
    summary: 'Puts the subject before another background and into its light.',
    credits: 8,
    asynchronous: true,
    prompt: 'none',
    params: {
      background_prompt: sideText('What the new background shows.', 'a beach at sunset'),
      foreground_prompt: sideText('What the subject is, so that it keeps its looks.', 'a fox'),
      preserve_original_subject: share('How much of the subject is kept; 1 keeps its pixels.', 0.6, [0, 1]),
      original_background_depth: share(
        'How far the new background follows the depth of the old.',
        0.5,
        [0, 1],
      ),
      keep_original_background: z
        .boolean()
        .optional()
        .meta({ description: 'Change the light only.', default: false, examples: [true] }),
      light_source_direction: z
        .enum(['left', 'right', 'above', 'below'])
        .optional()
        .meta({ description: 'Where the light comes from.', examples: ['above'] }),
      light_source_strength: share(
        'How strong the light is; needs light_source_direction or the input light_reference.',
        0.3,
        [0, 1],
      ),
      output_format: outputFormat,
    },
    inputs: { image: 'required', background_reference: 'optional', light_reference: 'optional' },
    files: { image: 'subject_image' },
    inputRules: { image: LARGE_UNNARROW, background_reference: LARGE, light_reference: LARGE },
    check: (params, inputs) => [
      ...(params.background_prompt === undefined && !inputs.includes('background_reference')
        ? ['replace-background needs the parameter "background_prompt" or the input "background_reference"']
        : []),
      ...(params.light_source_strength !== undefined &&
      params.light_source_direction === undefined &&
      !inputs.includes('light_reference')
        ? ['light_source_strength needs light_source_direction or the input "light_reference"']
        : []),
    ],
    resultSize: inputSize('image'),
  }),
];
