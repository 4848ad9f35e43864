import type { Reading } from './lexicon/lexicon.ts';
import { BREAK_WORDS } from './lexicon/tokens.ts';
import { findSubject } from './subjects/index.ts';

const NUMBERS: { readonly [word: string]: number } = {
  ...{ one: 1, single: 1, two: 2, pair: 2, couple: 2, both: 2, duo: 2, twin: 2, three: 3, trio: 3 },
  ...{
    several: 3,
    group: 3,
    team: 3,
    family: 3,
    friends: 3,
    people: 3,
    four: 4,
    quartet: 4,
    five: 5,
    crowd: 5,
  },
  ...{ six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, dozen: 12 },
};

/** Words that count what comes after `of`. */
export const COLLECTIVE: ReadonlySet<string> = new Set(
  'pair couple group team family crowd trio quartet dozen'.split(' '),
);

/** Things that come in pairs: a pair of them is one. */
const PAIRED: ReadonlySet<string> = new Set(['shoe', 'headphones']);

/** More cannot be told apart in one picture. */
export const MOST = 12;

/** How many of the subject at `at` are asked for: by words before it, by the word itself, or by `of four` after it. */
export function countAt(read: readonly Reading[], at: number, name: string): number {
  const own = read[at];
  if (own === undefined) return 1;
  const living = findSubject(name)?.living === true;
  const after = COLLECTIVE.has(own.text) && read[at + 1]?.text === 'of' ? numberOf(read[at + 2]) : undefined;
  const word = after === undefined ? numberBefore(read, at) : undefined;
  if (word?.text === 'pair' && PAIRED.has(name)) return 1;
  return after ?? numberOf(word) ?? (living ? (NUMBERS[own.text] ?? (own.plural === true ? 2 : 1)) : 1);
}

function numberOf(reading: Reading | undefined): number | undefined {
  if (reading === undefined) return undefined;
  const { text } = reading;
  return NUMBERS[text] ?? (/^[1-9]\d?$/.test(text) ? Number(text) : undefined);
}

/** The nearest number before a noun that nothing parts from it. */
function numberBefore(read: readonly Reading[], at: number): Reading | undefined {
  for (let back = at - 1; back >= 0 && at - back <= 5; back--) {
    const reading = read[back];
    if (reading === undefined || reading.clause !== read[at]?.clause) return undefined;
    if (numberOf(reading) !== undefined) return reading;
    if (reading.text === 'of' ? !COLLECTIVE.has(read[back - 1]?.text ?? '') : parts(reading))
      return undefined;
  }
  return undefined;
}

const parts = ({ text, meanings }: Reading): boolean =>
  BREAK_WORDS.has(text) ||
  text === 'and' ||
  meanings.some(({ kind }) => kind === 'subject' || kind === 'garment' || kind === 'setting');
