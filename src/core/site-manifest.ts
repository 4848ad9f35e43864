import type { Digest } from './digest.ts';
import type { Size } from './picture.ts';

/** What a website reads: written as JSON or TypeScript by a build, read by `imagebuild/runtime` and the plugins. */
export interface SiteManifest {
  readonly schemaVersion: 1;
  /** By target id. */
  readonly images: { readonly [id: string]: SiteImage };
  /** By the name of the output whose pictures are gathered on the sheet; absent where there are none. */
  readonly sprites?: { readonly [output: string]: SiteSprite };
  /** Address of the web app manifest; absent where none is written, or where it lies is not known to be public. */
  readonly webmanifest?: string;
}

/** Size of the master in pixels. */
export interface SiteImage extends Size {
  readonly alt: string;
  readonly title?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly placeholder?: SitePlaceholder;
  /** In the order the manifest names them; the first is the one that is meant where nobody says. */
  readonly outputs: { readonly [name: string]: SiteOutput };
}

/** Stand-ins that an output can ask for. */
export const PLACEHOLDER_KINDS = ['thumbhash', 'blurhash', 'lqip', 'color', 'palette'] as const;
export type PlaceholderKind = (typeof PLACEHOLDER_KINDS)[number];

/** Stand-ins to show until a picture has loaded: those that the outputs ask for. */
export interface SitePlaceholder {
  /** ThumbHash, base64. */
  readonly thumbhash?: string;
  readonly blurhash?: string;
  /** A tiny blurred picture as a data URI. */
  readonly lqip?: string;
  /** Dominant colour as `#rrggbb`. */
  readonly color?: string;
  /** Most common colours as `#rrggbb`, the dominant one first. */
  readonly palette?: readonly string[];
}

/** What an `<img>` without any `<source>` would show: the widest file of the last format, and its size. */
export interface SiteOutput extends Size {
  readonly src: string;
  /** By format, best first, the fallback last: values of srcset attributes. Art direction is in `sources` only. */
  readonly srcset: { readonly [format: string]: string };
  /** Every `<source>` of a `<picture>` in its order: art direction first, then the better formats. */
  readonly sources: readonly SiteSource[];
  /** The `sizes` attribute, where the profile gives one. */
  readonly sizes?: string;
  readonly files: readonly SiteFile[];
}

/** One `<source>`. Its size is that of its widest file. */
export interface SiteSource extends Size {
  /** Media query; absent where the format alone decides. */
  readonly media?: string;
  /** Media type. */
  readonly type: string;
  readonly srcset: string;
}

export interface SiteFile extends Size {
  /** What a browser asks for. */
  readonly src: string;
  /** Relative to the project root. */
  readonly path: string;
  readonly format: string;
  /** Media type. */
  readonly type: string;
  readonly bytes: number;
  readonly digest: Digest;
  /**
   * What it was made from and how, as the first hex digits of its render key. Tells a checkout without a file index
   * whether the file is the one that the lockfile wants, or an earlier one.
   */
  readonly key: string;
  /** Media query of the art direction it belongs to. */
  readonly media?: string;
  /** Its name among the profile's `sizes`. */
  readonly size?: string;
  /** Pixels of the file for a pixel of the layout, among the profile's `densities`. */
  readonly density?: number;
  /** Present where the file holds several frames. */
  readonly animated?: true;
}

/** A sheet that holds one picture of each of several targets. */
export interface SiteSprite extends Size {
  readonly src: string;
  /** Relative to the project root. */
  readonly path: string;
  readonly digest: Digest;
  /** Changes with what the sheet is made from. */
  readonly key: string;
  /** Where each target's picture lies, in pixels from the top left corner. */
  readonly images: { readonly [id: string]: Size & { readonly x: number; readonly y: number } };
}
