import sharp from 'sharp';
import { expect, test } from 'vitest';
import { withoutSecrets } from '../../src/providers/without-secrets.ts';

const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } }).png();

test('a key that a server repeats in a picture is blotted out, and the picture stays whole', async () => {
  const key = 'sk-0123456789';
  const bytes = await picture
    .clone()
    .withExif({ IFD0: { Copyright: `made for ${key}` } })
    .toBuffer();
  expect(bytes.includes(key)).toBe(true);
  const clean = withoutSecrets(bytes, [key]);
  expect(Buffer.from(clean).includes(key)).toBe(false);
  await expect(sharp(clean, { failOn: 'warning' }).raw().toBuffer()).resolves.toHaveLength(8 * 8 * 3);
});

test('a short key, which compressed pixels hold by chance, changes none of them', async () => {
  const bytes = await picture.toBuffer();
  for (const key of ['k', 'IDAT', ...(bytes.toString('latin1').match(/[a-z]{1,3}/gi) ?? [])])
    expect(withoutSecrets(bytes, [key])).toBe(bytes);
});
