import type { Diagnostic } from '../core/diagnostic.ts';
import type { FailureKind } from '../core/failure.ts';
import type { KeptGeneration } from '../store/index.ts';
import type { ProviderTrouble } from './provider-trouble.ts';

/** A master, or why there is none. */
export type Obtained =
  | {
      readonly kind: 'made' | 'kept';
      readonly kept: KeptGeneration;
      readonly warnings: readonly Diagnostic[];
    }
  | {
      readonly kind: 'failed';
      readonly failure: FailureKind;
      readonly outcome: 'failed' | 'refused' | 'unknown';
      readonly diagnostic: Diagnostic;
      /** When it is the provider's trouble, and not this picture's. */
      readonly trouble?: ProviderTrouble;
    }
  | { readonly kind: 'stopped' };

export function failed(
  failure: FailureKind,
  outcome: 'failed' | 'refused' | 'unknown',
  diagnostic: Diagnostic,
): Obtained & { readonly kind: 'failed' } {
  return { kind: 'failed', failure, outcome, diagnostic };
}
