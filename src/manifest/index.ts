/** Room 1: YAML text → Manifest, or diagnostics that point into the text. */
export { declareProvider } from './declare.ts';
export { BUILT_IN_OUTPUT, declareOutput } from './declare-output.ts';
export type { SeenDocuments } from './document.ts';
export { addEntry, renameKey, rewriteText, setKey } from './edit-text.ts';
export { diskFiles, type ManifestFiles } from './files.ts';
export { includeJsonSchema, manifestJsonSchema } from './json-schema.ts';
export { readManifest } from './load.ts';
export type * from './manifest.ts';
export { nearPathHint } from './near-path.ts';
export { lexicalPath, outsideProject, projectPath } from './project-path.ts';
export { NAME, SEED_LIMIT } from './schema/index.ts';
