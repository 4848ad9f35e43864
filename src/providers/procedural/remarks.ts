import { distance } from 'fastest-levenshtein';
import { MOST } from './counts.ts';
import { nounsKnown } from './lexicon/lexicon.ts';
import type { SceneDescription } from './scene.ts';

/** Known words for what is often asked for, by the end of the unknown one or the whole of it. */
const KIN: { readonly [known: string]: string } = {
  ...{ 'cake, cookie, croissant': 'pancake pancakes waffle brownie pudding tart macaron candy chocolates' },
  ...{ 'bread, cheese, salad': 'beans steak meat chicken curry sauce fries tofu' },
  ...{
    'apple, banana, strawberry':
      'pear grape grapes orange mango pineapple kiwi cherry blueberry melon watermelon',
  },
  ...{ 'carrot, avocado, salad': 'tomato potato onion broccoli pumpkin pepper garlic cucumber lettuce' },
  ...{ 'mug, bottle': 'juice beer cocktail milk soda lemonade smoothie jug glass kettle teapot' },
  ...{ 'fox, dog, cat': 'ferret otter beaver weasel meerkat lemur' },
  ...{ 'whale, fish, octopus': 'seal walrus crab lobster starfish' },
  ...{ 'horse, cow, deer': 'donkey zebra camel llama alpaca bison' },
  ...{ 'bird, owl, penguin': 'eagle pigeon flamingo peacock swan hen rooster toucan ostrich' },
  ...{ 'turtle, frog, snail': 'snake lizard crocodile alligator dinosaur dragon chameleon' },
  ...{ 'car, bicycle, boat': 'train tram motorcycle scooter airplane plane helicopter tractor ambulance' },
  ...{ 'phone, laptop': 'printer keyboard monitor router television tv console' },
};

/** What the picture does not show of what its prompt asks for, one sentence each. */
export function remarksOn({ unknown, understood, excess }: SceneDescription): string[] {
  const named = unknown.map((word) => `"${word}"`).join(', ');
  const remarks: string[] = [];
  if (unknown.length > 0 && understood === 0)
    remarks.push(
      `No word of the prompt was recognised (${named}): the picture is an abstract composition of its own.${hints(unknown)}`,
    );
  else if (unknown.length > 0)
    remarks.push(
      `The built-in provider does not know ${named}, so the picture does not show ${unknown.length === 1 ? 'it' : 'them'}.${hints(unknown)}`,
    );
  if (excess !== undefined)
    remarks.push(`The prompt asks for ${excess} of a kind; no more than ${MOST} are drawn.`);
  return remarks;
}

function hints(unknown: readonly string[]): string {
  const near = unknown.flatMap((word) => {
    const known = nearTo(word);
    return known === undefined ? [] : [`for "${word}": ${known}`];
  });
  return near.length === 0 ? '' : ` Nearest known words, ${near.join('; ')}.`;
}

function nearTo(word: string): string | undefined {
  const kin = Object.entries(KIN).find(([, words]) => words.split(' ').includes(word))?.[0];
  return kin ?? spelledAlike(word);
}

/** The words for subjects and places that are written nearly the same, nearest first. */
function spelledAlike(word: string): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const near = [...nounsKnown()]
    .map((known) => ({ known, away: distance(word, known), start: known.slice(0, 2) === word.slice(0, 2) }))
    .filter(({ known, away, start }) => away <= limit || (start && away === 2 && known.length > 2))
    .sort((one, other) => one.away - other.away || Number(other.start) - Number(one.start));
  return near.length === 0
    ? undefined
    : near
        .slice(0, 3)
        .map(({ known }) => known)
        .join(', ');
}
