import type { RawPicture } from './raw-picture.ts';

/** The frames of a picture, one or many; however many there are, a few of them are in memory at a time. */
export interface Frames {
  readonly count: number;
  first(): Promise<RawPicture>;
  /** All of them in their order, some at once. */
  runs(): AsyncIterable<readonly RawPicture[]>;
}

/** What is done with each frame. */
export type Change = (frame: RawPicture) => Promise<RawPicture>;

export function stillFrames(picture: RawPicture): Frames {
  return {
    count: 1,
    first: async () => picture,
    async *runs() {
      yield [picture];
    },
  };
}

/** Bytes of decoded frames that are held at once. */
const HELD = 64 * 1024 * 1024;

/** How many frames of a size are decoded at once: from their beginning each time, so not too few. */
export function runLength({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(1, Math.floor(HELD / (width * height * 4)));
}

/** Frames that are decoded in runs; where one run holds all of them, once. */
export function framesInRuns(
  count: number,
  length: number,
  decode: (from: number, many: number) => Promise<readonly RawPicture[]>,
): Frames {
  let all: Promise<readonly RawPicture[]> | undefined;
  const runAt = (from: number): Promise<readonly RawPicture[]> => {
    if (length < count) return decode(from, Math.min(length, count - from));
    all ??= decode(0, count);
    return all;
  };
  return {
    count,
    async first() {
      const [first] = length < count ? await decode(0, 1) : await runAt(0);
      if (first === undefined) throw new Error('a picture has no frames');
      return first;
    },
    async *runs() {
      for (let from = 0; from < count; from += length) yield await runAt(from);
    },
  };
}
