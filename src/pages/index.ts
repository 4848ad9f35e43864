/** Room: the built pages of a site: which pictures they show, and placing ours in them. */
export { checkPages } from './check.ts';
export { fillPage } from './fill.ts';
export { isFolder, readSite } from './folder.ts';
