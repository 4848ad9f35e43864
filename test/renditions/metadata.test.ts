import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import type { PictureRights } from '../../src/core/rights.ts';
import { xmpPacket } from '../../src/renditions/metadata.ts';
import { painted, RED } from './pictures.ts';

const FORMATS = ['jpeg', 'png', 'webp', 'avif'] as const;

const ODD = 'a & b < c > d "e" \'f\' ]]> &amp; äöüß 日本 🦊\nsecond line\r\nthird\tline';

const RIGHTS: Required<PictureRights> = {
  source: 'trainedAlgorithmicMedia',
  creator: `creator ${ODD}`,
  credit: `credit ${ODD}`,
  copyright: `copyright ${ODD}`,
  prompt: `prompt ${ODD}`,
};

async function signed(format: (typeof FORMATS)[number], rights: PictureRights): Promise<Buffer> {
  const packet = xmpPacket(rights);
  if (packet === undefined) throw new Error('nothing was said');
  return painted(8, 8, () => RED)
    [format]()
    .withXmp(packet)
    .toBuffer();
}

describe('what is said', () => {
  test('nothing where there is nothing to say', () => {
    expect(xmpPacket({})).toBeUndefined();
    expect(xmpPacket({ creator: '', prompt: undefined })).toBeUndefined();
  });

  test('the same rights give the same text, without a time', () => {
    const packet = xmpPacket(RIGHTS);
    expect(xmpPacket({ ...RIGHTS })).toBe(packet);
    expect(packet).not.toMatch(/xmp:|Date|20\d\d-\d\d-\d\dT/);
  });

  test('nothing of what was not given', () => {
    const packet = xmpPacket({ credit: 'Seed' });
    expect(packet).toContain('<photoshop:Credit>Seed</photoshop:Credit>');
    expect(packet).not.toMatch(/<dc:|<Iptc4xmpExt:/);
  });

  test('one creator in order, the copyright in no language', () => {
    const packet = xmpPacket({ creator: 'Ada', copyright: '© Seed' });
    expect(packet).toContain('<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>');
    expect(packet).toContain(
      '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Seed</rdf:li></rdf:Alt></dc:rights>',
    );
  });

  test('a carriage return is no line feed to who reads XML', () => {
    expect(xmpPacket({ credit: 'a\r\nb' })).toContain('<photoshop:Credit>a&#13;\nb</photoshop:Credit>');
  });

  test('what XML cannot hold is left out', () => {
    const credit = 'a\u0000b\u0008c\u001bd\ufffee\ud83d!';
    expect(xmpPacket({ credit })).toContain('<photoshop:Credit>abcde!</photoshop:Credit>');
  });
});

test.each(FORMATS)('%s: sharp reads back the very packet', async (format) => {
  const { xmpAsString } = await sharp(await signed(format, RIGHTS)).metadata();
  expect(xmpAsString).toBe(xmpPacket(RIGHTS));
});

const installed = spawnSync('exiftool', ['-ver']).status === 0;
const WARNING = installed ? '' : 'NOT TESTED, install libimage-exiftool-perl: ';

describe.skipIf(!installed)(`${WARNING}exiftool`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-metadata-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Every XMP property of a file, and what exiftool thinks is wrong with it. */
  async function read(format: (typeof FORMATS)[number], rights: PictureRights): Promise<object> {
    const file = join(folder, `picture.${format}`);
    writeFileSync(file, await signed(format, rights));
    const told = spawnSync(
      'exiftool',
      ['-json', '-struct', '-groupNames1', '-lang', 'en', '-XMP:all', '-Warning', '-Error', file],
      { encoding: 'utf8' },
    );
    const [{ SourceFile, ...properties }] = JSON.parse(told.stdout);
    return properties;
  }

  test.each(FORMATS)('%s: reads every property as it was given', async (format) => {
    expect(await read(format, RIGHTS)).toEqual({
      'XMP-iptcExt:DigitalSourceType':
        'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
      'XMP-iptcExt:AIPromptInformation': RIGHTS.prompt,
      'XMP-dc:Creator': [RIGHTS.creator],
      'XMP-dc:Rights': RIGHTS.copyright,
      'XMP-photoshop:Credit': RIGHTS.credit,
    });
  });

  test.each(['trainedAlgorithmicMedia', 'algorithmicMedia', 'compositeWithTrainedAlgorithmicMedia'] as const)(
    'tells %s apart',
    async (source) => {
      expect(await read('webp', { source })).toEqual({
        'XMP-iptcExt:DigitalSourceType': `http://cv.iptc.org/newscodes/digitalsourcetype/${source}`,
      });
    },
  );
});
