import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { fillPlaceholders } from '../../src/targets/placeholders.ts';
import { demand, expandMemory } from '../support/memory-project.ts';

const name = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,4}$/);
const names = (minLength: number) => fc.uniqueArray(name, { minLength, maxLength: 4 });

/** An asset with scenes, rows and axes, as its manifest says them. */
const asset = fc.record({
  scenes: names(0),
  rows: fc.option(names(0), { nil: undefined }),
  axes: fc.uniqueArray(
    fc.record({
      axis: name.filter((axis) => !['scene', 'variant', 'include', 'exclude'].includes(axis)),
      values: names(1),
    }),
    { selector: ({ axis }) => axis, maxLength: 3 },
  ),
});

const manifest = fc.dictionary(name, asset, { minKeys: 1, maxKeys: 3 });

type Drawn = typeof manifest extends fc.Arbitrary<infer T> ? T : never;

function written(drawn: Drawn, turn: <T>(list: readonly T[]) => T[]): string {
  const assets = turn(Object.entries(drawn)).map(([id, { scenes, rows, axes }]) => [
    id,
    {
      seed: 1,
      prompt: 'x',
      ...(scenes.length > 0 ? { scenes: Object.fromEntries(turn(scenes).map((scene) => [scene, 's'])) } : {}),
      ...(rows ? { each: { key: 'k', rows: turn(rows).map((k) => ({ k })) } } : {}),
      ...(axes.length > 0
        ? { matrix: Object.fromEntries(axes.map(({ axis, values }) => [axis, turn(values)])) }
        : {}),
    },
  ]);
  // Built as text, because an object would put names that look like numbers first.
  return `{"version":1,"assets":{${assets.map(([id, body]) => `${JSON.stringify(id)}:${JSON.stringify(body)}`).join(',')}}}`;
}

const count = ({ scenes, rows, axes }: Drawn[string]) =>
  Math.max(1, scenes.length) *
  (rows?.length ?? 1) *
  axes.reduce((product, { values }) => product * values.length, 1);

describe('expansion', () => {
  test.prop([manifest], { numRuns: 40 })(
    'makes scenes × rows × values targets, each with its own id',
    async (drawn) => {
      const { targets } = demand(await expandMemory(written(drawn, (list) => [...list])));
      expect(targets.size).toBe(Object.values(drawn).reduce((sum, each) => sum + count(each), 0));
      for (const [id, target] of targets) {
        expect(target.id).toBe(id);
        expect(id).toMatch(/^[a-z0-9._-]+(\/[a-z0-9._-]+)?(@[a-z0-9._-]+)?$/);
      }
    },
  );

  test.prop([manifest], { numRuns: 40 })('does not depend on the order of names', async (drawn) => {
    const forward = demand(await expandMemory(written(drawn, (list) => [...list])));
    const backward = demand(await expandMemory(written(drawn, (list) => [...list].reverse())));
    expect(new Set(backward.targets.keys())).toEqual(new Set(forward.targets.keys()));
  });
});

describe('placeholders', () => {
  const values = new Map([
    ['scene', { text: 'running', name: 'run' }],
    ['a.b', { text: 'dotted', name: 'dot' }],
  ]);

  test.prop([fc.string({ unit: fc.constantFrom('{', '}', 'a', 'é', ' ') })])(
    'any text can be written with doubled braces',
    (text) => {
      const escaped = text.replace(/[{}]/g, (brace) => brace + brace);
      expect(fillPlaceholders(escaped, values)).toEqual({ text, used: new Set(), unknown: [] });
    },
  );

  test.prop([
    fc.array(fc.constantFrom('{scene}', '{scene.name}', '{{', '}}', '{', '}', '{x}', 'a', ' ', '{a.b}')),
  ])('each is filled, kept or reported, and nothing else changes', (parts) => {
    const text = parts.join('');
    const { text: filled, unknown } = fillPlaceholders(text, values);
    if (unknown.length === 0 && !/[{}]/.test(text)) expect(filled).toBe(text);
    for (const word of unknown) expect(text).toContain(word);
  });
});
