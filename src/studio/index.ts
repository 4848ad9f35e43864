/** Room 14: a web page on this machine where people look at pictures, try others, and choose. */
export { exportStudio } from './export.ts';
export { openStudio } from './open.ts';
