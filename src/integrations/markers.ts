/** What takes the place of a marker: a part of the text that it stands in, or an expression beside it. */
export type Replacement = { readonly text: string } | { readonly expression: string };

const MARKER = /__IMAGEBUILD_ADDRESS_(\d+)__/g;

/** A text of a chunk with markers: addresses and sizes, so that no quote and no escape is in it. */
const TEXT = /(["'`])([^"'`\\\n]*__IMAGEBUILD_ADDRESS_\d+__[^"'`\\\n]*)\1/g;

/** Values that are known when a chunk is written, and the markers that stand for them until then. */
export class Markers<Value> {
  readonly #values: Value[] = [];
  readonly #markers = new Map<string, string>();

  /** The marker of a value. One identity has one marker, so that a module that is loaded again has the same code. */
  of(identity: string, value: Value): string {
    const known = this.#markers.get(identity);
    if (known !== undefined) return known;
    const marker = `__IMAGEBUILD_ADDRESS_${this.#values.push(value) - 1}__`;
    this.#markers.set(identity, marker);
    return marker;
  }

  /**
   * Code with all values in their places; undefined where it has none of ours. Throws where a marker stands in no
   * text: nothing would tell that the picture is never found.
   */
  replaced(code: string, write: (value: Value) => Replacement): string | undefined {
    if (!this.#occursIn(code)) return undefined;
    const written = code.replace(TEXT, (_, quote: string, text: string) => {
      const inside = text.replace(MARKER, (marker, index: string) => {
        const value = this.#values[Number(index)];
        if (value === undefined) return marker;
        const put = write(value);
        return 'text' in put ? put.text : `${quote}+${put.expression}+${quote}`;
      });
      return `${quote}${inside}${quote}`;
    });
    if (this.#occursIn(written)) throw new Error('an address of a picture stands in code that is no text');
    return written;
  }

  #occursIn(code: string): boolean {
    return [...code.matchAll(MARKER)].some(([, index]) => Number(index) < this.#values.length);
  }
}
