/** Room 5: a request → bytes. One file or folder for each provider; to add one, its line in the list. */
import { file } from './file.ts';
import { procedural } from './procedural/index.ts';
import type { Provider } from './provider.ts';
import { stability } from './stability/index.ts';

export * from './provider.ts';
export { redact } from './redact.ts';

export const PROVIDERS: readonly Provider[] = [procedural, stability, file];
