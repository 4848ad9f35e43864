import { palette } from './palette.ts';
import type { Placeholder } from './placeholder.ts';

/** The dominant colour as `#rrggbb`: the first of the palette. */
export const color: Placeholder = {
  kind: 'color',
  async draw(picture) {
    const { palette: colours } = await palette.draw(picture);
    return { color: colours?.[0] };
  },
};
