import { describe, expect, test } from 'vitest';
import { brief } from '../support/memory-project.ts';
import { line, masterOf, planAfter, plannerAfter, type World } from './situation.ts';

const FOX =
  'version: 1\ndefaults: { provider: paint, seed: 1, outputs: { widths: [100] } }\nassets:\n  fox: { prompt: a fox }\n';
const OWL = '  owl: { prompt: an owl }\n';
const FILE = 'public/images/fox-100.webp';

/** People have put their own pictures in place of those that were made. */
const adopted = (...ids: string[]): World['edit'] => {
  return (lock) => {
    for (const [id, entry] of lock) if (ids.includes(id)) lock.set(id, { ...entry, source: 'manual' });
  };
};

const planned = async (before: string, now: string, world: World = {}) => {
  const { targets, warnings, cost } = await planAfter(before, now, { edit: adopted('fox'), ...world });
  return { lines: targets.map(line), warnings: warnings.map(brief), credits: cost.credits };
};

const outgrown = (id: string, fields: string) =>
  `${id} adopted-recipe-changed: ${id} is adopted, and its recipe has changed since (${fields}); the adopted picture stays ` +
  `(if it still fits, adopt it again; else give the target back to generation with \`imagebuild adopt ${id} --release\`)`;

describe('a picture that people made', () => {
  test('is left in peace while its recipe is what it was', async () => {
    expect(await planned(FOX, FOX)).toEqual({
      lines: ['reuse fox: unchanged (lock stays)'],
      warnings: [],
      credits: 0,
    });
  });

  test('stays when the recipe changes, and whoever changed it is told', async () => {
    const now = FOX.replace('a fox', 'a vixen, negative_prompt: blur');
    expect(await planned(FOX, now)).toEqual({
      lines: ['reuse fox: unchanged (lock stays)'],
      warnings: [outgrown('fox', 'prompt, negative_prompt')],
      credits: 0,
    });
  });

  test('is told of by its own name where several have been outgrown', async () => {
    const now = (FOX + OWL).replaceAll('prompt: a', 'prompt: still a');
    expect((await planned(FOX + OWL, now, { edit: adopted('fox', 'owl') })).warnings).toEqual([
      outgrown('fox', 'prompt'),
      outgrown('owl', 'prompt'),
    ]);
  });

  test('gives new files where the outputs change', async () => {
    expect((await planned(FOX, FOX.replace('[100]', '[200]'))).lines).toEqual([
      'render fox: rendition-changed inline-1',
    ]);
  });

  test('is replaced when that is asked for in so many words', async () => {
    expect((await planned(FOX, FOX, { forced: ['fox'] })).lines).toEqual(['generate fox: forced [3]']);
  });

  test('goes along with its target to another name', async () => {
    expect((await planned(FOX, FOX.replace('fox:', 'vixen:'))).lines).toEqual(['restore vixen: new']);
  });

  test('is not lent to another target with the same recipe', async () => {
    expect((await planned(FOX, `${FOX}  vixen: { prompt: a fox }\n`)).lines).toEqual([
      'reuse fox: unchanged (lock stays)',
      'generate vixen: new [3]',
    ]);
  });
});

describe('the lost master of a picture that people made', () => {
  test('does no harm while its files are intact', async () => {
    expect(await planned(FOX, FOX, { lost: ['fox'] })).toEqual({
      lines: ['reuse fox: unchanged (lock stays)'],
      warnings: [
        expect.stringMatching('master-missing: the master of fox is not in the store .its files are'),
      ],
      credits: 0,
    });
  });

  test('is never bought: where a file needs it, people are asked to bring it back', async () => {
    expect(await planned(FOX, FOX, { lost: ['fox'], files: { [FILE]: 'missing' } })).toEqual({
      lines: [`render fox: master-missing, output-missing ${FILE} (lock stays)`],
      warnings: [
        'fox master-missing: the master of fox is not in the store; it is adopted, so nobody but people can make it again ' +
          '(bring .imagebuild/masters back from where it is kept, or adopt its file again)',
      ],
      credits: 0,
    });
  });

  test('is missed target by target', async () => {
    const world: World = {
      edit: adopted('fox', 'owl'),
      lost: ['fox', 'owl'],
      files: { [FILE]: 'missing', 'public/images/owl-100.webp': 'missing' },
    };
    const { warnings } = await planAfter(FOX + OWL, FOX + OWL, world);
    expect(warnings.map(({ target }) => target)).toEqual(['fox', 'owl']);
  });

  test('is not needed for a file that can be had from the cache', async () => {
    const world: World = { lost: ['fox'], files: { [FILE]: 'missing' }, cached: true };
    expect((await planned(FOX, FOX, world)).lines).toEqual([
      `render fox: output-missing ${FILE} (lock stays)`,
    ]);
  });
});

describe('a picture that people made from another one', () => {
  const chain = `${FOX}  big: { prompt: big, operation: upscale, image: fox }\n`;
  const vixen = chain.replace('a fox', 'a vixen');
  const world: World = { edit: adopted('big') };

  test('waits for nothing and is not called outgrown before the other one is made', async () => {
    expect(await planned(chain, vixen, world)).toEqual({
      lines: [
        'generate fox: recipe-changed prompt "a fox" → "a vixen" [3]',
        'reuse big: unchanged (lock stays)',
      ],
      warnings: [],
      credits: 3,
    });
  });

  test.each([
    ['is outgrown when that comes out otherwise', 'another fox', [outgrown('big', 'image')]],
    ['is not when that comes out as it was', 'fox', []],
  ])('%s', async (_, made, warnings) => {
    const { planner, graph } = await plannerAfter(chain, vixen, world);
    for (const target of graph.targets.values()) planner.plan(target);
    planner.settle('fox', masterOf(made));
    const big = graph.targets.get('big');
    expect(big && line(planner.plan(big))).toBe('reuse big: unchanged (lock stays)');
    expect(planner.warnings.map(brief)).toEqual(warnings);
  });
});
