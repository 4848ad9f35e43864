import type { Board } from './shapes.ts';

/** What stands in the page of an exported report. */
export interface Exported {
  readonly board: Board;
  /** The script that holds a target's dossier, by id; relative to the page. */
  readonly scripts: { readonly [id: string]: string };
  /** Digests, as hexadecimal digits, of pictures that are beside the page. */
  readonly pictures: readonly string[];
}
