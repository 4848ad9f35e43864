import { describe, expect, it } from 'vitest';
import { Markers } from '../../src/integrations/markers.ts';

const markers = new Markers<string>();
const fox = markers.of('fox', 'fox.png');
const owl = markers.of('owl', 'owl.png');
const asText = (value: string) => ({ text: `/art/${value}` });
const asCode = (value: string) => ({ expression: `find(${value.length})` });

describe('the markers of a chunk', () => {
  it('are the same for the same, and different for others', () => {
    expect(markers.of('fox', 'fox.png')).toBe(fox);
    expect(owl).not.toBe(fox);
  });

  it.each(['"', "'", '`'])('stand in texts of any kind: %s', (quote) => {
    const code = `const a = ${quote}${fox} 1x, ${owl} 2x${quote}, b = { "src": ${quote}${owl}${quote} };`;
    const plain = code.replaceAll(fox, '/art/fox.png').replaceAll(owl, '/art/owl.png');
    expect(markers.replaced(code, asText)).toBe(plain);
    const open = `${quote}+find(7)+${quote}`;
    expect(markers.replaced(code, asCode)).toBe(code.replaceAll(fox, open).replaceAll(owl, open));
  });

  it('leave code alone that has none, or has those of somebody else', () => {
    expect(markers.replaced('const a = "fox";', asText)).toBeUndefined();
    expect(markers.replaced('const a = "__IMAGEBUILD_ADDRESS_99__";', asText)).toBeUndefined();
  });

  it('are an error where they are no text: nobody would find the picture', () => {
    expect(() => markers.replaced(`const ${fox} = 1;`, asText)).toThrow('stands in code that is no text');
  });
});
