import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Font } from 'fontkit';

/** How heavy letters are: for reading, and for names. */
export type Weight = 'regular' | 'strong';

/** One file of the typeface: some alphabets in one weight. */
export interface Face {
  /** For programs, such as `latin-600`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly font: Font;
}

/** The files that the typeface comes in, those that are wanted most first: a character is taken from the first that has it. */
const ALPHABETS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'greek-ext', 'cyrillic-ext', 'vietnamese'];
const WEIGHTS: { readonly [weight in Weight]: number } = { regular: 400, strong: 600 };

export type Typeface = { readonly [weight in Weight]: readonly Face[] };

let loaded: Promise<Typeface> | undefined;

/** Inter, from files that the package brings (see `imports` in package.json): a sheet looks the same on every machine, and needs no fonts there. */
export function loadTypeface(): Promise<Typeface> {
  loaded ??= Promise.all([facesOf('regular'), facesOf('strong')]).then(([regular, strong]) => ({
    regular,
    strong,
  }));
  return loaded;
}

async function facesOf(weight: Weight): Promise<Face[]> {
  const { create } = await import('fontkit');
  const { resolve } = createRequire(import.meta.url);
  return Promise.all(
    ALPHABETS.map(async (alphabet) => {
      const name = `${alphabet}-${WEIGHTS[weight]}`;
      const bytes = await readFile(resolve(`#inter/${name}.woff`));
      return { name, bytes, font: create(bytes) as Font };
    }),
  );
}
