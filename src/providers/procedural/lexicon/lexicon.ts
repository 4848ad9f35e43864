import { SETTINGS } from '../settings/index.ts';
import { SUBJECTS } from '../subjects/index.ts';
import {
  MOOD_WORDS,
  type Mood,
  SEASON_WORDS,
  type Season,
  STYLE_WORDS,
  type Style,
  TIME_WORDS,
  type Time,
  WEATHER_WORDS,
  type Weather,
} from './circumstances.ts';
import { COLOR_WORDS, PALETTE_WORDS } from './colors.ts';
import { ELEMENT_WORDS, type Element } from './elements.ts';
import { GARMENT_WORDS, type Garment, HAIR_STYLE_WORDS, type HairStyle } from './garments.ts';
import { POSE_WORDS, type PoseName } from './poses.ts';
import { isPlural, isVerbForm, stems, type Token } from './tokens.ts';

/** One thing a word can mean; many words mean several. */
export type Meaning =
  | { readonly kind: 'subject' | 'setting' | 'color'; readonly name: string }
  | { readonly kind: 'time'; readonly name: Time }
  | { readonly kind: 'weather'; readonly name: Weather }
  | { readonly kind: 'season'; readonly name: Season }
  | { readonly kind: 'mood'; readonly name: Mood }
  | { readonly kind: 'style'; readonly name: Style }
  | { readonly kind: 'pose'; readonly name: PoseName }
  | { readonly kind: 'garment'; readonly name: Garment }
  | { readonly kind: 'hair'; readonly name: HairStyle }
  | { readonly kind: 'element'; readonly name: Element }
  | { readonly kind: 'palette'; readonly name: 'palette' };

/** A word or phrase of the prompt with what it can mean; no meanings when nobody knows it. */
export interface Reading {
  readonly text: string;
  readonly clause: number;
  readonly meanings: readonly Meaning[];
  /** Names several: `women`, `shelves`. */
  readonly plural?: boolean;
  /** Only says more of the noun after it, and is no subject for that. */
  readonly modifier?: boolean;
}

const LONGEST_PHRASE = 3;
/** Phrases that are nothing of what their words say: they are better unknown than drawn wrong. */
const MISLEADING: ReadonlySet<string> = new Set([
  ...[
    'hot dog',
    'hot dogs',
    'sea lion',
    'sea lions',
    'sea horse',
    'guinea pig',
    'guinea pigs',
    'prairie dog',
  ],
  ...[
    'computer mouse',
    'wireless mouse',
    'gaming mouse',
    'optical mouse',
    'lady bug',
    'butter fly',
    'fire fly',
  ],
  ...['horse chestnut', 'cat walk', 'crane operator', 'tower crane', 'construction crane', 'bull dozer'],
  ...['star fish', 'jelly fish', 'dragon fruit', 'passion fruit', 'egg plant', 'pine apple', 'bear market'],
  ...['bull market', 'piggy bank', 'mouse pad', 'fish eye', 'bird bath', 'cat scan', 'cat eye'],
]);
let built: ReadonlyMap<string, readonly Meaning[]> | undefined;

/** All words of a text, phrases first: `golden hour` is one reading and no colour. */
export function readings(words: readonly Token[]): Reading[] {
  const found: Reading[] = [];
  for (let index = 0; index < words.length; ) {
    const start = words[index];
    if (start === undefined) break;
    let taken = 1;
    let meanings: readonly Meaning[] = [];
    let text = start.word;
    for (let length = LONGEST_PHRASE; length >= 1 && meanings.length === 0; length--) {
      const phrase = words.slice(index, index + length).filter(({ clause }) => clause === start.clause);
      if (phrase.length < length) continue;
      text = phrase.map(({ word }) => word).join(' ');
      meanings = meaningsOf(text);
      taken = length;
      if (meanings.length === 0 && MISLEADING.has(text)) break;
    }
    if (meanings.length === 0 && MISLEADING.has(text)) {
      found.push({ text, clause: start.clause, meanings });
      index += taken;
      continue;
    }
    const plural = isPlural(text) && !meanings.some(({ name }) => name === text);
    found.push({ text: meanings.length === 0 ? start.word : text, clause: start.clause, meanings, plural });
    index += meanings.length === 0 ? 1 : taken;
  }
  return found;
}

/** Every word for something that can be drawn by itself. */
export function nounsKnown(): string[] {
  built ??= build();
  return [...built].flatMap(([word, meanings]) =>
    meanings.some(({ kind }) => kind === 'subject' || kind === 'setting') ? [word] : [],
  );
}

function meaningsOf(phrase: string): readonly Meaning[] {
  built ??= build();
  const space = phrase.lastIndexOf(' ') + 1;
  for (const stem of stems(phrase.slice(space))) {
    const meanings = built.get(phrase.slice(0, space) + stem);
    if (meanings === undefined) continue;
    return isVerbForm(phrase.slice(space), stem) ? deeds(meanings) : meanings;
  }
  return [];
}

/** What is left of a word in the form of a verb: who is standing is on no stand. */
function deeds(meanings: readonly Meaning[]): readonly Meaning[] {
  const poses = meanings.some(({ kind }) => kind === 'pose');
  return meanings.filter(({ kind }) => kind !== 'subject' && !(poses && kind === 'setting'));
}

function build(): Map<string, Meaning[]> {
  const lexicon = new Map<string, Meaning[]>();
  const add = (words: readonly string[], meaning: Meaning) => {
    for (const word of words) lexicon.set(word, [...(lexicon.get(word) ?? []), meaning]);
  };
  const addAll = <Name extends string>(
    table: { readonly [Key in Name]: readonly string[] },
    meaning: (name: Name) => Meaning,
  ) => {
    for (const [name, words] of Object.entries(table) as [Name, readonly string[]][])
      add(words, meaning(name));
  };
  for (const { name, words } of SUBJECTS) add(words, { kind: 'subject', name });
  for (const { name, words } of SETTINGS) add(words, { kind: 'setting', name });
  addAll(TIME_WORDS, (name) => ({ kind: 'time', name }));
  addAll(WEATHER_WORDS, (name) => ({ kind: 'weather', name }));
  addAll(SEASON_WORDS, (name) => ({ kind: 'season', name }));
  addAll(MOOD_WORDS, (name) => ({ kind: 'mood', name }));
  addAll(STYLE_WORDS, (name) => ({ kind: 'style', name }));
  addAll(POSE_WORDS, (name) => ({ kind: 'pose', name }));
  addAll(GARMENT_WORDS, (name) => ({ kind: 'garment', name }));
  addAll(HAIR_STYLE_WORDS, (name) => ({ kind: 'hair', name }));
  addAll(ELEMENT_WORDS, (name) => ({ kind: 'element', name }));
  for (const word of Object.keys(COLOR_WORDS)) add([word], { kind: 'color', name: word });
  add(PALETTE_WORDS, { kind: 'palette', name: 'palette' });
  return lexicon;
}
