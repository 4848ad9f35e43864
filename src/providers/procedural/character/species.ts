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
  animal('elephant', [], ['#8f9bb0', '#a3a6b5', '#8a93a0'], {
    tail: 'stub',
    mark: '#e8c9cf',
    home: 'desert',
  }),
  animal('horse', ['pony', 'foal', 'stallion', 'mare'], ['#a06a42', '#7a4f38', '#c99a66'], { tail: 'slim' }),
  animal('unicorn', [], ['#f7f1f5', '#efe6f5'], { tail: 'slim', mark: '#fbdce6' }),
  animal('cow', ['calf', 'bull', 'cattle', 'ox'], ['#f4efe6', '#b5764a', '#efe3d0'], {
    tail: 'slim',
    mark: '#f2b9ae',
  }),
  animal('pig', ['piglet', 'piggy', 'hog'], ['#f2a9b0', '#f5b8b5', '#e99aa6'], {
    tail: 'stub',
    mark: '#f9cfd0',
  }),
  animal('sheep', ['lamb', 'ram', 'ewe'], ['#f3ede0', '#ece4d8'], { tail: 'puff', mark: '#e9cdb5' }),
  animal('goat', [], ['#e9e0d2', '#a98a6e', '#8a8078'], { tail: 'stub' }),
  animal('deer', ['fawn', 'doe', 'stag', 'reindeer', 'moose', 'elk'], ['#b67a4a', '#c08a58', '#9a653f'], {
    tail: 'puff',
    home: 'forest',
  }),
  animal('monkey', ['ape', 'chimp', 'chimpanzee', 'gorilla'], ['#7d5440', '#94664a', '#5f4640'], {
    tail: 'slim',
    mark: '#f1cfa8',
    home: 'forest',
  }),
  animal('frog', ['toad'], ['#6fae4f', '#57a06a', '#8bbb48'], { mark: '#eef0c0' }),
  animal('squirrel', ['chipmunk'], ['#b8683a', '#a85f3f', '#8f6650'], { tail: 'bushy', home: 'forest' }),
  animal('hedgehog', ['porcupine'], ['#8a6a52', '#75604f'], { mark: '#f3dfc0', home: 'forest' }),
  animal('koala', [], ['#97a0ad', '#a5a7ae'], { mark: '#f2eef0', home: 'forest' }),
  animal('giraffe', [], ['#eab95c', '#e2ab4a'], { tail: 'slim', home: 'desert' }),
  animal('owl', [], ['#9a6f4e', '#7b6a8a', '#b5875a', '#6f8299'], {
    body: 'bird',
    tail: 'fan',
    mark: '#f6e3c0',
    home: 'forest',
    dresses: 0.3,
  }),
  animal(
    'bird',
    [
      'robin',
      'sparrow',
      'parrot',
      'chick',
      'duck',
      'canary',
      'crow',
      'raven',
      'wren',
      'pigeon',
      'dove',
      'finch',
    ],
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
    ...['people', 'human', 'someone', 'character', 'chef', 'teacher', 'student', 'designer', 'developer'],
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
      ...['friend', 'family', 'couple', 'crowd', 'user', 'colleague', 'agent', 'entrepreneur'],
      ...['photographer', 'writer', 'athlete', 'tourist', 'craftsman', 'courier', 'driver', 'freelancer'],
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
