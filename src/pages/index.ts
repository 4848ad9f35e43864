/** Room: the built pages of a site: which pictures they show, and placing ours in them. */
export { checkPages, type LookAtPicture } from './check.ts';
export { fillPage } from './fill.ts';
export { isFolder, readPicture, readSite } from './folder.ts';
