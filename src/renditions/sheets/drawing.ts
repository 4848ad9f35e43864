import type { Size } from '../../core/picture.ts';
import type { Type } from './lettering.ts';

/** A sheet as a list of what is on it, from below to above, whatever it is made into. Lengths are units from the top left. */
export interface Drawing extends Size {
  readonly shapes: readonly Shape[];
}

export type Shape = Words | Box | Placed;

/** One line of text; `y` is the line that letters stand on. */
export interface Words {
  readonly kind: 'words';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly type: Type;
  /** `#rrggbb`. */
  readonly colour: string;
}

export interface Box extends Size {
  readonly kind: 'box';
  readonly x: number;
  readonly y: number;
  readonly radius?: number;
  /** `#rrggbb`. */
  readonly fill?: string;
  /** Of a dashed outline, `#rrggbb`. */
  readonly dashes?: string;
}

/** A picture where it goes. */
export interface Placed extends Size {
  readonly kind: 'picture';
  readonly x: number;
  readonly y: number;
  readonly picture: SheetPicture;
}

/** A picture of the store, read when it is drawn and not before: a sheet may have thousands. */
export interface SheetPicture extends Size {
  /** Undefined where its bytes are damaged or gone. */
  read(): Promise<Uint8Array | undefined>;
}

/** What stands where a picture should be and is not. */
export function blank({ x, y, width, height }: Size & { x: number; y: number }): Box {
  return {
    kind: 'box',
    x: x + 0.5,
    y: y + 0.5,
    width: width - 1,
    height: height - 1,
    radius: 4,
    dashes: '#a9a49a',
  };
}
