/** A word of the prompt. */
export interface Token {
  readonly word: string;
  /** Commas, semicolons and full stops part clauses; a colour never reaches beyond its own. */
  readonly clause: number;
}

export function tokens(text: string): Token[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[,;.!?:\n]+/u)
    .flatMap((part, clause) =>
      part
        .replace(/['’]s?\b/gu, '')
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== '')
        .map((word) => ({ word, clause })),
    );
}

const NEGATIONS: ReadonlySet<string> = new Set(['no', 'not', 'without', 'neither', 'nor']);
/** Words with which something else begins. */
const TURNS: ReadonlySet<string> = new Set(
  'but in on at to by from with under over near beside behind into against around while only just'.split(' '),
);

/** Parts the words of a prompt into those that it asks for and those that it asks to leave out: no people, a cat without a hat. */
export function partNegated(words: readonly Token[]): {
  readonly wanted: readonly Token[];
  readonly refused: readonly Token[];
} {
  const wanted: Token[] = [];
  const refused: Token[] = [];
  let negated: number | undefined;
  for (const token of words) {
    if (NEGATIONS.has(token.word)) negated = token.clause;
    else if (negated !== token.clause || TURNS.has(token.word)) {
      negated = undefined;
      wanted.push(token);
    } else refused.push(token);
  }
  return { wanted, refused };
}

/** Plurals that no rule makes. */
const IRREGULAR: { readonly [plural: string]: string } = {
  ...{ men: 'man', women: 'woman', children: 'child', people: 'person', mice: 'mouse', geese: 'goose' },
  ...{ oxen: 'ox', feet: 'foot', teeth: 'tooth', cacti: 'cactus', fungi: 'fungus', dice: 'die' },
};

/** True for a word that stands for several of what its singular names. */
export function isPlural(word: string): boolean {
  return IRREGULAR[word] !== undefined || /.men$/.test(word) || /[^sui]s$/.test(word);
}

/** True where a word is only found as a form of a verb: who is watching is no watch. */
export const isVerbForm = (word: string, stem: string): boolean =>
  word !== stem && /(?:ing|ed|er)$/.test(word);

/** The forms under which a word may stand in a vocabulary, likeliest first: itself, singular, infinitive. */
export function stems(word: string): string[] {
  const found = [word];
  const add = (stem: string) => {
    if (stem.length > 1) found.push(stem);
  };
  const irregular = IRREGULAR[word] ?? (/.men$/.test(word) ? `${word.slice(0, -3)}man` : undefined);
  if (irregular !== undefined) add(irregular);
  if (word.endsWith('ies')) add(`${word.slice(0, -3)}y`);
  if (word.endsWith('ves')) {
    add(`${word.slice(0, -3)}f`);
    add(`${word.slice(0, -3)}fe`);
  }
  if (word.endsWith('es')) add(word.slice(0, -2));
  if (word.endsWith('s')) add(word.slice(0, -1));
  for (const ending of ['ing', 'ed', 'er', 'y']) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    if (stem.length < 3) continue;
    add(stem);
    add(`${stem}e`);
    if (stem.at(-1) === stem.at(-2)) add(stem.slice(0, -1));
  }
  return found;
}

const BREAKS =
  'in on at to of by from with without through under over near beside behind into against around';
/** Words that say where or how; a colour binds to nothing beyond them. */
export const BREAK_WORDS: ReadonlySet<string> = new Set([
  ...BREAKS.split(' '),
  ...'a an the is are while'.split(' '),
]);

const EMPTY =
  'and or his her its their our your my it this that these those very some many few little small big large tiny tall wearing wears dressed has have having looking look very as for up down out off near between front top full body view shot scene background shape shaped natural light lighting lit made one two three several group couple pair both friends family crowd no not';
/** Words that shape nothing. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set([...BREAK_WORDS, ...EMPTY.split(' ')]);
