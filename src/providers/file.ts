import { z } from 'zod';
import { defineProvider, ProviderError } from './provider.ts';

/** A picture of the project as a master: lets one site mix photographs and generated art. */
export const file = defineProvider({
  type: 'file',
  summary: 'a picture that is already in the project',
  paid: false,
  source: 'imported',
  capabilities: [
    {
      operation: 'import',
      summary: 'take the picture as it is',
      params: z.strictObject({}),
      prompt: 'none',
      negativePrompt: false,
      seed: false,
      inputs: { image: 'required' },
      resultSize: (_, { image }) => image,
      price: () => 0,
    },
  ],
  async generate({ inputs: { image } }) {
    if (image === undefined)
      throw new ProviderError('there is no picture to import', { kind: 'rejected', charged: 'no' });
    return { bytes: image.bytes, format: image.format, warnings: [] };
  },
});
