import type { Capability } from '../../core/capability.ts';
import type { Pixels, Size } from '../../core/picture.ts';
import { defineProvider, type GenerateRequest, ProviderError, type ProviderWorld } from '../provider.ts';
import { alphaWeights, blend, maskWeights } from './blend.ts';
import { composeScene } from './compose.ts';
import {
  checkGenerate,
  generateParams,
  generateSize,
  imageToImageParams,
  inpaintParams,
  strengthOf,
} from './options.ts';
import { remarksOn } from './remarks.ts';
import { readScene, type SceneDescription } from './scene.ts';

export { drawScene } from './compose.ts';
export { readScene } from './scene.ts';

const common = {
  prompt: 'required',
  negativePrompt: true,
  seed: true,
  price: () => 0,
  remarks: (prompt: string, negativePrompt?: string) =>
    remarksOn(readScene({ prompt, negativePrompt, seed: 1 })),
} as const;

const capabilities: readonly Capability[] = [
  {
    ...common,
    operation: 'generate',
    summary: 'Draws a flat illustration from the words of the prompt.',
    params: generateParams,
    inputs: {},
    check: checkGenerate,
    resultSize: generateSize,
  },
  {
    ...common,
    operation: 'image-to-image',
    summary: 'Blends the input picture with a drawing of the prompt.',
    params: imageToImageParams,
    inputs: { image: 'required' },
    resultSize: (_, { image }) => image && { width: image.width, height: image.height },
  },
  {
    ...common,
    operation: 'inpaint',
    summary: 'Draws over the white of the mask, or over the transparent parts of the picture.',
    params: inpaintParams,
    inputs: { image: 'required', mask: 'optional' },
    resultSize: (_, { image }) => image && { width: image.width, height: image.height },
  },
];

/** Pictures without a service: drawn from the prompt's words, the same ones every time. */
export const procedural = defineProvider({
  type: 'procedural',
  summary:
    'Draws flat illustrations on this machine: free, offline, always the same for the same prompt and seed.',
  paid: false,
  source: 'generated',
  digitalSource: 'algorithmicMedia',
  capabilities,

  async generate(request, world) {
    if (world.signal.aborted)
      throw new ProviderError('stopped before anything was drawn', {
        kind: 'cancelled',
        charged: 'no',
        cause: world.signal.reason,
      });
    if (!capabilities.some(({ operation }) => operation === request.operation))
      throw new ProviderError(`there is no operation ${request.operation}`, {
        kind: 'rejected',
        charged: 'no',
      });
    const seed = request.seed ?? 1;
    const scene = readScene({ prompt: request.prompt ?? '', negativePrompt: request.negativePrompt, seed });
    const pixels = await paint(request, scene, world);
    const bytes = await world.raster.encodePng(pixels);
    return { bytes, format: 'png', seed, warnings: warningsFor(scene, request) };
  },
});

async function paint(
  request: GenerateRequest,
  scene: SceneDescription,
  world: ProviderWorld,
): Promise<Pixels> {
  const draw = (size: Size) => world.raster.drawSvg(composeScene(scene, size), size);
  if (request.operation === 'generate') return draw(generateSize(request.params));
  const { image, mask } = request.inputs;
  if (image === undefined)
    throw new ProviderError(`${request.operation} needs an input picture`, {
      kind: 'rejected',
      charged: 'no',
    });
  const original = await world.raster.decode(image.bytes);
  const size = { width: original.width, height: original.height };
  const strength = strengthOf(request.operation, request.params);
  if (request.operation === 'image-to-image') return blend(original, await draw(size), strength);
  const weights =
    mask === undefined
      ? alphaWeights(original, strength)
      : maskWeights(await world.raster.decode(mask.bytes, size), strength);
  return blend(original, await draw(size), weights);
}

function warningsFor(scene: SceneDescription, { operation, inputs }: GenerateRequest): string[] {
  const warnings = remarksOn(scene);
  if (operation === 'inpaint' && inputs.mask === undefined && inputs.image?.hasAlpha === false)
    warnings.push('There is no mask and the picture has no transparent parts, so nothing was drawn over.');
  return warnings;
}
