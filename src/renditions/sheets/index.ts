import { drawPdf } from './draw-pdf.ts';
import { drawPng } from './draw-png.ts';
import { loadLettering } from './lettering.ts';
import { A4, layOutStoryboard, SCROLL, type Storyboard } from './storyboard.ts';

export { drawContactSheet } from './contact-sheet.ts';
export type { Frame, FrameState, Storyboard, StoryboardSection } from './storyboard.ts';

/** Files, in the order of their pages. */
export interface DrawnStoryboard {
  /** One at a time: each is drawn when it is asked for. */
  readonly files: AsyncIterable<Uint8Array>;
  readonly count: number;
  readonly pages: number;
  /** Characters that are shown as boxes, since the typeface does not have them. */
  readonly missing: readonly string[];
}

/** Pixels a unit of a storyboard as PNG. */
const SCALE = 2;
const PAPER = '#fbfaf7';

/** Pages of A4 on their side in one PDF; or long PNGs, as many as their height allows. Equal input gives equal bytes. */
export async function drawStoryboard(board: Storyboard, format: 'png' | 'pdf'): Promise<DrawnStoryboard> {
  const lettering = await loadLettering();
  const pages = layOutStoryboard(board, lettering, format === 'pdf' ? A4 : SCROLL);
  const { missing } = lettering;
  const drawn =
    format === 'pdf'
      ? [() => drawPdf(pages, lettering, board.title)]
      : pages.map((page) => () => drawPng(page, lettering, SCALE, PAPER));
  const files = (async function* () {
    for (const draw of drawn) yield await draw();
  })();
  return { files, count: drawn.length, pages: pages.length, missing };
}
