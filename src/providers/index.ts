/** Room 5: a request → bytes. One file or folder for each provider; to add one, its line in the list. */
import { file } from './file.ts';
import { procedural } from './procedural/index.ts';
import type { Provider } from './provider.ts';
import { stability } from './stability/index.ts';

export { cancelled } from './outcome.ts';
export { alphaWeights, blend, maskWeights } from './procedural/blend.ts';
export { drawScene } from './procedural/index.ts';
export * from './provider.ts';
export { redact } from './redact.ts';
/** The table of the Stability API, for the emulator: one place for fields, rules, sizes and prices. */
export {
  SERVICES as STABILITY_SERVICES,
  type Service as StabilityService,
} from './stability/capabilities.ts';
export {
  type EngineSizes,
  WITHDRAWN_ENGINES,
  type WithdrawnEngine,
  withdrawnEngineSentence,
  withdrawnPrice,
} from './stability/withdrawn-engines.ts';

export const PROVIDERS: readonly Provider[] = [procedural, stability, file];
