import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createCharacter } from '../../src/providers/procedural/character/character.ts';
import { familyOf } from '../../src/providers/procedural/color.ts';
import { drawScene, readScene } from '../../src/providers/procedural/index.ts';
import { POSES } from '../../src/providers/procedural/lexicon/poses.ts';
import { createPalette } from '../../src/providers/procedural/palette.ts';
import { SETTINGS } from '../../src/providers/procedural/settings/index.ts';
import { SUBJECTS } from '../../src/providers/procedural/subjects/index.ts';
import { sharpRaster } from '../../src/renditions/raster.ts';

const SQUARE = { width: 512, height: 512 };

const FOX = 'a fox with short brown hair, wearing a red jacket and blue jeans';
const STYLE = 'flat vector style, bold outlines, teal and coral palette';

const draw = (prompt: string, seed = 7, size = SQUARE, negativePrompt?: string) =>
  drawScene({ prompt, negativePrompt, seed, ...size });

function characterOf(prompt: string, seed = 7, negativePrompt?: string) {
  const { hero, avoided } = readScene({ prompt, negativePrompt, seed });
  if (hero === undefined) throw new Error(`nobody in ${prompt}`);
  return createCharacter(seed, hero, avoided);
}

const WORDS = [
  ...SUBJECTS.flatMap(({ words }) => words),
  ...SETTINGS.flatMap(({ words }) => words),
  ...POSES,
  ...[
    'red',
    'teal palette',
    'rain',
    'night',
    'minimal',
    'bold outlines',
    'scarf',
    'glorbix',
    'in mustard',
    'fog',
    'snow',
  ],
];

describe('a drawing', () => {
  it('is the same text for the same request', () => {
    const prompt = `${FOX}, running through a forest, ${STYLE}`;
    expect(draw(prompt)).toBe(draw(prompt));
  });

  property.prop(
    [
      fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 12 })), { maxLength: 9 }),
      fc.integer({ min: 1, max: 4_294_967_294 }),
      fc.integer({ min: 64, max: 4096 }),
      fc.integer({ min: 64, max: 4096 }),
      fc.constantFrom(undefined, 'tree, clouds, stars, people', 'red, outlines, shadow'),
    ],
    { numRuns: 300 },
  )(
    'has only plain numbers and repeats itself, whatever the words',
    (words, seed, width, height, negative) => {
      const prompt = words.join(' ');
      const svg = draw(prompt, seed, { width, height }, negative);
      expect(blots(svg)).toEqual([]);
      expect(draw(prompt, seed, { width, height }, negative)).toBe(svg);
    },
  );

  it('changes with the seed', () => {
    expect(draw('a cat in a park', 1)).not.toBe(draw('a cat in a park', 2));
    expect(draw('glorbix', 1)).not.toBe(draw('glorbix', 2));
  });

  it('changes with words nobody knows', () => {
    expect(draw('a cat, frandle')).not.toBe(draw('a cat, wump'));
    expect(draw('frandle')).not.toBe(draw('wump'));
    expect(draw('a cat in a forest, frandle')).not.toBe(draw('a cat in a forest, wump'));
  });

  it('keeps its arrangement in another light', () => {
    const [day, night] = ['day', 'night'].map((time) =>
      readScene({ prompt: `a fox in a forest, ${time}`, seed: 7 }),
    );
    expect(day?.layout).toBe(night?.layout);
    expect(day?.time).not.toBe(night?.time);
    expect(readScene({ prompt: `a fox in a forest, ${STYLE}`, seed: 7 }).layout).toBe(day?.layout);
  });

  it('stays small and quick', () => {
    const started = performance.now();
    const svg = draw(`${FOX}, running through a forest, ${STYLE}`, 7, { width: 1024, height: 1024 });
    expect(svg.length).toBeLessThan(90_000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a character', () => {
  const base = characterOf(`${FOX}, running through a forest, ${STYLE}`);

  it.each([
    'reading under a tree, deep night, moonlit',
    'jumping on the beach, golden hour, pastel, navy and mustard palette',
    'in the city, rainy, minimal',
    'frandle wump, mysterious',
  ])('is the same when %s', (scene) => {
    expect(characterOf(`${FOX}, ${scene}, ${STYLE}`)).toEqual(base);
  });

  it('wears what the prompt says in the colours it says', () => {
    expect(base.top).toEqual({ garment: 'jacket', color: '#d8453e' });
    expect(base.bottom).toEqual({ garment: 'trousers', color: '#3f74c8' });
    expect(base.hair).toEqual({ color: '#85563a', style: 'short' });
  });

  it('differs by seed where the prompt leaves it free', () => {
    const seeds = [1, 2, 3, 4, 5, 6].map((seed) => JSON.stringify(characterOf('a cat waving', seed)));
    expect(new Set(seeds).size).toBeGreaterThan(4);
  });

  it('changes only its jacket when only its jacket changes', () => {
    const { top, ...rest } = characterOf(FOX.replace('red', 'green'));
    const { top: former, ...before } = base;
    expect(rest).toEqual(before);
    expect(top).not.toEqual(former);
  });

  it('changes nothing but its fur when its fur gets a colour', () => {
    const { coat, mark, ...rest } = characterOf('a cat');
    const orange = characterOf('an orange cat');
    expect(orange).toMatchObject(rest);
    expect(orange.coat).not.toBe(coat);
    expect(orange.mark).not.toBe(mark);
  });

  it('takes colours before its name and after `in`', () => {
    expect(characterOf('an orange cat').coat).toBe('#ee8434');
    expect(readScene({ prompt: 'ceramic mug in teal, on a plain pedestal', seed: 1 }).hero?.colors).toEqual([
      '#21908d',
    ]);
    expect(readScene({ prompt: 'a cat, teal and coral palette', seed: 1 })).toMatchObject({
      hero: { colors: [] },
      tints: ['#21908d', '#ff7f66'],
    });
  });
});

it('has company that looks different and changes nobody', () => {
  const { hero, others } = readScene({ prompt: 'three cats in a park', seed: 7 });
  const [first, second] = others.map((other) => createCharacter(7, other, new Set()));
  expect(hero && createCharacter(7, hero, new Set())).toEqual(characterOf('a cat in a park'));
  expect(others).toHaveLength(2);
  expect(first).not.toEqual(second);
});

describe('reading a prompt', () => {
  it.each([
    [
      'two foxes jumping in the mountains at dusk',
      {
        hero: { name: 'fox' },
        others: [{ name: 'fox', nth: 1 }],
        pose: 'jump',
        setting: 'mountains',
        time: 'sunset',
      },
    ],
    ['an astronaut waving on the moon', { hero: { name: 'astronaut' }, pose: 'wave', setting: 'space' }],
    ['golden hour', { time: 'golden', tints: [] }],
    ['an empty inbox, calm, pastel', { hero: { name: 'envelope' }, mood: 'calm' }],
    ['a woman baking in the kitchen', { hero: { name: 'woman' }, pose: 'cook', setting: 'kitchen' }],
    ['red sneakers', { hero: { name: 'shoe', colors: ['#d8453e'] } }],
    ['a man in red sneakers', { hero: { name: 'man' }, others: [] }],
    ['a house beside a fox', { hero: { name: 'fox' }, others: [{ name: 'house' }] }],
  ])('%s', (prompt, expected) => {
    expect(readScene({ prompt, seed: 1 })).toMatchObject(expected);
  });

  it('counts nothing as understood in a language it does not know', () => {
    expect(readScene({ prompt: 'glorbix frandle wump', seed: 1 })).toMatchObject({
      understood: 0,
      unknown: ['glorbix', 'frandle', 'wump'],
    });
  });
});

describe('a negative prompt', () => {
  it.each([
    ['a forest at night', 'trees'],
    ['a meadow', 'clouds'],
    ['a meadow at night', 'stars'],
    ['a meadow at night', 'moon'],
    ['a meadow with a rainbow', 'rainbow'],
    ['a meadow in the rain', 'rain'],
    ['a cat in a room', 'window'],
    ['a cat on the beach', 'shadow'],
    ['a cat and a dog', 'dog'],
    ['a chef in a kitchen', 'people'],
  ])('takes from %s the %s', (prompt, refused) => {
    expect(draw(prompt, 7, SQUARE, refused).length).toBeLessThan(draw(prompt).length);
  });

  it('takes the outlines away', () => {
    expect(draw('a cat, bold outlines', 7, SQUARE, 'outlines')).toBe(draw('a cat', 7, SQUARE, 'outlines'));
    expect(draw('a cat, bold outlines')).not.toBe(draw('a cat'));
  });

  it('keeps colours out of the palette and off the clothes', () => {
    for (let seed = 1; seed < 40; seed++) {
      const scene = readScene({ prompt: 'a cat in a sweater', negativePrompt: 'red', seed });
      expect(createPalette(scene).accents.map(familyOf)).not.toContain('red');
      expect(familyOf(characterOf('a cat in a sweater', seed, 'red').top?.color ?? '#000000')).not.toBe(
        'red',
      );
    }
  });
});

describe.each(SUBJECTS.map(({ name, living }) => ({ name, living })))(
  'the subject $name',
  ({ name, living }) => {
    it('draws without a blot', async () => {
      for (const pose of living ? POSES : ['stand' as const]) {
        const subject = SUBJECTS.find((candidate) => candidate.name === name);
        expect(subject?.words).toContain(name);
        expect(blots(draw(`${name} ${pose}, bold outlines`))).toEqual([]);
      }
      await expectPicture(draw(name));
    });
  },
);

describe.each(SETTINGS.map(({ name, words }) => ({ name, word: words[0] ?? '' })))(
  'the setting $name',
  ({ name, word }) => {
    it.each([
      { width: 512, height: 512 },
      { width: 900, height: 300 },
      { width: 300, height: 900 },
      { width: 333, height: 217 },
    ])('draws at $width × $height', async (size) => {
      expect(readScene({ prompt: word, seed: 1 }).setting).toBe(name);
      for (const prompt of [word, `a fox, ${word}`, `${word}, night, snow, autumn, minimal`]) {
        const svg = draw(prompt, 5, size);
        expect(blots(svg)).toEqual([]);
        await expectPicture(svg, size);
      }
    });
  },
);

/** What no number and no attribute may look like; colours are left out, because `#00e5e5` is innocent. */
function blots(svg: string): string[] {
  return (
    svg.replace(/#[0-9a-f]{6}/g, '').match(/.{0,30}(?:NaN|undefined|Infinity|\de[-+]?\d|\[object)/g) ?? []
  );
}

/** Parses, and shows more than one colour. */
async function expectPicture(svg: string, size = SQUARE): Promise<void> {
  const { data } = await sharpRaster.drawSvg(svg, size);
  let [sum, squares] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const value = ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 3;
    sum += value;
    squares += value * value;
    if (data[at + 3] !== 255) throw new Error(`a hole in the picture at ${at / 4}`);
  }
  const count = data.length / 4;
  expect(squares / count - (sum / count) ** 2).toBeGreaterThan(20);
}
