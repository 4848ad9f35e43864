import { writeFileSync } from 'node:fs';

/** Empties the file of --out, or makes it. Throws where it cannot be written. */
export function beginOut(path: string): void {
  writeFileSync(path, '');
}

/** Adds data to the file of --out. */
export function addToOut(path: string, data: string | Uint8Array): void {
  writeFileSync(path, data, { flag: 'a' });
}
