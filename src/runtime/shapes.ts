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

/** Names of an image's outputs; any text where the type does not know them. */
export type OutputName<Image extends Picture> = Extract<keyof Image['outputs'], string>;

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
  /** One side alone keeps the shape. */
  readonly width?: number | string;
  readonly height?: number | string;
  readonly class?: string;
  /** CSS, after that of the placeholder. */
  readonly style?: string;
  /** False shows nothing until the picture has loaded: right for pictures with transparent parts. */
  readonly placeholder?: boolean;
  readonly [attribute: string]: string | number | boolean | null | undefined;
}

/** What `head` needs of a site manifest. */
export interface HeadPictures {
  readonly images: { readonly [id: string]: HeadPicture };
  /** Address of the web app manifest. */
  readonly webmanifest?: string;
}

export interface HeadPicture {
  readonly alt?: string;
  readonly outputs: { readonly [name: string]: { readonly files: readonly HeadFile[] } };
}

export interface HeadFile {
  readonly src: string;
  /** Media type. */
  readonly type: string;
  readonly width: number;
  readonly height: number;
  /** Its name among the sizes of its output: `apple-touch`, `og`. */
  readonly size?: string;
}

/** What the head of a page says. */
export interface HeadOptions<Id extends string = string> {
  /** Image with an output of the preset `favicon`; the first that has one when absent. False writes no icons. */
  readonly icon?: Id | false;
  /** Image that is shown where the page is shared; none when absent. */
  readonly card?: Id;
  /** Output of the card; the one of the preset `social` when absent, else one that is called `og`. */
  readonly output?: string;
  /** Whole address of the site's first page. Cards need it, unless the site manifest has whole addresses. */
  readonly site?: string;
  /** The page's own address, whole or from the root of the site. */
  readonly url?: string;
  readonly title?: string;
  readonly description?: string;
  readonly siteName?: string;
  /** What the page is: `website` when absent. */
  readonly type?: string;
  /** What the card shows, instead of the image's own alt. */
  readonly alt?: string;
  /** Address of the web app manifest, where the site manifest does not know it. False names none. */
  readonly webmanifest?: string | false;
}

/** The elements of a picture by their attributes, as HTML names them. Without sources the `<img>` stands alone. */
export interface Elements {
  readonly sources: readonly {
    readonly type: string;
    readonly media?: string;
    readonly srcset: string;
    readonly sizes?: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly img: {
    readonly src: string;
    readonly srcset?: string;
    readonly sizes?: string;
    readonly width: number | string;
    readonly height: number | string;
    readonly alt: string;
    readonly loading: 'lazy' | 'eager';
    readonly decoding: 'async' | 'sync' | 'auto';
    /** Those that the page has named, beside the style. */
    readonly [attribute: string]: PictureOptions[string];
  };
  /** What shows behind the `<img>` until it has loaded, for CSS; empty for nothing. */
  readonly background: string;
}

/** An image of the site manifest of which the names of its outputs are known: what `imagebuild:ID` gives. */
export type Image<Output extends string = string> = Omit<SiteImage, 'outputs'> & {
  readonly outputs: { readonly [Name in Output]: SiteOutput };
};
