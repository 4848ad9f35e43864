import type { Character } from '../character/character.ts';
import type { Color } from '../color.ts';
import type { PoseName } from '../lexicon/poses.ts';
import type { Palette } from '../palette.ts';
import type { Pen } from '../pen.ts';
import type { Stream } from '../random.ts';
import type { Svg } from '../svg.ts';

/** Something a picture can be about. Its file says which words mean it and how it is drawn. */
export interface Subject {
  readonly name: string;
  readonly words: readonly string[];
  /** Drawn as a character: with a face, a pose and clothes. */
  readonly living: boolean;
  /** Where it stands when the prompt does not say. */
  readonly home: string;
  /** Extent in its own units; the origin is the middle of its foot, y grows downwards. */
  readonly width: number;
  readonly height: number;
  /** Hangs in the air rather than stands on the ground. */
  readonly floats?: boolean;
  /** How tall it is for its kind: a grown-up is more than a mascot. Defaults to 1. */
  readonly stature?: number;
  /** Height beside a character of height 1. */
  readonly besideCharacter: number;
  draw(brief: SubjectBrief): Svg;
}

/** What a subject is told about this particular picture. */
export interface SubjectBrief {
  readonly pen: Pen;
  readonly palette: Palette;
  /** The colour the prompt binds to it, or one that suits it. */
  readonly color?: Color;
  readonly second?: Color;
  /** Depends on the seed and the subject only. */
  readonly random: Stream;
  /** For living subjects. */
  readonly character?: Character;
  readonly pose: PoseName;
  /** What a character holds. */
  readonly held?: string;
  /** What it holds, drawn around the hand at 0 0, where that is no usual belonging. */
  readonly carried?: Svg;
}
