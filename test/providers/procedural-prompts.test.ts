import { describe, expect, it } from 'vitest';
import { procedural, readScene } from '../../src/providers/procedural/index.ts';

type Row = readonly [prompt: string, drawn: string, unknown: string];

/** Prompts as people write them for sites, what is drawn for each, and the words that nobody knows. */
const PROMPTS: readonly Row[] = [
  [
    'hero banner for a bakery website, fresh bread and croissants on a wooden table',
    '1 bread, 1 croissant, 1 table',
    '',
  ],
  ['wide hero background, abstract waves, blue and teal gradient', '', ''],
  ['blog cover about remote work, woman with a laptop at a desk', '1 woman, 1 laptop, 1 table', ''],
  ['landing page hero, three women in a meeting, flat vector style', '3 woman', ''],
  ['shopping cart icon', '1 shopping cart', ''],
  ['a credit card on a plain background', '1 credit card', ''],
  ['green check mark icon in a circle', '1 check mark', ''],
  ['server rack in a data center', '1 server rack', ''],
  ['logo in a circle, navy', '1 logo', ''],
  ['fox logo in a circle', '1 fox', ''],
  ['maple syrup bottle on a pedestal', '1 bottle', ''],
  ['maple syrup', '1 honey', ''],
  ['a fox holding a parcel', '1 fox, 1 box', ''],
  ['robot holding a gift', '1 robot, 1 gift', ''],
  ['four cats in a park', '4 cat', ''],
  ['five dogs running on the beach', '5 dog', ''],
  ['team of five developers', '5 person', ''],
  ['four mugs on a shelf', '4 mug, 1 shelf', ''],
  ['six apples in a row', '6 apple', ''],
  ['a red mug and a blue mug', '2 mug', ''],
  ['two foxes and three rabbits in a forest', '2 fox, 3 rabbit', ''],
  ['an elephant and a mouse', '1 elephant, 1 mouse', ''],
  ['people in an office, diverse team, flat illustration', '3 person', ''],
  ['mice in a kitchen', '2 mouse', ''],
  ['a red apple, teal and coral palette', '1 apple', ''],
  ['slice of pizza, close-up, studio lighting', '1 pizza', ''],
  ['burger with cheese, product photography, shallow depth of field', '1 burger, 1 cheese', ''],
  ['pricing page illustration, stack of coins', '1 coin', ''],
  ['404 page, lost astronaut in space', '1 astronaut', ''],
  ['empty state for a search page, magnifying glass', '1 magnifier', ''],
  ['mascot robot waving, friendly, 3d render', '1 robot', ''],
  ['mascot hedgehog with a scarf', '1 hedgehog', ''],
  ['cozy coffee shop interior, morning light', '', ''],
  ['a quokka surfing', '', 'quokka'],
  ['woman doing yoga on a beach at sunset', '1 woman', 'yoga'],
  ['a dog skateboarding, cartoon', '1 dog', 'skateboarding'],
  ['heart shaped box', '1 box', ''],
  ['no people, an empty beach', '', ''],
  ['a cat without a hat', '1 cat', ''],
  ['a street without cars or people', '', ''],
  ['not a cat but a dog', '1 dog', ''],
  ['a fox without a scarf in a forest', '1 fox', ''],
  ['a mug, no text, no watermark', '1 mug', ''],
  ['cat food', '1 salad', ''],
  ['coffee beans', '', 'beans'],
  ['wine glass', '1 bottle', ''],
  ['kids playing in a playground', '2 child', ''],
  ['a man riding a bicycle in the city', '1 man, 1 bicycle', ''],
  ['woman watching the stars with a telescope', '1 woman, 1 telescope', ''],
  ['delivery robot carrying a box', '1 robot, 1 box', ''],
  ['onboarding illustration, rocket launch, gradient background', '1 rocket', ''],
  ['security hero, padlock and shield', '1 lock', ''],
  ['newsletter banner with an envelope', '1 envelope', ''],
  ['an owl reading a book under a tree, night', '1 owl, 1 book, 1 tree', ''],
  ['giraffe and elephant in the savanna', '1 giraffe, 1 elephant', ''],
  ['bee on a flower', '1 bee', ''],
  ['fish in an aquarium', '1 fish', ''],
  ['whale under water, calm, pastel', '1 whale', ''],
  ['a cow in a meadow, morning mist', '1 cow', ''],
  ['horse galloping across a field', '1 horse', 'galloping'],
  ['unicorn, magical forest, sparkles', '1 unicorn', ''],
  ['product scene: skincare bottle on marble, soft shadows', '1 bottle', ''],
  ['headphones on a pastel pink background', '1 headphones', ''],
  ['pair of red sneakers, studio, top-down view', '1 shoe', ''],
  ['calendar icon, minimal', '1 calendar', ''],
  ['gear icon, line art', '1 gear', ''],
  ['megaphone announcement banner', '1 megaphone', ''],
  ['globe with a map pin', '1 globe, 1 map pin', ''],
  ['team page portrait of a friendly chef in a kitchen', '1 person', ''],
  ['a baby fox sleeping', '1 fox', ''],
  ['fox chef cooking', '1 fox', ''],
  ['baby bear', '1 bear', ''],
  ['ice cream cone in summer, pastel colors', '1 ice cream', ''],
  ['birthday cake with candles', '1 cake', 'candles'],
  ['sushi on a plate', '1 sushi', 'plate'],
  ['a bowl of soup', '1 salad', ''],
  ['a family of four on a picnic', '4 person', ''],
  ['a couple of mugs', '2 mug', ''],
  ['pencil drawing of a cat', '1 cat', ''],
  ['paper cut style mountains', '', ''],
  ['a cat wearing a wizard hat, cinematic lighting, 8k, trending on artstation', '1 cat', ''],
  ['a beautiful hero image, elegant, modern', '', ''],
  ['glorbix frandle', '', 'glorbix frandle'],
  ['foks in a forest', '', 'foks'],
  ['ecommerce hero with shopping bags and a credit card', '1 bag, 1 credit card', ''],
  ['data center at night, blue light', '1 server rack', ''],
  ['customer support agent with a headset', '1 person, 1 headphones', ''],
  ['startup team celebrating, confetti', '3 person', ''],
  ['shelves full of books', '1 shelf, 1 book', ''],
];

const sceneOf = (prompt: string) => readScene({ prompt, seed: 1 });

function drawnFor(prompt: string): string {
  const { hero, others } = sceneOf(prompt);
  const counts = new Map<string, number>();
  for (const { name } of hero === undefined ? [] : [hero, ...others])
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}

const remarksOn = (prompt: string): readonly string[] =>
  procedural.capabilities[0]?.remarks?.(prompt, undefined) ?? [];

describe.each(PROMPTS)('%s', (prompt, drawn, unknown) => {
  it('draws the subjects it names, as many as it says', () => {
    expect(drawnFor(prompt)).toBe(drawn);
  });

  it('names each word that nobody knows, and no other', () => {
    expect(sceneOf(prompt).unknown.join(' ')).toBe(unknown);
    const remarks = remarksOn(prompt);
    expect(remarks).toHaveLength(unknown === '' ? 0 : 1);
    for (const word of unknown.split(' ')) if (word !== '') expect(remarks[0]).toContain(`"${word}"`);
  });
});

describe('a noun that only says more of the next', () => {
  it.each([
    ['a coffee mug', '1 mug'],
    ['a dog house', '1 house'],
    ['maple frandle', ''],
    ['a tree frandle in a forest', ''],
    ['a heart-shaped box', '1 box'],
    ['a fox chef', '1 fox'],
    ['a woman doctor', '1 woman'],
    ['a baby elephant', '1 elephant'],
    ['a fox watches the sunset', '1 fox'],
  ])('%s', (prompt, drawn) => {
    expect(drawnFor(prompt)).toBe(drawn);
  });
});

describe('words of layout', () => {
  it.each(['hero', 'banner', 'wide', 'page', 'cover', 'header', 'background', 'abstract'])(
    '%s is no subject, and nobody is told of it',
    (word) => {
      expect(drawnFor(word)).toBe('');
      expect(drawnFor(`${word} with a fox`)).toBe('1 fox');
      expect(remarksOn(`${word} with a fox`)).toEqual([]);
    },
  );
});

it.each([
  ['women', 'woman'],
  ['men', 'man'],
  ['people', 'person'],
  ['mice', 'mouse'],
  ['shelves', 'shelf'],
  ['wolves', 'wolf'],
  ['children', 'child'],
  ['strawberries', 'strawberry'],
  ['boxes', 'box'],
])('knows the plural %s', (plural, name) => {
  expect(sceneOf(plural).hero?.name).toBe(name);
  expect(sceneOf(plural).unknown).toEqual([]);
});

it.each([
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['6', 6],
  ['twelve', 12],
])('draws %s where %i are asked for', (word, count) => {
  expect(drawnFor(`${word} cats`)).toBe(`${count} cat`);
  expect(drawnFor(`${word} red mugs`)).toBe(`${count} mug`);
  expect(drawnFor(`${word} tall trees`)).toBe(`${count} tree`);
});

it('says where more are asked for than can be told apart', () => {
  expect(drawnFor('40 books')).toBe('12 book');
  expect(remarksOn('40 books')).toEqual([expect.stringContaining('40 of a kind')]);
});

it('lets a named color win over the palette, for each of its kind', () => {
  const { hero, others, tints } = sceneOf('a red mug and a blue mug, teal palette');
  expect([hero?.colors, others[0]?.colors]).toEqual([['#d8453e'], ['#3f74c8']]);
  expect(tints).toEqual(['#21908d']);
});

it('suggests the nearest known words', () => {
  expect(remarksOn('a foks in a forest')[0]).toContain('for "foks": fox');
  expect(remarksOn('a cat with a pineapple')[0]).toContain('apple, banana, strawberry');
});

it.each(['hot dog', 'sea lion', 'computer mouse'])('%s is nothing of what its words say', (phrase) => {
  const { hero, unknown } = readScene({ prompt: `a ${phrase}`, seed: 1 });
  expect([hero, unknown]).toEqual([undefined, [phrase]]);
});
