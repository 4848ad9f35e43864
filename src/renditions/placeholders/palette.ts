import { commonColours } from './common-colours.ts';
import type { Placeholder } from './placeholder.ts';

const COLOURS = 5;

/** At most five colours as `#rrggbb`, most common first. */
export const palette: Placeholder = {
  kind: 'palette',
  async draw(picture) {
    return { palette: commonColours(picture, COLOURS) };
  },
};
