import type { Catalog } from '../core/catalog.ts';
import { PROVIDERS, type Provider } from '../providers/index.ts';
import { FORMATS, STEPS } from '../renditions/index.ts';

/** All that is known of providers and formats, from the two lists and the caller's own providers. */
export function assembleCatalog(own: readonly Provider[] = []): {
  catalog: Catalog;
  providers: ReadonlyMap<string, Provider>;
} {
  const providers = new Map([...PROVIDERS, ...own].map((provider) => [provider.type, provider]));
  return { catalog: { providers, formats: FORMATS, steps: STEPS }, providers };
}
