import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { provider: procedural, outputs: small }
  assets:
    known: { seed: 1, prompt: "wide hero banner, three women at a table, flat vector style, soft light" }
    half: { seed: 1, prompt: "a fox with a glorbix, flat vector style" }
`;

const HALF = 'half: The built-in provider does not know "glorbix", so the picture does not show it.';

interface Said {
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

const unknownIn = ({ warnings }: Said) =>
  warnings.filter(({ code }) => code === 'provider-warning').map(({ message }) => message);

test('each word that the built-in provider does not know is named once by plan, build, try and studio', async () => {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  expect(unknownIn(await rig.json(['plan']))).toEqual([HALF]);
  await rig.json(['studio', '--export', 'report']);
  const page = rig
    .files()
    .filter((file) => file.startsWith('report/'))
    .map((file) => readFileSync(`${rig.folder}/${file}`, 'utf8'))
    .join('');
  expect(page).toContain('glorbix');
  expect(page).toContain('so the picture does not show it');
  expect(unknownIn(await rig.json(['build']))).toEqual([HALF]);
  expect(
    unknownIn(await rig.json(['try', 'other', '--prompt', 'a cat with a frandle', '--seed', '3'])),
  ).toEqual([expect.stringContaining('"frandle"')]);
});

test('a picture that is kept is not spoken of again', async () => {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  await rig.run(['build']);
  for (const command of ['plan', 'build', 'check']) expect(unknownIn(await rig.json([command]))).toEqual([]);
});
