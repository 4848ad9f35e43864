import { parseSiteManifest } from '../site-manifest-shape.ts';
import type { SiteWriter } from './writer.ts';

/** The site manifest as it is: what the plugins, `imagebuild html` and other programs read. */
export const jsonWriter: SiteWriter = {
  ending: '.json',
  write: (manifest) => `${JSON.stringify(manifest, undefined, 2)}\n`,
  read: parseSiteManifest,
  owns(text) {
    if (text.trim() === 'null') return true;
    // Also one that is cut off, or that has conflict markers.
    return /^[^[]*"schemaVersion":\s*1\b/.test(text) && text.includes('"images":');
  },
};
