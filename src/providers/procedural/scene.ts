import type { Color, ColorFamily } from './color.ts';
import { COLOR_FAMILIES, familyOf } from './color.ts';
import { countAt, MOST } from './counts.ts';
import type { Mood, Season, Style, Time, Weather } from './lexicon/circumstances.ts';
import { COLOR_WORDS } from './lexicon/colors.ts';
import type { Garment, HairStyle } from './lexicon/garments.ts';
import { type Meaning, type Reading, readings } from './lexicon/lexicon.ts';
import type { PoseName } from './lexicon/poses.ts';
import { BREAK_WORDS, EMPTY_WORDS, partNegated, tokens } from './lexicon/tokens.ts';
import { headNouns, unknownWords } from './nouns.ts';
import { findSubject } from './subjects/index.ts';

/** What a prompt asks for, in terms that can be drawn. */
export interface SceneDescription {
  readonly seed: number;
  readonly hero?: SubjectDescription;
  /** Other subjects of the prompt, in its order. */
  readonly others: readonly SubjectDescription[];
  readonly pose?: PoseName;
  readonly setting?: string;
  readonly time?: Time;
  readonly weather: ReadonlySet<Weather>;
  readonly season?: Season;
  readonly mood?: Mood;
  readonly styles: ReadonlySet<Style>;
  /** Colours that belong to nothing in particular: they tint the whole picture. */
  readonly tints: readonly Color[];
  /** Elements of the scenery that were asked for. */
  readonly wanted: ReadonlySet<string>;
  /** Names of everything the negative prompt takes away. */
  readonly absent: ReadonlySet<string>;
  readonly avoided: ReadonlySet<ColorFamily>;
  /** The words that decide the arrangement. Time, weather and style are not among them: variants share it. */
  readonly layout: string;
  readonly unknown: readonly string[];
  /** The largest number of a kind that was asked for, where it is more than can be drawn. */
  readonly excess?: number;
  /** Number of words that meant something. */
  readonly understood: number;
}

/** A subject with what the prompt says of it and nothing else, so that it is the same in every scene. */
export interface SubjectDescription {
  readonly name: string;
  readonly colors: readonly Color[];
  readonly garments: ReadonlyMap<Garment, Color | undefined>;
  readonly hairStyle?: HairStyle;
  /** Which one of several of a kind; absent for the first, so that company does not change anybody. */
  readonly nth?: number;
}

export interface ScenePrompt {
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly seed: number;
}

/** Settings that say little: any other one that is named wins. */
const GENERAL: ReadonlySet<string> = new Set(['backdrop', 'abstract']);

/** Reads a prompt. Pure, and total: words nobody knows shape the arrangement. */
export function readScene({ prompt, negativePrompt = '', seed }: ScenePrompt): SceneDescription {
  const asked = partNegated(tokens(prompt));
  const refused = [...readings(tokens(negativePrompt)), ...readings(asked.refused)];
  const absent = new Set(refused.flatMap(({ meanings }) => meanings.map(({ name }) => name as string)));
  if (absent.has('people')) for (const name of ['person', 'woman', 'man', 'child']) absent.add(name);
  const avoided = new Set(colorsAmong(refused).map(familyOf));
  for (const { text } of refused)
    if ((COLOR_FAMILIES as readonly string[]).includes(text)) avoided.add(text as ColorFamily);

  // A refused word is gone altogether: left without meanings it would count as an unknown one.
  const read = headNouns(
    readings(asked.wanted).flatMap((reading): Reading[] => {
      const meanings = reading.meanings.filter(({ kind, name }) => kind === 'color' || !absent.has(name));
      return meanings.length === 0 && reading.meanings.length > 0 ? [] : [{ ...reading, meanings }];
    }),
  );
  const bindings = bindColors(read);
  const all = read.flatMap(({ meanings }) => meanings);
  const named = <Kind extends Meaning['kind']>(wanted: Kind) =>
    all.flatMap(({ kind, name }) =>
      kind === wanted ? [name as Extract<Meaning, { kind: Kind }>['name']] : [],
    );

  const settings = named('setting');
  const subjects = describeSubjects(read, bindings, settings.length > 0);
  const layoutKinds = new Set<Meaning['kind']>(['subject', 'setting', 'pose', 'element']);
  const layout = read
    .filter(({ text, meanings }) =>
      meanings.length === 0
        ? !EMPTY_WORDS.has(text)
        : meanings.some(({ kind }) => layoutKinds.has(kind)) &&
          !meanings.some(({ kind }) => kind === 'style'),
    )
    .map(({ text }) => text)
    .join(' ');
  const weather = new Set(named('weather'));
  return {
    seed,
    hero: subjects[0],
    others: [
      ...companyOf(subjects[0]),
      ...subjects.slice(1).flatMap((other) => [other, ...companyOf(other)]),
    ].slice(0, MOST - 1),
    pose: named('pose').at(-1),
    setting:
      settings.find((name) => !GENERAL.has(name)) ??
      settings.find((name) => name === 'abstract') ??
      settings[0] ??
      (weather.has('snow') && !all.some(({ kind }) => kind === 'subject') ? 'snow' : undefined),
    time: named('time').at(-1),
    weather,
    season: named('season').at(-1),
    mood: named('mood').at(-1),
    styles: new Set(named('style')),
    tints: bindings.free,
    wanted: new Set(named('element')),
    absent,
    avoided,
    layout,
    unknown: unknownWords(read),
    excess: subjects.map(({ count }) => count).find((count) => count > MOST),
    understood: read.filter(({ meanings }) => meanings.length > 0).length,
  };
}

/** More of a kind: alike, but for what distinguishes one from another. */
function companyOf(first: CountedSubject | undefined): SubjectDescription[] {
  if (first === undefined) return [];
  const { name, count, others } = first;
  const colors = [...Array.from({ length: Math.min(count, MOST) - 1 }, () => first.colors), ...others];
  return colors.map((own, index) => ({ name, colors: own, garments: new Map(), nth: index + 1 }));
}

interface CountedSubject extends SubjectDescription {
  readonly count: number;
  /** The colours of more of its kind that the prompt names one by one: a red mug and a blue mug. */
  readonly others: readonly (readonly Color[])[];
}

interface ColorBindings {
  /** Colours by the index of the reading they describe. */
  readonly bound: ReadonlyMap<number, readonly Color[]>;
  readonly free: readonly Color[];
}

/** Finds for each colour the noun it describes: `red wool jacket`, `black and white cat`, `chair in mustard`. */
function bindColors(read: readonly Reading[]): ColorBindings {
  const bound = new Map<number, Color[]>();
  const free: Color[] = [];
  read.forEach(({ meanings, clause }, index) => {
    const color = colorOf(meanings);
    if (color === undefined || meanings.some(({ kind }) => kind === 'subject')) return;
    const target = nounAfter(read, index, clause) ?? nounBefore(read, index, clause);
    if (target === undefined) free.push(color);
    else bound.set(target, [...(bound.get(target) ?? []), color]);
  });
  return { bound, free };
}

function nounAfter(read: readonly Reading[], index: number, clause: number): number | undefined {
  for (let ahead = index + 1, strangers = 0; ahead < read.length && strangers < 3; ahead++) {
    const reading = read[ahead];
    if (reading === undefined || reading.clause !== clause || BREAK_WORDS.has(reading.text)) return undefined;
    if (reading.meanings.some(({ kind }) => kind === 'palette')) return undefined;
    if (isNoun(reading)) return ahead;
    if (colorOf(reading.meanings) === undefined && reading.text !== 'and') strangers += 1;
  }
  return undefined;
}

function nounBefore(read: readonly Reading[], index: number, clause: number): number | undefined {
  let start = index - 1;
  while (read[start]?.text === 'and' || colorOf(read[start]?.meanings ?? []) !== undefined) start -= 1;
  if (read[start]?.text !== 'in') return undefined;
  if (
    read
      .slice(index + 1)
      .some((reading) => reading.clause === clause && reading.meanings.some(({ kind }) => kind === 'palette'))
  )
    return undefined;
  for (let behind = start - 1; behind >= 0; behind--) {
    const reading = read[behind];
    if (reading === undefined || reading.clause !== clause) return undefined;
    if (isNoun(reading)) return behind;
  }
  return undefined;
}

const isNoun = ({ meanings }: Reading): boolean =>
  meanings.some(({ kind }) => kind === 'subject' || kind === 'garment');

function colorOf(meanings: readonly Meaning[]): Color | undefined {
  const name = meanings.find(({ kind }) => kind === 'color')?.name;
  return name === undefined ? undefined : COLOR_WORDS[name];
}

function colorsAmong(read: readonly Reading[]): Color[] {
  return read.flatMap(({ meanings }) => colorOf(meanings) ?? []);
}

/** The living come first: a fox beside a house is a picture of a fox. Nobody lives on a moon that is a place. */
function describeSubjects(
  read: readonly Reading[],
  { bound }: ColorBindings,
  placed: boolean,
): CountedSubject[] {
  const garments = new Map<Garment, Color | undefined>();
  let hairStyle: HairStyle | undefined;
  const found = new Map<string, Mentioned>();
  const lives = (name: string) => findSubject(name)?.living === true;
  const worn = read.some(({ meanings }) =>
    meanings.some(({ kind, name }) => kind === 'subject' && lives(name)),
  );
  read.forEach(({ meanings, text }, index) => {
    const colors = [...(bound.get(index) ?? [])];
    for (const { kind, name } of meanings) {
      if (kind === 'garment') garments.set(name, colors[0] ?? garments.get(name));
      if (kind === 'hair') hairStyle = name;
      // Boots are a product, but not on somebody's feet.
      if (worn && meanings.some((other) => other.kind === 'garment')) continue;
      if (kind !== 'subject' || (placed && meanings.some((other) => other.kind === 'setting'))) continue;
      const mention = { text, colors, count: countAt(read, index, name), others: [] };
      found.set(name, joined(found.get(name), mention, isAnother(read, index)));
    }
  });
  const subjects = [...found].map(([name, { colors, count, others }]) => ({
    name,
    colors,
    count,
    others,
    garments: new Map(),
    hairStyle: undefined,
  }));
  const living = subjects.filter(({ name }) => lives(name));
  const things = subjects.filter(({ name }) => !lives(name));
  const [hero, ...rest] = living;
  // What is worn belongs to whoever is named first; the words of a product are no clothes.
  return hero === undefined ? things : [{ ...hero, garments, hairStyle }, ...rest, ...things];
}

interface Mentioned {
  readonly text: string;
  readonly colors: readonly Color[];
  readonly count: number;
  readonly others: readonly (readonly Color[])[];
}

/** What is known of a subject that the prompt comes back to: more of the same one, or one more of its kind. */
function joined(before: Mentioned | undefined, now: Mentioned, another: boolean): Mentioned {
  if (before === undefined) return now;
  if (another && before.text === now.text) return { ...before, others: [...before.others, now.colors] };
  return {
    ...before,
    colors: [...before.colors, ...now.colors],
    count: Math.max(before.count, now.count),
  };
}

/** True right after `and a` or `another`, but for what is said of the noun. */
function isAnother(read: readonly Reading[], at: number): boolean {
  const start = Math.max(0, at - 4);
  const before = read.slice(start, at).map(({ text }) => text);
  const article = before.findLastIndex((text) => text === 'a' || text === 'an' || text === 'another');
  return article >= 0 && (before[article] === 'another' || before[article - 1] === 'and');
}
