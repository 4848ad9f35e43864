import { describe, expect, test } from 'vitest';
import { digestOf, hexOf, isDigest } from '../../src/core/digest.ts';

// Of the bytes "abc", as FIPS 180-2 prints it.
const HEX = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('a digest', () => {
  test('is the SHA-256 of bytes, or of a text as UTF-8', () => {
    expect(digestOf('abc')).toBe(`sha256:${HEX}`);
    expect(digestOf('ü')).toBe(digestOf(Uint8Array.of(0xc3, 0xbc)));
  });

  test('is known as one', () => {
    expect(isDigest(digestOf('abc'))).toBe(true);
  });

  test.each<[string, unknown]>([
    ['the digits alone', HEX],
    ['a digit too few', `sha256:${HEX.slice(1)}`],
    ['a digit too many', `sha256:${HEX}0`],
    ['capital letters', `sha256:${HEX.toUpperCase()}`],
    ['another hash', `sha512:${HEX}`],
    ['something before it', ` sha256:${HEX}`],
    ['a line end behind it', `sha256:${HEX}\n`],
    ['a way out of a folder', 'sha256:../../etc/passwd'],
    ['a list with one in it', [`sha256:${HEX}`]],
    ['nothing', undefined],
    ['a number', 256],
  ])('is not %s', (_, value) => {
    expect(isDigest(value)).toBe(false);
  });

  test('names files by its digits alone: Windows has no colon in names', () => {
    expect(hexOf(digestOf('abc'))).toBe(HEX);
  });
});
