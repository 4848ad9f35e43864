import type { SiteFile, SiteManifest } from '../../core/site-manifest.ts';
import type { SiteWriter } from './writer.ts';

/**
 * The icons of a web app manifest: the files of every output that names one of its sizes `maskable`, as the preset
 * `favicon` does. All other members of the file are their author's, and stay.
 */
export const webmanifestWriter: SiteWriter = {
  ending: '.webmanifest',
  // It is its author's, and written into.
  owns: () => true,
  write(manifest, before) {
    const members = before === undefined ? {} : parsed(before);
    if (members === undefined) return { because: 'it is not a JSON object' };
    return `${JSON.stringify({ ...members, icons: icons(manifest) }, undefined, 2)}\n`;
  },
};

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Sizes of the preset that browsers look for in the page's head instead. */
const ELSEWHERE = new Set(['ico', 'apple-touch']);

function icons({ images }: SiteManifest) {
  return Object.values(images)
    .flatMap(({ outputs }) => Object.values(outputs))
    .filter(({ files }) => files.some(({ size }) => size === 'maskable'))
    .flatMap(({ files }) => files.filter(({ size }) => !ELSEWHERE.has(size ?? '')))
    .map(icon);
}

function icon({ src, type, width, height, size }: SiteFile) {
  return {
    src,
    sizes: type === 'image/svg+xml' ? 'any' : `${width}x${height}`,
    type,
    ...(size === 'maskable' ? { purpose: 'maskable' } : {}),
  };
}
