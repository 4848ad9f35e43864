import { escapedHtml } from '../core/html.ts';
import type { Size } from '../core/picture.ts';
import type { Compared, DiffedPicture } from './compared.ts';

/** What a page of comparisons says of scores. */
export const SCORES =
  'Scores go from 0, equal, to 1, nothing in common: to 0.02 hardly to be seen, to 0.1 slight, to 0.5 clearly changed, above another picture.';

/** Two pictures of one target, to be looked at together. */
export interface PairOfPictures extends Compared {
  readonly id: string;
  readonly before?: DiffedPicture;
  readonly after?: DiffedPicture;
  /** How they differ, in words. */
  readonly text: string;
  /** What the two are called. */
  readonly words: readonly [string, string];
  /** HTML below the pictures. */
  readonly below: string;
}

/** Both pictures, where they differ, and by how much. */
export function pictureArticle({
  id,
  before,
  after,
  difference,
  heatMap,
  text,
  words,
  below,
}: PairOfPictures) {
  const frame = frameOf(before, after);
  const score = difference ? `<b>${difference.score.toFixed(3)}</b> ` : '';
  const map = heatMap
    ? `<figure class="heat"><div class="stage">${image(heatMap, `Where ${id} differs: ${text}`)}</div><figcaption>where they differ <span class="scale" aria-hidden="true"></span> little to much</figcaption></figure>`
    : '';
  const sides = side('before', words[0], id, before, frame) + side('after', words[1], id, after, frame);
  return `<article${difference === undefined ? ' class="unknown"' : ''}>
<header><h3>${escapedHtml(id)}</h3><p class="score">${score}${escapedHtml(text)}</p></header>
<div class="views" style="--ratio: ${ratioOf(frame)}">
<div class="pair" data-name="${escapedHtml(id)}">${sides}</div>
${map}
</div>
${below}
</article>`;
}

/** One picture with its name. */
export function pictureFigure(id: string, picture: DiffedPicture | undefined): string {
  const shown = picture?.shown ? image(picture.shown, id) : absent(picture);
  return `<figure style="--ratio: ${ratioOf(frameOf(picture))}"><div class="stage">${shown}</div><figcaption><b>${escapedHtml(id)}</b>${sizeOf(picture)}</figcaption></figure>`;
}

/** A sentence of words that began small. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function side(
  kind: 'before' | 'after',
  word: string,
  id: string,
  picture: DiffedPicture | undefined,
  frame: Size,
): string {
  const shown = picture?.shown
    ? image(picture.shown, `${id} ${word}`, partOf(picture.master, frame))
    : absent(picture);
  return `<figure class="${kind}"><div class="stage">${shown}</div><figcaption>${word}${sizeOf(picture)}</figcaption></figure>`;
}

function absent(picture: DiffedPicture | undefined): string {
  return `<p>${picture?.held ? 'cannot be read' : 'not held'}</p>`;
}

/** A picture as large as it is in its frame: `style` says how much of it each way. */
function image(source: string, alt: string, style = 'width: 100%; height: 100%'): string {
  return `<img src="${escapedHtml(source)}" alt="${escapedHtml(alt)}" style="${style}" loading="lazy">`;
}

function sizeOf(picture: DiffedPicture | undefined): string {
  return picture ? ` <span>${picture.master.width} × ${picture.master.height}</span>` : '';
}

/** Of the longer side of each picture, how far both reach when they lie on each other; as the heat map has it. */
function frameOf(...pictures: readonly (DiffedPicture | undefined)[]): Size {
  const sizes = pictures.flatMap((picture) => picture?.master ?? []);
  const extent = (side: 'width' | 'height') =>
    Math.max(...sizes.map((size) => size[side] / Math.max(size.width, size.height)));
  return { width: extent('width'), height: extent('height') };
}

function ratioOf({ width, height }: Size): string {
  return (width / height).toFixed(4);
}

function partOf({ width, height }: Size, frame: Size): string {
  const longer = Math.max(width, height);
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
  return `width: ${percent(width / longer / frame.width)}; height: ${percent(height / longer / frame.height)}`;
}
