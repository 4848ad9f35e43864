import { fc } from '@fast-check/vitest';
import type { Digest } from '../../src/core/digest.ts';
import { PICTURE_FORMATS } from '../../src/core/picture.ts';
import { generationKey, INPUT_ROLES, type Recipe } from '../../src/core/recipe.ts';
import { EMPTY_LOCKFILE, type LockEntry, type Lockfile } from '../../src/lockfile/index.ts';

/** Random recipes, entries and lockfiles as a build could have written them. */

const text = fc.string({ unit: 'grapheme' });
const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,6}$/);
/** As planned: below an output folder, with whatever people put into file names. */
const file = fc
  .tuple(
    name,
    text.filter((part) => !/[\\/\0]|^\.{0,2}$/.test(part)),
  )
  .map((parts) => parts.join('/'));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const digestArbitrary: fc.Arbitrary<Digest> = fc
  .stringMatching(/^[0-9a-f]{64}$/)
  .map((hex) => `sha256:${hex}` as Digest);

const scalar = fc.oneof(
  fc.integer(),
  fc.boolean(),
  text,
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
);

export const recipeArbitrary: fc.Arbitrary<Recipe> = fc
  .record({
    provider: name,
    operation: name,
    model: optional(name),
    prompt: optional(text),
    negative_prompt: optional(text),
    seed: optional(fc.oneof(fc.integer({ min: 1, max: 4_294_967_294 }), fc.constant('random' as const))),
    params: fc.dictionary(name, fc.oneof(scalar, fc.array(scalar))),
    inputs: fc.dictionary(fc.constantFrom(...INPUT_ROLES), digestArbitrary),
  })
  // What is undefined is not written, so it is not there when it is read.
  .map((recipe) => JSON.parse(JSON.stringify(recipe)) as Recipe);

export const entryArbitrary: fc.Arbitrary<LockEntry> = fc
  .record({
    recipe: recipeArbitrary,
    seed: optional(fc.integer({ min: 1 })),
    master: fc.record({
      digest: digestArbitrary,
      bytes: fc.integer({ min: 1 }),
      width: fc.integer({ min: 1 }),
      height: fc.integer({ min: 1 }),
      format: fc.constantFrom(...PICTURE_FORMATS),
    }),
    outputs: fc.dictionary(name, fc.record({ key: digestArbitrary, files: fc.array(file) })),
    source: fc.constantFrom('generated', 'imported', 'manual'),
    credits: fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10),
    parents: fc.array(digestArbitrary),
    approval: optional(fc.record({ master: digestArbitrary, by: optional(text), note: optional(text) })),
    adoption: optional(fc.record({ reason: text, generated: optional(digestArbitrary) })),
  })
  // Only what people made has a word of them, and it is about the master there is.
  .map(({ adoption, ...entry }) =>
    entry.source === 'manual'
      ? { ...entry, adoption: { reason: 'why', ...adoption, master: entry.master.digest } }
      : entry,
  )
  // An approval is mostly of the master there is.
  .chain((entry) =>
    fc
      .boolean()
      .map((valid) =>
        valid && entry.approval
          ? { ...entry, approval: { ...entry.approval, master: entry.master.digest } }
          : entry,
      ),
  )
  .map((entry) => JSON.parse(JSON.stringify({ ...entry, key: generationKey(entry.recipe) })) as LockEntry);

export const idArbitrary = fc
  .tuple(name, optional(name), optional(name))
  .map(([asset, scene, variant]) => `${asset}${scene ? `/${scene}` : ''}${variant ? `@${variant}` : ''}`);

export const lockfileArbitrary: fc.Arbitrary<Lockfile> = fc
  .array(fc.tuple(idArbitrary, entryArbitrary), { maxLength: 6 })
  .map((targets) => lockfileOf(targets));

export function lockfileOf(targets: Iterable<readonly [string, LockEntry]>): Lockfile {
  return { ...EMPTY_LOCKFILE, targets: new Map(targets) };
}
