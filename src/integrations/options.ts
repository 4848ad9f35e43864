/** What every plugin can be told. */
export interface SiteOptions {
  /** Where to look for the manifest, upward; the site's own folder when absent. */
  readonly cwd?: string;
  /** The manifest's path, relative to `cwd`. */
  readonly config?: string;
  readonly profile?: string;
  /** False shows what a build has left, and builds nothing. */
  readonly build?: boolean;
  /** Restore and render only; true where the variable CI is set. */
  readonly frozen?: boolean;
  /** Credits that may be spent. Nothing is bought where this is absent. */
  readonly maxCost?: number;
}
