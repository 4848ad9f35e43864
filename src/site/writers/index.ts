import { declarationsWriter } from './declarations.ts';
import { jsonWriter } from './json.ts';
import { typescriptWriter } from './typescript.ts';
import { webmanifestWriter } from './webmanifest.ts';
import type { SiteWriter } from './writer.ts';

/** Every shape of site manifest; the first whose ending fits is the one that is meant. */
const SITE_WRITERS: readonly SiteWriter[] = [
  jsonWriter,
  declarationsWriter,
  typescriptWriter,
  webmanifestWriter,
];

export function writerFor(path: string): SiteWriter | undefined {
  return SITE_WRITERS.find(({ ending }) => path.endsWith(ending));
}
