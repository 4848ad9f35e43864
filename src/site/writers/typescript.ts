import { asSiteManifest } from '../site-manifest-shape.ts';
import { readLiteral } from './literal.ts';
import { HEADER, type SiteWriter } from './writer.ts';

/** The site manifest as a module without imports, which knows every id and every output by name. */
export const typescriptWriter: SiteWriter = {
  ending: '.ts',
  owns: (text) => text.includes(HEADER),
  read(text) {
    if (!text.includes(HEADER)) return undefined;
    try {
      const [images, sprites, webmanifest] = ['images', 'sprites', 'webmanifest'].map((name) =>
        constantOf(text, name),
      );
      return asSiteManifest({ schemaVersion: 1, images, sprites, webmanifest });
    } catch {
      return undefined;
    }
  },
  write({ images, sprites, webmanifest }) {
    const sheets =
      sprites === undefined
        ? ''
        : `\nexport const sprites = ${constant(sprites, '{ readonly [output: string]: Sprite }')}\n`;
    const app =
      webmanifest === undefined ? '' : `\nexport const webmanifest = ${JSON.stringify(webmanifest)};\n`;
    return `${TYPES}
export const images = ${constant(images, '{ readonly [id: string]: Image }')}
${sheets}${app}
export type ImageId = keyof typeof images;
`;
  },
};

/** Returns the value of a constant of the module; undefined where there is no such constant. Throws where it is cut off. */
function constantOf(text: string, name: string): unknown {
  const start = `\nexport const ${name} = `;
  const at = text.indexOf(start);
  return at === -1 ? undefined : readLiteral(text, at + start.length);
}

/** One member a line, so that a diff shows what changed. */
function constant(members: object, type: string): string {
  const all: [string, unknown][] = Object.entries(members);
  const lines = all.map(([name, member]) => `  ${JSON.stringify(name)}: ${JSON.stringify(member)},\n`);
  return `{\n${lines.join('')}} as const satisfies ${type};`;
}

/** The shapes of core/site-manifest.ts, where they are explained. */
const TYPES = `${HEADER}

export interface ImageFile {
  readonly src: string;
  readonly path: string;
  readonly format: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly digest: string;
  readonly key: string;
  readonly media?: string;
  readonly size?: string;
  readonly density?: number;
  readonly animated?: true;
}

export interface ImageSource {
  readonly media?: string;
  readonly type: string;
  readonly srcset: string;
  readonly width: number;
  readonly height: number;
}

export interface ImageOutput {
  readonly src: string;
  readonly width: number;
  readonly height: number;
  readonly srcset: { readonly [format: string]: string };
  readonly sources: readonly ImageSource[];
  readonly sizes?: string;
  readonly files: readonly ImageFile[];
}

export interface ImagePlaceholder {
  readonly thumbhash?: string;
  readonly blurhash?: string;
  readonly lqip?: string;
  readonly color?: string;
  readonly palette?: readonly string[];
}

export interface Image {
  readonly alt: string;
  readonly title?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly placeholder?: ImagePlaceholder;
  readonly outputs: { readonly [name: string]: ImageOutput };
}

export interface Sprite {
  readonly src: string;
  readonly path: string;
  readonly digest: string;
  readonly key: string;
  readonly width: number;
  readonly height: number;
  readonly images: {
    readonly [id: string]: {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    };
  };
}
`;
