import { expect, test } from 'vitest';
import { createRig } from '../support/rig.ts';

const BAND =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2048 1"><rect width="2048" height="1" fill="#37a"/></svg>';

const MANIFEST = `version: 1
site: { out_dir: art, manifest: art/images.json }
outputs:
  band: { widths: [64, 16384], formats: [webp, png] }
  icon: { width: 512, height: 512, formats: [ico] }
assets:
  wide: { provider: file, image: ./wide.svg, outputs: band }
  badge: { provider: file, image: ./wide.svg, outputs: icon }
`;

test('a size that a format cannot hold is an error of plan, and loses no other file', async () => {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST, 'wide.svg': BAND });
  const told = [
    {
      code: 'format-limit',
      message: expect.stringMatching(
        /wide-16384\.webp is to be 16384 px wide, but webp has at most 16,383 px/,
      ),
      file: 'imagebuild.yaml',
    },
    {
      code: 'format-limit',
      message: expect.stringMatching(/badge-512\.ico is to be 512 px wide, but ico has at most 256 px/),
      file: 'imagebuild.yaml',
    },
  ];
  for (const command of ['plan', 'check']) {
    const { errors } = await rig.json([command]);
    expect(errors, command).toMatchObject(told);
  }
  const built = await rig.json(['build']);
  expect(built.errors).toMatchObject(told);
  expect(
    rig
      .files()
      .filter((file) => /^art\/wide.*\.(webp|png)$/.test(file))
      .sort(),
  ).toEqual(['art/wide-16384.png', 'art/wide-64.png', 'art/wide-64.webp']);
  expect(rig.read('art/images.json')).not.toContain('16384.webp');
});
