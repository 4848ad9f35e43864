import type { SiteImage, SiteOutput } from '../core/site-manifest.ts';

/** What `pictures` needs of a site manifest. Parsed JSON and the generated TypeScript both have this shape. */
export interface Pictures {
  readonly images: { readonly [id: string]: Picture };
}

/** What a picture's HTML is made from: less than a `SiteImage`, so that one can also be written by hand. */
export interface Picture {
  readonly alt?: string;
  readonly placeholder?: {
    /** A tiny picture as a data URI. */
    readonly lqip?: string;
    /** Dominant colour as `#rrggbb`. */
    readonly color?: string;
  };
  /** The first is the one that is meant where nobody says. */
  readonly outputs: {
    readonly [name: string]: {
      readonly src: string;
      /** Pixels of the widest file of the last format. */
      readonly width: number;
      readonly height: number;
      /** By format, the fallback last. */
      readonly srcset: { readonly [format: string]: string };
      /** The `sizes` attribute. */
      readonly sizes?: string;
      readonly sources: readonly {
        readonly media?: string;
        readonly type: string;
        readonly srcset: string;
        readonly width: number;
        readonly height: number;
      }[];
    };
  };
}

/** What a page says of a picture. Names beside these become attributes of the `<img>` as they are. */
export interface PictureOptions<Output extends string = string> {
  /** Which output to show; the first when absent. */
  readonly output?: Output;
  /** Instead of the manifest's; `''` for a picture that says nothing. */
  readonly alt?: string;
  /** How wide the picture is shown, instead of the output's own: `(min-width: 60rem) 40rem, 100vw`. */
  readonly sizes?: string;
  /** `lazy`, unless `fetchpriority` is high. */
  readonly loading?: 'lazy' | 'eager';
  readonly decoding?: 'async' | 'sync' | 'auto';
  readonly fetchpriority?: 'high' | 'low' | 'auto';
  readonly class?: string;
  /** CSS, after that of the placeholder. */
  readonly style?: string;
  /** False shows nothing until the picture has loaded: right for pictures with transparent parts. */
  readonly placeholder?: boolean;
  readonly [attribute: string]: string | number | boolean | null | undefined;
}

/** An image of the site manifest of which the names of its outputs are known: what `imagebuild:ID` gives. */
export type Image<Output extends string = string> = Omit<SiteImage, 'outputs'> & {
  readonly outputs: { readonly [Name in Output]: SiteOutput };
};
