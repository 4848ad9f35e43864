import type { SiteWriter } from './writer.ts';

/** The site manifest as it is: what the plugins, `imagebuild html` and other programs read. */
export const jsonWriter: SiteWriter = {
  ending: '.json',
  write: (manifest) => `${JSON.stringify(manifest, undefined, 2)}\n`,
};
