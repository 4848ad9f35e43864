import fc from 'fast-check';

/** One change to an input. Places are parts of its length, from 0 to 1, so that any change fits any input. */
export type Mutation =
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'overwrite'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'copy'; readonly at: number; readonly length: number; readonly to: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | { readonly kind: 'cut'; readonly at: number }
  | {
      readonly kind: 'line';
      readonly at: number;
      readonly to: number;
      readonly what: 'remove' | 'repeat' | 'move';
    }
  | { readonly kind: 'word'; readonly at: number; readonly with: number }
  | { readonly kind: 'number'; readonly at: number; readonly to: string }
  | { readonly kind: 'splice'; readonly at: number; readonly from: number; readonly other: number };

const NUMBERS = [
  '0',
  '-1',
  '1',
  '255',
  '256',
  '65536',
  '4294967295',
  '2147483648',
  '9007199254740993',
  '1e400',
  '-0',
  '0.5',
];

/** Inputs grow no further than this, so that a slow one is slow for its kind and not for its size. */
const LARGEST = 64 * 1024;

/** Changes to inputs of a language with these words. */
export function mutations(words: readonly string[]): fc.Arbitrary<Mutation[]> {
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const span = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 200 }));
  const encoder = new TextEncoder();
  const bytes = fc.oneof(
    ...(words.length > 0
      ? [{ weight: 4, arbitrary: fc.constantFrom(...words).map((word) => encoder.encode(word)) }]
      : []),
    { weight: 2, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc
        .string({ unit: 'binary', minLength: 1, maxLength: 6 })
        .map((text) => encoder.encode(text)),
    },
  );
  const one: fc.Arbitrary<Mutation> = fc.oneof(
    fc.record({ kind: fc.constant('remove' as const), at: place, length: span }),
    fc.record({ kind: fc.constant('insert' as const), at: place, bytes }),
    fc.record({ kind: fc.constant('overwrite' as const), at: place, bytes }),
    fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.integer({ min: 0, max: 7 }) }),
    fc.record({ kind: fc.constant('copy' as const), at: place, length: span, to: place }),
    fc.record({
      kind: fc.constant('repeat' as const),
      at: place,
      length: span,
      times: fc.integer({ min: 2, max: 40 }),
    }),
    fc.record({ kind: fc.constant('cut' as const), at: place }),
    fc.record({
      kind: fc.constant('line' as const),
      at: place,
      to: place,
      what: fc.constantFrom('remove' as const, 'repeat' as const, 'move' as const),
    }),
    fc.record({ kind: fc.constant('word' as const), at: place, with: place }),
    fc.record({ kind: fc.constant('number' as const), at: place, to: fc.constantFrom(...NUMBERS) }),
    fc.record({ kind: fc.constant('splice' as const), at: place, from: place, other: place }),
  );
  return fc.array(one, { minLength: 1, maxLength: 5 });
}

/** An input with changes; `others` are inputs that it can be crossed with. */
export function mutated(
  input: Uint8Array,
  changes: readonly Mutation[],
  others: readonly Uint8Array[],
): Uint8Array {
  return changes.reduce((before, change) => apply(before, change, others).subarray(0, LARGEST), input);
}

function apply(input: Uint8Array, change: Mutation, others: readonly Uint8Array[]): Uint8Array {
  const at = Math.floor(change.at * (input.length + 1));
  const [before, after] = [input.subarray(0, at), input.subarray(at)];
  switch (change.kind) {
    case 'remove':
      return joined(before, after.subarray(change.length));
    case 'insert':
      return joined(before, change.bytes, after);
    case 'overwrite':
      return joined(before, change.bytes, after.subarray(change.bytes.length));
    case 'flip': {
      const copy = new Uint8Array(input);
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << change.bit);
      return copy;
    }
    case 'copy': {
      const to = Math.floor(change.to * (input.length + 1));
      return joined(input.subarray(0, to), after.subarray(0, change.length), input.subarray(to));
    }
    case 'repeat':
      return joined(before, ...Array<Uint8Array>(change.times).fill(after.subarray(0, change.length)), after);
    case 'cut':
      return before;
    case 'line':
      return changedLines(input, change);
    case 'word':
      return changedWord(input, change.at, (words) => words[Math.floor(change.with * words.length)] ?? '');
    case 'number':
      return changedNumber(input, change.at, change.to);
    case 'splice': {
      const other = others[Math.floor(change.other * others.length)] ?? input;
      return joined(before, other.subarray(Math.floor(change.from * (other.length + 1))));
    }
  }
}

// Latin-1 gives each byte a character, so that bytes which are no text survive.
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

function changedLines(input: Uint8Array, { at, to, what }: Extract<Mutation, { kind: 'line' }>): Uint8Array {
  const lines = textOf(input).split('\n');
  const index = Math.floor(at * lines.length);
  const [line = ''] = what === 'repeat' ? [lines[index]] : lines.splice(index, 1);
  if (what !== 'remove') lines.splice(Math.floor(to * (lines.length + 1)), 0, line);
  return bytesOf(lines.join('\n'));
}

function changedWord(
  input: Uint8Array,
  at: number,
  choose: (words: readonly string[]) => string,
): Uint8Array {
  const parts = textOf(input).split(/([\w.-]+)/);
  const words = parts.filter((_, index) => index % 2 === 1);
  const index = Math.floor(at * words.length) * 2 + 1;
  if (words.length > 0) parts[index] = choose(words);
  return bytesOf(parts.join(''));
}

function changedNumber(input: Uint8Array, at: number, to: string): Uint8Array {
  const parts = textOf(input).split(/(\d+)/);
  const index = Math.floor(at * ((parts.length - 1) / 2)) * 2 + 1;
  if (parts.length > 1) parts[index] = to;
  return bytesOf(parts.join(''));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
