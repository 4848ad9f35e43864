import type { Size } from '../../core/picture.ts';
import { loadSharp } from '../sharp.ts';
import { type Box, blank, type Drawing, type Words } from './drawing.ts';
import { BOX, type Lettering } from './lettering.ts';
import { thumbnail } from './thumbnail.ts';

/** A drawing → a PNG, so many pixels a unit. Letters are outlines, so no font is asked for. Equal input gives equal bytes. */
export async function drawPng(
  drawing: Drawing,
  lettering: Lettering,
  scale: number,
  ground: string,
): Promise<Uint8Array> {
  const { width, height } = inPixels(drawing, scale);
  const vectors: string[] = [];
  const pictures: { input: Buffer; raw: Size & { channels: 4 }; left: number; top: number }[] = [];
  for (const shape of drawing.shapes) {
    if (shape.kind === 'words') vectors.push(outlined(shape, lettering));
    else if (shape.kind === 'box') vectors.push(rectangle(shape));
    else {
      const drawn = await thumbnail(shape.picture, inPixels(shape, scale));
      if (drawn === undefined) vectors.push(rectangle(blank(shape)));
      else
        pictures.push({
          input: Buffer.from(drawn.data.buffer, drawn.data.byteOffset, drawn.data.byteLength),
          raw: { width: drawn.width, height: drawn.height, channels: 4 },
          left: Math.round(shape.x * scale),
          top: Math.round(shape.y * scale),
        });
    }
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${drawing.width} ${drawing.height}"><rect width="100%" height="100%" fill="${ground}"/>${vectors.join('')}</svg>`;
  const sharp = await loadSharp();
  return sharp(Buffer.from(svg), { unlimited: true })
    .composite(pictures)
    .removeAlpha()
    .png({ compressionLevel: 8, adaptiveFiltering: true })
    .toBuffer();
}

function inPixels({ width, height }: Size, scale: number): Size {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function rectangle({ x, y, width, height, radius = 0, fill, dashes }: Box): string {
  const line = dashes === undefined ? '' : ` stroke="${dashes}" stroke-dasharray="4 3"`;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill ?? 'none'}"${line}/>`;
}

function outlined({ x, y, text, type, colour }: Words, lettering: Lettering): string {
  const parts = lettering.runs(text, type).map((run) => {
    const from = x + run.x;
    if (run.face === undefined) return missing(from, y, type.size, colour);
    const { font } = run.face;
    const part = type.size / font.unitsPerEm;
    const { glyphs, positions } = font.layout(run.text);
    let pen = from;
    const outlines = glyphs.map((glyph, index) => {
      const position = positions[index];
      const left = pen + (position?.xOffset ?? 0) * part;
      const base = y - (position?.yOffset ?? 0) * part;
      pen += (position?.xAdvance ?? 0) * part;
      return glyph.path.transform(part, 0, 0, -part, left, base).toSVG();
    });
    return `<path d="${outlines.join('')}" fill="${colour}"/>`;
  });
  return parts.join('');
}

function missing(x: number, y: number, size: number, colour: string): string {
  const height = BOX.height * size;
  return `<rect x="${x + BOX.gap * size}" y="${y - height}" width="${BOX.width * size}" height="${height}" fill="none" stroke="${colour}" stroke-width="${size / 14}"/>`;
}
