import { COLLECTIVE } from './counts.ts';
import type { Meaning, Reading } from './lexicon/lexicon.ts';
import { isLayout, isOrdinary } from './lexicon/ordinary.ts';
import { EMPTY_WORDS } from './lexicon/tokens.ts';
import { findSubject } from './subjects/index.ts';

/** Words that are subjects only where nothing else is: they mostly say what a picture is for. */
const WEAK: ReadonlySet<string> = new Set(
  (
    'character friend crowd couple family app website webpage product object order startup launch data growth goal idea ' +
    'inspiration innovation love home secure safe access favorite favourite surprise logo guide screen device store shop camera lens world ecommerce ' +
    'pricing team user'
  ).split(' '),
);

/** What follows a noun that only says what something is like: a heart shaped box. */
const LIKE: ReadonlySet<string> = new Set(
  (
    'shaped like themed colored coloured inspired style styled sized ' +
    'drawing sketch sketched cut texture textured craft print angle lens photography photo'
  ).split(' '),
);

/** Forms that are verbs right after whoever does them: a fox watches, a robot ships. */
const VERBS: ReadonlySet<string> = new Set(
  'watches watch searches orders launches presents guides reports files ships plants loves likes lights'.split(
    ' ',
  ),
);

const ROLES: ReadonlySet<string> = new Set(['person', 'man', 'woman', 'child', 'astronaut']);

/**
 * Leaves of two nouns that stand together the one that is meant: of a coffee mug the mug, of maple syrup the syrup, even
 * where nobody knows it. What is only like something, or is a verb, names nothing.
 */
export function headNouns(read: readonly Reading[]): Reading[] {
  const settled = read.map((reading, index) => {
    const after = read[index + 1];
    const next = after?.clause === reading.clause ? after : undefined;
    const before = read[index - 1];
    const previous = before?.clause === reading.clause ? before : undefined;
    return isCollective(read, index) ||
      isModifier(reading, next) ||
      isVerb(reading, previous) ||
      isRole(reading, previous)
      ? without(reading, 'subject')
      : reading;
  });
  return dropWeak(settled);
}

/** A team of robots is no team and some robots. */
function isCollective(read: readonly Reading[], at: number): boolean {
  const clause = read[at]?.clause;
  if (!COLLECTIVE.has(read[at]?.text ?? '') || read[at + 1]?.text !== 'of') return false;
  return read
    .slice(at + 2, at + 6)
    .some((later) => later.clause === clause && subjectOf(later) !== undefined);
}

const subjectOf = ({ meanings }: Reading): string | undefined =>
  meanings.find(({ kind }) => kind === 'subject')?.name;

const lives = (name: string): boolean => findSubject(name)?.living === true;

function without(reading: Reading, unwanted: Meaning['kind']): Reading {
  return { ...reading, meanings: reading.meanings.filter(({ kind }) => kind !== unwanted), modifier: true };
}

function isModifier(reading: Reading, next: Reading | undefined): boolean {
  const name = subjectOf(reading);
  if (name === undefined || next === undefined) return false;
  if (LIKE.has(next.text) && !(next.text === 'like' && lives(name))) return true;
  const head = isWeak(next) && !isWeak(reading) ? undefined : subjectOf(next);
  if (ROLES.has(name) && reading.plural !== true && next.meanings.some(({ kind }) => kind === 'garment'))
    return true;
  if (head === undefined) return reading.plural !== true && isUnknownHead(next, lives(name));
  if (head === name || (lives(name) && VERBS.has(next.text))) return false;
  // A fox chef is a fox, and a woman doctor is a woman; but a baby fox is a fox.
  return !(ROLES.has(head) && lives(name) && (head === 'person' || !ROLES.has(name)));
}

/** Nobody knows the word, and it is a noun as far as its form says. */
function isUnknownHead({ text, meanings }: Reading, afterLiving: boolean): boolean {
  if (meanings.length > 0 || EMPTY_WORDS.has(text) || isOrdinary(text)) return false;
  return !/(?:ing|ed|ly)$/.test(text) && !(afterLiving && /[^s]s$/.test(text));
}

function isVerb({ text }: Reading, previous: Reading | undefined): boolean {
  const name = previous && subjectOf(previous);
  return name !== undefined && lives(name) && VERBS.has(text);
}

function isRole(reading: Reading, previous: Reading | undefined): boolean {
  const [name, former] = [subjectOf(reading), previous && subjectOf(previous)];
  if (name === undefined || former === undefined || !lives(former) || former === name) return false;
  return ROLES.has(name) && (name === 'person' || !ROLES.has(former));
}

function dropWeak(read: readonly Reading[]): Reading[] {
  const strong = read.some((reading) => subjectOf(reading) !== undefined && !isWeak(reading));
  return read.map((reading, index) => {
    const next = read[index + 1];
    const onPage = next !== undefined && next.clause === reading.clause && isLayout(next.text);
    const placed = next?.clause === reading.clause && next.meanings.some(({ kind }) => kind === 'setting');
    return isWeak(reading) && (strong || onPage || placed) ? without(reading, 'subject') : reading;
  });
}

const isWeak = ({ text }: Reading): boolean => WEAK.has(text) || WEAK.has(text.replace(/s$/, ''));

/** Words of the prompt that a picture should show and that nobody knows, once each. */
export function unknownWords(read: readonly Reading[]): string[] {
  const unknown = read.filter(
    ({ text, meanings, modifier }) =>
      meanings.length === 0 && modifier !== true && !EMPTY_WORDS.has(text) && !isOrdinary(text),
  );
  return [...new Set(unknown.map(({ text }) => text))];
}
