import { expect, test } from 'vitest';
import type { Format } from '../../src/renditions/formats/format.ts';
import { FORMATS } from '../../src/renditions/index.ts';
import { describeFormatContract, type FormatSetting } from './format-contract.ts';

const SETTINGS: { readonly [name: string]: FormatSetting } = {
  avif: {
    good: { lossless: true },
    bad: [{ effort: 10 }, { lossless: 1 }, { chromaSubsampling: '4:1:1' }],
    tolerance: 12,
  },
  webp: { good: { lossless: true }, bad: [{ effort: 7 }, { nearLossless: 'yes' }], tolerance: 12 },
  jpeg: { good: { mozjpeg: true }, bad: [{ mozjpeg: 'yes' }, { progressive: 1 }], tolerance: 12 },
  png: { good: { compressionLevel: 0 }, bad: [{ compressionLevel: 10 }, { colours: 1 }], tolerance: 0 },
};

test('every format is put through the contract', () => {
  expect([...FORMATS.keys()].sort()).toEqual(Object.keys(SETTINGS).sort());
});

for (const [name, setting] of Object.entries(SETTINGS))
  describeFormatContract(FORMATS.get(name) as Format, setting);
