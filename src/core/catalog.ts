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
  /** What published files say of how the picture came about, in the words of the IPTC; absent for imported ones. */
  readonly digitalSource?: 'trainedAlgorithmicMedia' | 'algorithmicMedia';
  /** The first one is the default operation, and the first of an operation is its default model. */
  readonly capabilities: readonly Capability[];
  /** Models that are no more, each with when that was and what to use: for whoever still names one. */
  readonly withdrawn?: { readonly [model: string]: string };
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
  /** True where a picture is passed on as it was drawn: only masters that are vectors have such files. */
  readonly vector?: boolean;
  /** True where all frames of an animation are kept. */
  readonly animation?: boolean;
  /** Pixels of the longest side that a file can have; undefined where nothing that is ever made reaches it. */
  readonly longestSide?: number;
}

/** What early rooms must know of a step that changes pixels, without importing the image library. */
export interface StepEntry {
  /** Its key in a rendition profile. */
  readonly name: string;
  /** Schema of the key's value. */
  readonly value: z.ZodType;
  /** Raised when its effect changes, so that renditions are made again. */
  readonly version: number;
  /** True when it changes the shape or takes a part of the size: then a whole picture may need a frame. */
  readonly reshapes?: boolean;
  /** True when what it leaves of a picture has a shape that only the pixels tell. */
  readonly trims?: boolean;
  /** The member of its value that names a file of the project. */
  readonly file?: string;
  /** True when that file is code, which runs only where the user has allowed it. */
  readonly code?: boolean;
}

/** All providers, formats and steps there are, assembled from the three lists and handed to every room that asks. */
export interface Catalog {
  readonly providers: ReadonlyMap<string, ProviderEntry>;
  readonly formats: ReadonlyMap<string, FormatEntry>;
  /** In the order in which they are applied. */
  readonly steps: ReadonlyMap<string, StepEntry>;
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

/** Says of a model that is no more when it went and what to use. */
export function withdrawnHint({ withdrawn = {} }: ProviderEntry, model: string): string | undefined {
  return Object.hasOwn(withdrawn, model) ? withdrawn[model] : undefined;
}

export function operationsOf(provider: ProviderEntry): string[] {
  return [...new Set(provider.capabilities.map(({ operation }) => operation))];
}
