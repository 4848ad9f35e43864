import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the project lies: the fuzzer is bundled, so its modules do not know their own place. */
const PROJECT_ROOT = process.env.IMAGEBUILD_FUZZ_ROOT ?? process.cwd();

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Bytes as a text file holds them: undefined where they are no UTF-8, which every reader refuses alike. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** A file of the project, such as an example. */
export function projectFile(path: string): Uint8Array {
  return readFileSync(join(PROJECT_ROOT, path));
}
