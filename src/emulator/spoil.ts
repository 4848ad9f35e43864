import type { Fault } from './faults.ts';

/** The bytes of a picture, damaged as the fault wants. */
export function spoil(bytes: Uint8Array, fault: Fault | undefined): Uint8Array {
  if (fault?.kind === 'truncated-picture') return bytes.subarray(0, bytes.length / 2);
  if (fault?.kind === 'corrupt-picture') {
    const spoiled = new Uint8Array(bytes);
    // The signature stays, so that only decoding finds out.
    for (let at = 32; at < spoiled.length; at++) spoiled[at] = (at * 151) % 251;
    return spoiled;
  }
  return bytes;
}
