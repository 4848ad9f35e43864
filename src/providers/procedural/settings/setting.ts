import type { Palette } from '../palette.ts';
import type { Pen } from '../pen.ts';
import type { Stream } from '../random.ts';
import type { SceneDescription } from '../scene.ts';
import type { Svg } from '../svg.ts';

/** Somewhere a picture can happen. Its file says which words mean it and how it is drawn. */
export interface Setting {
  readonly name: string;
  readonly words: readonly string[];
  /** Under a roof: no weather, and light comes from a lamp or window. */
  readonly indoors?: boolean;
  draw(stage: Stage): Backdrop;
}

/** The frame a setting fills. The shorter side is 1000 units long. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  /** 1 for a square; grows with the area, so that trees keep their size relative to the picture. */
  readonly scale: number;
  readonly scene: SceneDescription;
  readonly palette: Palette;
  readonly pen: Pen;
  /** Height of the line where the subject stands. */
  readonly ground: number;
  /** Where the subject will be, so that nothing grows through it. */
  readonly focus: { readonly x: number; readonly width: number; readonly height: number } | undefined;
  /** How much there is of everything optional: 1, less for minimal pictures. */
  readonly richness: number;
  /** A stream for one purpose, fed by the seed and the words of the scene. */
  random(label: string): Stream;
  /** False when the negative prompt takes it away. */
  has(element: string): boolean;
}

export interface Backdrop {
  /** Behind the subject. */
  readonly back: Svg;
  /** Before the subject. */
  readonly front?: Svg;
  /** Whether the subject throws its shadow on something. Defaults to true. */
  readonly grounded?: boolean;
}
