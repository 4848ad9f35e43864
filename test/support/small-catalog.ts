import { z } from 'zod';
import type { Capability } from '../../src/core/capability.ts';
import type { Catalog, ProviderEntry } from '../../src/core/catalog.ts';
import { FORMATS, STEPS } from '../../src/renditions/index.ts';

/**
 * A catalog for tests of the inner rooms: a free, a paid and an importing provider with what is needed to see
 * every rule, so that the tables of real vendors can grow without touching these tests.
 */

const ratio = z.enum(['21:9', '16:9', '3:2', '1:1', '2:3']).optional().meta({ description: 'Shape.' });

const fromText = {
  operation: 'generate',
  prompt: 'required',
  promptLimit: 200,
  negativePrompt: true,
  seed: true,
  inputs: {},
} as const;

function paintModel(model: string, credits: number | undefined, more: Partial<Capability> = {}): Capability {
  return {
    ...fromText,
    model,
    summary: `Paints with ${model}.`,
    params: z.strictObject({
      aspect_ratio: ratio,
      cfg_scale: z.number().min(1).max(10).optional().meta({ description: 'Strictness.' }),
      style_preset: z.enum(['anime', 'line-art']).optional().meta({ description: 'Kind of art.' }),
    }),
    resultSize: ({ aspect_ratio: shape }) =>
      shape === '16:9' ? { width: 1344, height: 768 } : { width: 1024, height: 1024 },
    price: () => credits,
    ...more,
  };
}

const paint: ProviderEntry = {
  type: 'paint',
  summary: 'Paints for money.',
  paid: true,
  source: 'generated',
  capabilities: [
    paintModel('core', 3),
    paintModel('draft', 1),
    paintModel('old', 2, { deprecated: 'Withdrawn; use core.' }),
    paintModel('secret-price', undefined),
    {
      operation: 'upscale',
      model: 'conservative',
      summary: 'Enlarges.',
      params: z.strictObject({
        creativity: z.number().min(0.1).max(0.5).optional().meta({ description: 'Freedom.' }),
      }),
      prompt: 'required',
      promptLimit: 200,
      negativePrompt: true,
      seed: true,
      inputs: { image: 'required' },
      price: () => 40,
    },
    {
      operation: 'remove-background',
      summary: 'Cuts out.',
      params: z.strictObject({}),
      prompt: 'none',
      negativePrompt: false,
      seed: false,
      inputs: { image: 'required' },
      resultSize: (_, { image }) => image,
      price: () => 5,
    },
    {
      operation: 'inpaint',
      summary: 'Draws over.',
      params: z.strictObject({}),
      prompt: 'required',
      negativePrompt: true,
      seed: true,
      inputs: { image: 'required', mask: 'optional' },
      price: () => 5,
      check: (_, inputs) => (inputs.includes('mask') ? [] : ['inpaint works better with a mask: add one']),
    },
  ],
};

const sketch: ProviderEntry = {
  type: 'procedural',
  summary: 'Sketches for nothing.',
  paid: false,
  source: 'generated',
  capabilities: [
    {
      operation: 'generate',
      summary: 'Sketches.',
      params: z.strictObject({
        aspect_ratio: ratio,
        width: z.int().min(64).max(4096).optional().meta({ description: 'Width.' }),
        height: z.int().min(64).max(4096).optional().meta({ description: 'Height.' }),
      }),
      prompt: 'required',
      negativePrompt: true,
      seed: true,
      inputs: {},
      resultSize: ({ width, height }) =>
        typeof width === 'number' && typeof height === 'number'
          ? { width, height }
          : { width: 1024, height: 1024 },
      price: () => 0,
    },
    {
      operation: 'image-to-image',
      summary: 'Sketches over a picture.',
      params: z.strictObject({
        strength: z.number().min(0).max(1).optional().meta({ description: 'How much.' }),
      }),
      prompt: 'required',
      negativePrompt: true,
      seed: true,
      inputs: { image: 'required' },
      resultSize: (_, { image }) => image,
      price: () => 0,
    },
  ],
};

const file: ProviderEntry = {
  type: 'file',
  summary: 'Takes a picture as it is.',
  paid: false,
  source: 'imported',
  capabilities: [
    {
      operation: 'import',
      summary: 'Takes it.',
      params: z.strictObject({}),
      prompt: 'none',
      negativePrompt: false,
      seed: false,
      inputs: { image: 'required' },
      resultSize: (_, { image }) => image,
      price: () => 0,
    },
  ],
};

export const smallCatalog: Catalog = {
  providers: new Map([sketch, paint, file].map((entry) => [entry.type, entry])),
  formats: FORMATS,
  steps: STEPS,
};
