import { digestOf } from '../../dist/core/digest.js';
import { generationKey } from '../../dist/core/recipe.js';
import { interleave } from '../interleave.js';

/** Ten thousand recipes, as they stand in a manifest of scenes. */
export async function keys({ quick }) {
  const recipes = Array.from({ length: 10_000 }, (_, index) => ({
    provider: 'stability',
    operation: 'generate',
    model: 'core',
    prompt: `a lighthouse number ${index} by the sea at sunset, seen from the harbour, flat vector style with long shadows`,
    negative_prompt: 'text, letters, watermark',
    seed: index + 1,
    params: { aspect_ratio: '16:9', output_format: 'png', style_preset: 'digital-art' },
    inputs: {},
  }));
  const { ours, theirs } = await interleave(
    {
      ours: () => recipes.map(generationKey),
      theirs: () => recipes.map((recipe) => digestOf(JSON.stringify(recipe))),
    },
    quick ? 9 : 31,
  );
  return [
    {
      row: 'key',
      work: '10,000 recipes to keys',
      reference: '`JSON.stringify` and sha256',
      ours,
      theirs,
      atMost: 2,
    },
  ];
}
