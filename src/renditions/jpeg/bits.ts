/** Codes of up to 16 bits → length × 256 + symbol, by the 16 bits that begin with them; 0 for what is no code. */
export type CodeTable = Uint16Array;

/** How many codes of each length there are, and what they stand for in their order → a table to look them up in. */
export function codeTable(counts: Uint8Array, symbols: Uint8Array): CodeTable {
  const table = new Uint16Array(65_536);
  let at = 0;
  let next = 0;
  for (const [index, count] of counts.entries()) {
    const length = index + 1;
    for (let code = 0; code < count; code++) {
      const span = 1 << (16 - length);
      table.fill(length * 256 + (symbols[next++] ?? 0), at, at + span);
      at += span;
    }
  }
  return table;
}

/** The bits of a JPEG's scan, up to each marker. */
export class ScanBits {
  readonly #data: Uint8Array;
  #at: number;
  #bits = 0;
  #held = 0;
  /** Bits that were made up behind a marker. */
  #invented = 0;

  constructor(data: Uint8Array, at: number) {
    this.#data = data;
    this.#at = at;
  }

  /** True when more was read than there is before the next marker. */
  get starved(): boolean {
    return this.#invented > this.#held;
  }

  /** The next symbol; undefined where no code begins with these bits. */
  symbol(table: CodeTable): number | undefined {
    this.#fill();
    const found = table[(this.#bits >>> (this.#held - 16)) & 0xffff] ?? 0;
    if (found === 0) return undefined;
    this.#held -= found >> 8;
    return found & 0xff;
  }

  skip(count: number): void {
    this.#fill();
    this.#held -= count;
  }

  /** Goes on behind the next marker when it is this one and nothing else comes before it. */
  passMarker(marker: number): boolean {
    if (this.leftOver() > 0 || this.#data[this.#at + 1] !== marker) return false;
    this.#at += 2;
    this.#held = this.#bits = this.#invented = 0;
    return true;
  }

  /** Bytes before the next marker that nobody has read, but for fillers. */
  leftOver(): number {
    let left = Math.max(0, (this.#held - this.#invented) >> 3);
    for (; !this.#atMarker() && this.#at < this.#data.length; this.#at++)
      if (this.#data[this.#at] !== 0 && this.#data[this.#at] !== 0xff) left++;
    return left;
  }

  /** Holds at least 16 bits, and never more than 31. */
  #fill(): void {
    while (this.#held <= 16) {
      const ended = this.#at >= this.#data.length || this.#atMarker();
      const byte = ended ? 0 : (this.#data[this.#at] as number);
      if (ended) this.#invented += 8;
      else this.#at += byte === 0xff ? 2 : 1;
      this.#bits = ((this.#bits << 8) | byte) >>> 0;
      this.#held += 8;
    }
  }

  /** 0xff before anything but 0, which says that it is a 0xff, and another 0xff, which fills up. */
  #atMarker(): boolean {
    const next = this.#data[this.#at + 1];
    return this.#data[this.#at] === 0xff && next !== 0 && next !== 0xff;
  }
}
