import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Format } from '../../src/renditions/formats/format.ts';
import { apart, painted, pixel, rendered, thirds } from './pictures.ts';

/** What a test must know of a format to put it through its contract. */
export interface FormatSetting {
  /** Options that are good, and others that are not. */
  readonly good: { readonly [name: string]: unknown };
  readonly bad: readonly { readonly [name: string]: unknown }[];
  /** How far a channel may be off. */
  readonly tolerance: number;
  /** False where the format has no place for a colour profile or for metadata. */
  readonly tagged?: boolean;
}

/** The promises every output format keeps, as tests. */
export function describeFormatContract(
  format: Format,
  { good, bad, tolerance, tagged = true }: FormatSetting,
): void {
  const { name } = format;

  describe(`${name} keeps the format contract`, () => {
    test('says what it is', () => {
      expect(format.extension).toMatch(/^[a-z]+$/);
      expect(format.mediaType).toBe(`image/${name}`);
      expect(format.settingsVersion).toBeGreaterThan(0);
    });

    test('makes a picture of its type with exactly the size asked for', async () => {
      const { bytes } = await rendered(await thirds(90, 60), { format: name, width: 37, height: 23 });
      const metadata = await sharp(bytes).metadata();
      expect([metadata.format, metadata.width, metadata.height]).toEqual([
        name === 'avif' ? 'heif' : name,
        37,
        23,
      ]);
    });

    test('keeps colours', async () => {
      const { bytes } = await rendered(await thirds(90, 60), {
        format: name,
        width: 90,
        height: 60,
        quality: 90,
      });
      expect(apart(await pixel(bytes, 0.1, 0.5), [255, 0, 0])).toBeLessThanOrEqual(tolerance);
      expect(apart(await pixel(bytes, 0.9, 0.5), [0, 0, 255])).toBeLessThanOrEqual(tolerance);
    });

    test(format.alpha ? 'keeps transparency' : 'lays transparent parts on the background', async () => {
      const master = await painted(60, 60, (x) => (x < 30 ? [255, 0, 0, 0] : [0, 0, 255, 255]))
        .png()
        .toBuffer();
      const { bytes } = await rendered(master, { format: name });
      const [left, right] = [await pixel(bytes, 0.1, 0.5), await pixel(bytes, 0.9, 0.5)];
      expect(apart(right, [0, 0, 255, 255])).toBeLessThanOrEqual(tolerance);
      if (format.alpha) expect(left[3]).toBeLessThanOrEqual(tolerance);
      else expect(apart(left, [255, 255, 255, 255])).toBeLessThanOrEqual(tolerance);
      const green = await rendered(master, { format: name, background: '#00ff00', flatten: true });
      expect(apart(await pixel(green.bytes, 0.1, 0.5), [0, 255, 0, 255])).toBeLessThanOrEqual(tolerance);
    });

    test('leaves metadata behind and carries no profile of sRGB', async () => {
      const master = await painted(60, 60, () => [200, 100, 50])
        .withExif({ IFD0: { Copyright: 'PROMPT-AND-SECRETS', ImageDescription: 'PROMPT-AND-SECRETS' } })
        .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">PROMPT-AND-SECRETS</x:xmpmeta>')
        .jpeg()
        .toBuffer();
      expect(master.includes('PROMPT-AND-SECRETS')).toBe(true);
      const { bytes } = await rendered(master, { format: name });
      expect(Buffer.from(bytes).includes('PROMPT-AND-SECRETS')).toBe(false);
      const metadata = await sharp(bytes).metadata();
      expect([metadata.exif, metadata.xmp, metadata.iptc]).toEqual([undefined, undefined, undefined]);
      // sRGB is said in a few bits, or goes without saying.
      expect(metadata.icc).toBeUndefined();
    });

    if (tagged)
      test('says of itself what it is asked to say', async () => {
        const rights = { source: 'algorithmicMedia', copyright: '© Fennec & Söhne' } as const;
        const { bytes } = await rendered(await thirds(90, 60), { format: name, rights });
        const { xmpAsString } = await sharp(bytes).metadata();
        expect(xmpAsString).toContain('digitalsourcetype/algorithmicMedia<');
        expect(xmpAsString).toContain('© Fennec &amp; Söhne');
      });

    test('gives equal bytes for equal pixels', async () => {
      const master = await thirds(90, 60);
      const [one, two] = [await rendered(master, { format: name }), await rendered(master, { format: name })];
      expect(Buffer.compare(one.bytes, two.bytes)).toBe(0);
    });

    test('describes its options, takes good ones and refuses others', async () => {
      expect(format.options.safeParse({}).success).toBe(true);
      expect(format.options.parse({})).toEqual({});
      expect(format.options.safeParse(good).success).toBe(true);
      for (const options of [{ no_such_option: 1 }, ...bad])
        expect(format.options.safeParse(options).success).toBe(false);
      for (const [option, schema] of Object.entries(format.options.shape))
        expect(
          (schema as { meta(): { description?: string } | undefined }).meta()?.description,
          option,
        ).toMatch(/\w/);
      const master = await thirds(90, 60);
      const [usual, other] = [
        await rendered(master, { format: name }),
        await rendered(master, { format: name, options: good }),
      ];
      expect(Buffer.compare(usual.bytes, other.bytes)).not.toBe(0);
    });
  });
}
