import type { SiteManifest } from '../../core/site-manifest.ts';

/** A shape in which a site can read the site manifest: one file each, the list is in index.ts. */
export interface SiteWriter {
  /** The end of the names of its files. */
  readonly ending: string;
  /**
   * The file's text. `before` is the text that is there now, for shapes which keep what others wrote. A
   * {@link NotOurs} says that it cannot be added to.
   */
  write(manifest: SiteManifest, before: string | undefined): string | NotOurs;
  /** Returns the site manifest that a text holds, undefined where it holds none whole. Absent for shapes that do not hold all of it. */
  read?(text: string): SiteManifest | undefined;
  /** Whether a text is one that was written before, also where version control has mixed two of them. */
  owns(text: string): boolean;
}

/** The first line of modules and declarations. */
export const HEADER = '// Written by imagebuild; do not edit.';

/** Why a file must stay as it is. */
export interface NotOurs {
  readonly because: string;
}
