import sharp from 'sharp';
import { expect, test } from 'vitest';
import { COLOUR_NAMES } from '../../src/core/colour-names.ts';
import { colour } from '../../src/core/measure.ts';

test.each(['red', 'rebeccapurple', 'transparent', '#abc', '#abcd', '#aabbcc', '#AABBCC80'])(
  'a colour: %s',
  (written) => expect(colour.safeParse(written).success).toBe(true),
);

test.each(['blackish', 'constructor', 'Red', '#ab', '#abcde', '', 'rgb(1,2,3)'])(
  'no colour: "%s"',
  (written) => expect(colour.safeParse(written).error?.issues).toHaveLength(1),
);

test('the image library knows every name', () => {
  for (const background of COLOUR_NAMES)
    expect(
      () => sharp({ create: { width: 1, height: 1, channels: 4, background } }),
      background,
    ).not.toThrow();
});
