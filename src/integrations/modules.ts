import type { SiteImage, SiteManifest } from '../core/site-manifest.ts';
import { didYouMean } from '../core/suggest.ts';
import { type Address, relocateImage, relocateManifest } from './relocate.ts';

/** The module with the whole site manifest. */
const ALL = 'virtual:imagebuild';

/** What comes before the id of an image: `imagebuild:fox/running`, `imagebuild:fox/running?output=hero`. */
const ONE = 'imagebuild:';

/** The name under which a bundler keeps one of our modules; undefined for those of others. */
export function resolveModule(specifier: string): string | undefined {
  return specifier === ALL || specifier.startsWith(ONE) ? `\0${specifier}` : undefined;
}

/** Whether a name came from {@link resolveModule}. */
export function isModule(name: string): boolean {
  return name === `\0${ALL}` || name.startsWith(`\0${ONE}`);
}

/** The images that a module holds: all, or one with the outputs that it asks for. Throws where there is none. */
function imagesOf(name: string, { images }: SiteManifest): readonly SiteImage[] {
  if (name === `\0${ALL}`) return Object.values(images);
  const [id = '', query] = name.slice(ONE.length + 1).split('?', 2);
  const image = member(images, id, `there is no image "${id}"`);
  const output = new URLSearchParams(query).get('output');
  if (output === null) return [image];
  const only = member(image.outputs, output, `${id} has no output "${output}"`);
  return [{ ...image, outputs: { [output]: only } }];
}

/** Every file of a manifest. */
export function* filesOf({ images, sprites = {} }: SiteManifest) {
  for (const { outputs } of Object.values(images))
    for (const { files } of Object.values(outputs)) yield* files;
  for (const sheet of Object.values(sprites)) yield { ...sheet, type: 'image/png' };
}

/** The files that a module names. */
export function filesOfModule(name: string, manifest: SiteManifest) {
  if (name === `\0${ALL}`) return [...filesOf(manifest)];
  return imagesOf(name, manifest).flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ files }) => files),
  );
}

/** The module's code. */
export function moduleCode(name: string, manifest: SiteManifest, address: Address): string {
  const [only] = imagesOf(name, manifest);
  const value =
    name === `\0${ALL}` || only === undefined
      ? relocateManifest(manifest, address)
      : relocateImage(only, address);
  return `export default ${JSON.stringify(value)};\n`;
}

function member<T>(all: { readonly [name: string]: T }, name: string, otherwise: string): T {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  const hint = didYouMean(name, Object.keys(all));
  throw new Error(hint === undefined ? otherwise : `${otherwise}; ${hint}`);
}
