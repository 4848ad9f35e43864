import type { SiteManifest } from '../core/site-manifest.ts';

/** One writer per shape of site manifest, by file ending. */
export const SITE_WRITERS: { readonly [extension: string]: (manifest: SiteManifest) => string } = {
  json: (manifest) => `${JSON.stringify(manifest, undefined, 2)}\n`,
  ts: writeTypeScript,
};

function writeTypeScript(manifest: SiteManifest): string {
  const lines = Object.entries(manifest.images).map(
    ([id, image]) => `  ${JSON.stringify(id)}: ${JSON.stringify(image)},`,
  );
  return `// Written by imagebuild; do not edit.

export interface ImageFile {
  readonly src: string;
  readonly path: string;
  readonly format: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly digest: string;
}

export interface ImageOutput {
  readonly src: string;
  readonly width: number;
  readonly height: number;
  readonly srcset: { readonly [format: string]: string };
  readonly files: readonly ImageFile[];
}

export interface Image {
  readonly alt: string;
  readonly title?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly placeholder?: string;
  readonly outputs: { readonly [name: string]: ImageOutput };
}

export const images = {
${lines.join('\n')}
} as const satisfies { readonly [id: string]: Image };

export type ImageId = keyof typeof images;
`;
}
