import { type Color, darken, lighten, mix } from '../color.ts';
import type { Pen } from '../pen.ts';
import type { Svg } from '../svg.ts';
import type { Subject, SubjectBrief } from './subject.ts';

/** The colours a thing is drawn with, from the one it has. */
export interface Dye {
  readonly main: Color;
  readonly dark: Color;
  readonly light: Color;
  readonly pale: Color;
  readonly second: Color;
}

export type DrawThing = (pen: Pen, dye: Dye, brief: SubjectBrief) => Svg;

export interface ThingFacts {
  readonly width: number;
  readonly height: number;
  readonly home?: string;
  readonly floats?: boolean;
  readonly besideCharacter?: number;
  /** What it is when nobody says: a palette accent otherwise. */
  readonly natural?: Color;
}

/** A subject without a face. */
export function thing(name: string, words: readonly string[], facts: ThingFacts, draw: DrawThing): Subject {
  return {
    name,
    words: [...new Set([name, ...words])],
    living: false,
    home: facts.home ?? 'studio',
    width: facts.width,
    height: facts.height,
    floats: facts.floats,
    besideCharacter: facts.besideCharacter ?? 0.5,
    draw: (brief) => {
      const accents = brief.palette.accents;
      const chosen = brief.color ?? facts.natural ?? brief.random.pick(accents.slice(0, 3));
      const main = brief.palette.own(chosen);
      const other = brief.second ?? accents.find((accent) => accent !== chosen) ?? chosen;
      return draw(
        brief.pen,
        {
          main,
          dark: mix(main, darken(main, 1), 0.24),
          light: lighten(main, 0.28),
          pale: lighten(main, 0.62),
          second: brief.palette.own(other),
        },
        brief,
      );
    },
  };
}
