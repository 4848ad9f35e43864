import type { z } from 'zod';
import type { Capability } from './capability.ts';

/** What early rooms must know of a provider without importing one. */
export interface ProviderEntry {
  readonly type: string;
  readonly summary: string;
  /** True when a request can cost money. */
  readonly paid: boolean;
  /** The source recorded in the lock: `imported` for pictures that nobody generated. */
  readonly source: 'generated' | 'imported';
  /** The first one is the default operation, and the first of an operation is its default model. */
  readonly capabilities: readonly Capability[];
}

/** What early rooms must know of an output format without importing an encoder. */
export interface FormatEntry {
  readonly name: string;
  readonly extension: string;
  readonly mediaType: string;
  /** Strict object schema of the format's own options. */
  readonly options: z.ZodObject;
  /** Raised when encoding changes, so that renditions are made again. */
  readonly settingsVersion: number;
}

/** All providers and formats there are, assembled from the two lists and handed to every room that asks. */
export interface Catalog {
  readonly providers: ReadonlyMap<string, ProviderEntry>;
  readonly formats: ReadonlyMap<string, FormatEntry>;
}

/** The capability for an operation and model, with the provider's defaults filled in. */
export function findCapability(
  provider: ProviderEntry,
  operation: string | undefined,
  model: string | undefined,
): Capability | undefined {
  const wanted = operation ?? provider.capabilities[0]?.operation;
  return provider.capabilities.find(
    (capability) => capability.operation === wanted && (model === undefined || capability.model === model),
  );
}

/** Words a user may have meant: model and operation names of a provider, without repeats. */
export function modelsOf(provider: ProviderEntry): string[] {
  return [...new Set(provider.capabilities.flatMap(({ model }) => (model === undefined ? [] : [model])))];
}

export function operationsOf(provider: ProviderEntry): string[] {
  return [...new Set(provider.capabilities.map(({ operation }) => operation))];
}
