/** Room 14: a web page on this machine where people look at pictures, try others, and choose. */
export { COMMANDS } from './commands.ts';
export { type ExportedReport, exportStudio } from './export.ts';
export { type OpenStudio, type OpenStudioOptions, openStudio } from './open.ts';
