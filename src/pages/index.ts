/** Room: the built pages of a site: which pictures they show, and placing ours in them. */
export { type CheckedSite, checkPages } from './check.ts';
export { type FilledPage, fillPage } from './fill.ts';
export { isFolder, readSite, type SiteText } from './folder.ts';
