import type { SiteImage, SiteManifest, SiteOutput } from '../core/site-manifest.ts';

/** One of a manifest's addresses → where the site really serves that file. */
export type Address = (src: string) => string;

/** The same image with other addresses. */
export function relocateImage(image: SiteImage, address: Address): SiteImage {
  return { ...image, outputs: mapped(image.outputs, (output) => relocateOutput(output, address)) };
}

/** The same manifest with other addresses. */
export function relocateManifest(
  { images, sprites, webmanifest, ...rest }: SiteManifest,
  address: Address,
): SiteManifest {
  return {
    ...rest,
    images: mapped(images, (image) => relocateImage(image, address)),
    ...(sprites ? { sprites: mapped(sprites, (sheet) => ({ ...sheet, src: address(sheet.src) })) } : {}),
    ...(webmanifest ? { webmanifest: address(webmanifest) } : {}),
  };
}

function relocateOutput(output: SiteOutput, address: Address): SiteOutput {
  const inSet = (srcset: string) => relocateSrcset(srcset, address);
  return {
    ...output,
    src: address(output.src),
    srcset: mapped(output.srcset, inSet),
    sources: output.sources.map((source) => ({ ...source, srcset: inSet(source.srcset) })),
    files: output.files.map((file) => ({ ...file, src: address(file.src) })),
  };
}

/** Addresses in a site manifest hold neither spaces nor commas. */
function relocateSrcset(srcset: string, address: Address): string {
  return srcset
    .split(', ')
    .map((candidate) => candidate.replace(/^\S+/, address))
    .join(', ');
}

function mapped<T>(all: { readonly [name: string]: T }, change: (one: T) => T): { [name: string]: T } {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));
}
