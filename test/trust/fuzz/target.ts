/** Something that reads what others have written, and what it promises whatever that is. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs, from which mutation begins. */
  seeds(): Promise<readonly Uint8Array[]> | readonly Uint8Array[];
  /** Reads one input. Throws when a promise is broken; expected trouble is a value inside. */
  judge(input: Uint8Array): Promise<void> | void;
  /** Words of the language, for mutation. */
  readonly words?: readonly string[];
}

/** A promise that an input has broken. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function promise(holds: boolean, words: string): void {
  if (!holds) throw new Broken(words);
}
