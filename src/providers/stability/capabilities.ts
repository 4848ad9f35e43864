import type { Service } from './service.ts';
import { CONTROL } from './services/control.ts';
import { EDIT } from './services/edit.ts';
import { ENGINE_GENERATE, ENGINE_IMAGE_TO_IMAGE, ENGINE_INPAINT, ENGINE_UPSCALE } from './services/engine.ts';
import { GENERATE, GENERATE_RENAMED, IMAGE_TO_IMAGE, IMAGE_TO_IMAGE_RENAMED } from './services/generate.ts';
import { UPSCALE } from './services/upscale.ts';

export type { Service } from './service.ts';

/** The whole API, in the order of preference: the first is the default, and the first of an operation its default model. */
export const SERVICES: readonly Service[] = [
  ...GENERATE,
  ENGINE_GENERATE,
  ...GENERATE_RENAMED,
  ...IMAGE_TO_IMAGE,
  ENGINE_IMAGE_TO_IMAGE,
  ...IMAGE_TO_IMAGE_RENAMED,
  ...EDIT,
  ENGINE_INPAINT,
  ...UPSCALE,
  ...ENGINE_UPSCALE,
  ...CONTROL,
];

/** The row for an operation and model. */
export function findService(operation: string, model: string | undefined): Service | undefined {
  return SERVICES.find(({ capability }) => capability.operation === operation && capability.model === model);
}
