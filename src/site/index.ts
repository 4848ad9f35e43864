/** Room 8: lockfile and stored bytes → output folder and site manifest. */
export { findOutput, removeOutputs, writeOutput } from './output-files.ts';
export { OutputIndex } from './output-index.ts';
export { type PublishedTarget, siteAddress, siteManifest } from './site-manifest.ts';
export {
  isNamed,
  isReadable,
  isSiteManifest,
  publishedFiles,
  readSiteManifest,
  writeSiteManifests,
} from './write.ts';
