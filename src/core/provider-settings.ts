/** A provider's entry in the manifest, with defaults filled in. */
export interface ProviderSettings {
  /** The name the manifest uses. */
  readonly name: string;
  readonly type: string;
  readonly baseUrl?: string;
  /** Name of the environment variable that holds the key. */
  readonly keyEnv?: string;
  readonly limits: RequestLimits;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds between two looks at an asynchronous job. */
  readonly poll: number;
  /** Extra request headers without secrets. */
  readonly headers: { readonly [name: string]: string };
  /** Credits by model, for models whose price we do not know. */
  readonly prices: { readonly [model: string]: number };
}

export interface RequestLimits {
  /** At most so many requests … */
  readonly requests: number;
  /** … in so many milliseconds. */
  readonly per: number;
  /** At most so many at once. */
  readonly concurrency: number;
}
