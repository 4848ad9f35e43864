import type { Color } from '../color.ts';
import type { Garment, HairStyle } from '../lexicon/garments.ts';

/** What all of a kind share. */
export interface Species {
  readonly name: string;
  readonly words: readonly string[];
  readonly coats: readonly Color[];
  /** The colour of belly and cheeks is mixed from the coat's and this one. */
  readonly mark: Color;
  readonly body: 'mascot' | 'adult' | 'young' | 'bird' | 'robot' | 'suit';
  /** Always wears clothes; a colour before its name is the colour of those. */
  readonly clothed: boolean;
  /** Wears a suit that is its body, so clothes do not apply. */
  readonly suit: boolean;
  readonly shod: boolean;
  /** How often it wears something unasked. */
  readonly dresses: number;
  readonly tops: readonly Garment[];
  readonly hair: readonly Color[];
  readonly hairStyles?: readonly HairStyle[];
  readonly extras: readonly Garment[];
  readonly tail?: 'bushy' | 'slim' | 'stub' | 'puff' | 'fan' | 'string';
  readonly home: string;
}

const animal = (
  name: string,
  words: readonly string[],
  coats: readonly Color[],
  more: Partial<Species> = {},
): Species => ({
  name,
  words: [name, ...words],
  coats,
  mark: '#fff6e8',
  body: 'mascot',
  clothed: false,
  suit: false,
  shod: false,
  dresses: 0.55,
  tops: ['sweater', 'jacket', 'hoodie', 'shirt'],
  hair: [],
  extras: ['scarf', 'scarf', 'bow', 'beanie', 'glasses'],
  home: 'meadow',
  ...more,
});

const SKIN: readonly Color[] = ['#f6cfb2', '#eebb95', '#d99c73', '#b97a55', '#8f5a3f', '#6b432f'];
const HAIR: readonly Color[] = ['#2b2430', '#4a3028', '#6f4530', '#a5683a', '#d9a85a', '#b5532f', '#5a4a4a'];

const person = (name: string, words: readonly string[], more: Partial<Species> = {}): Species => ({
  ...animal(name, words, SKIN),
  body: 'adult',
  clothed: true,
  shod: true,
  tops: ['jacket', 'sweater', 'shirt', 'hoodie'],
  hair: HAIR,
  extras: [],
  home: 'park',
  ...more,
});

/** Everybody a picture can have as a character. Another animal is another line here and a head in one of the head files. */
export const SPECIES: readonly Species[] = [
  animal('fox', ['vixen'], ['#e2793a', '#d96b35', '#e98b48', '#c9603a'], { tail: 'bushy', home: 'forest' }),
  animal('cat', ['kitten', 'kitty'], ['#f0a860', '#8d8f9e', '#4a4654', '#e9d6b8', '#c98a5a'], {
    tail: 'slim',
    home: 'room',
  }),
  animal('dog', ['puppy', 'hound'], ['#c98a52', '#e3b57e', '#8a5f45', '#efe0c8', '#6b5a55'], {
    tail: 'stub',
    home: 'park',
  }),
  animal('bear', ['grizzly', 'teddy'], ['#8f5f42', '#a8714b', '#6b4a3c', '#c2925f'], {
    mark: '#f3dcb8',
    home: 'forest',
  }),
  animal('panda', ['panda bear'], ['#f7f3ea'], { mark: '#f7f3ea', home: 'forest' }),
  animal('rabbit', ['bunny', 'hare'], ['#e8dccb', '#c9a98a', '#a8a3ae', '#f5efe6', '#b58863'], {
    tail: 'puff',
  }),
  animal('mouse', ['mice', 'rat', 'hamster'], ['#a8a3b0', '#c2ab98', '#8a8797'], {
    tail: 'string',
    home: 'kitchen',
  }),
  animal('wolf', ['husky'], ['#7d8798', '#6b7488', '#96979f'], { tail: 'bushy', home: 'snow' }),
  animal('raccoon', ['racoon', 'badger'], ['#8b8d99', '#7d7a85'], { tail: 'bushy', home: 'forest' }),
  animal('lion', ['lioness'], ['#e9b355', '#dca44a'], { tail: 'slim', home: 'desert' }),
  animal('tiger', [], ['#ee9440', '#e5853a'], { tail: 'slim', home: 'forest' }),
  animal('owl', [], ['#9a6f4e', '#7b6a8a', '#b5875a', '#6f8299'], {
    body: 'bird',
    tail: 'fan',
    mark: '#f6e3c0',
    home: 'forest',
    dresses: 0.3,
  }),
  animal(
    'bird',
    ['robin', 'sparrow', 'parrot', 'chick', 'duck', 'canary'],
    ['#4f9fd6', '#f2b83f', '#e5675a', '#59b08a'],
    {
      body: 'bird',
      tail: 'fan',
      dresses: 0.2,
    },
  ),
  animal('penguin', [], ['#3a4560', '#2f3b52', '#4a5578'], {
    body: 'bird',
    mark: '#fdfaf2',
    home: 'snow',
    dresses: 0.2,
  }),
  person('woman', ['lady', 'mother', 'female', 'girl', 'queen', 'princess'], {
    hairStyles: ['long', 'bun', 'ponytail', 'curly'],
    tops: ['sweater', 'dress', 'jacket', 'shirt'],
  }),
  person('man', ['guy', 'father', 'gentleman', 'male', 'king', 'prince', 'pirate', 'wizard'], {
    hairStyles: ['short', 'short', 'curly'],
  }),
  person('child', ['kid', 'boy', 'toddler', 'children', 'baby'], {
    body: 'young',
    hairStyles: ['short', 'curly', 'ponytail'],
    tops: ['hoodie', 'shirt', 'overalls', 'sweater'],
  }),
  person('person', [
    ...[
      'people',
      'human',
      'someone',
      'character',
      'hero',
      'chef',
      'teacher',
      'student',
      'designer',
      'developer',
    ],
    ...[
      'engineer',
      'doctor',
      'nurse',
      'farmer',
      'explorer',
      'scientist',
      'hiker',
      'runner',
      'artist',
      'painter',
    ],
    ...[
      'musician',
      'traveler',
      'traveller',
      'gardener',
      'customer',
      'team',
      'founder',
      'barista',
      'worker',
      'reader',
    ],
  ]),
  animal('astronaut', ['cosmonaut', 'spaceman', 'space explorer'], SKIN, {
    body: 'suit',
    suit: true,
    hair: HAIR,
    hairStyles: ['short', 'curly'],
    extras: [],
    home: 'space',
  }),
  animal(
    'robot',
    ['android', 'bot', 'droid', 'chatbot'],
    ['#7fb3c4', '#e8a85a', '#d9dde4', '#8fbf9f', '#e58a76'],
    { body: 'robot', suit: true, extras: [], home: 'backdrop' },
  ),
];

export function findSpecies(name: string): Species {
  const species = SPECIES.find((candidate) => candidate.name === name);
  if (species === undefined) throw new RangeError(`there is no species ${name}`);
  return species;
}
