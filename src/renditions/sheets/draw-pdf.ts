import { encodePixels } from '../encode-pixels.ts';
import { type Box, blank, type Drawing, type Words } from './drawing.ts';
import { BOX, type Lettering } from './lettering.ts';
import { thumbnail } from './thumbnail.ts';

/** Pixels a unit, which is a point here: about 216 an inch, enough for print. */
const SHARPNESS = 3;

type Document = PDFKit.PDFDocument;

/** Drawings → a PDF with a page each, a unit being a point; its words can be searched. Equal input gives equal bytes. */
export async function drawPdf(
  drawings: readonly Drawing[],
  lettering: Lettering,
  title: string,
): Promise<Uint8Array> {
  const { default: PdfDocument } = await import('pdfkit');
  // From the date comes the id of the file; ours has none, so that nothing changes when nothing has changed.
  const date = new Date(0);
  const document = new PdfDocument({
    autoFirstPage: false,
    // Without this it would begin by loading a font of its own; its types do not know.
    font: null as unknown as string,
    margin: 0,
    lang: 'en',
    displayTitle: true,
    info: { Title: title, Creator: 'imagebuild', Producer: 'imagebuild', CreationDate: date, ModDate: date },
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  for (const { width, height, shapes } of drawings) {
    document.addPage({ size: [width, height], margin: 0 });
    for (const shape of shapes) {
      if (shape.kind === 'words') words(shape, lettering, document);
      else if (shape.kind === 'box') rectangle(shape, document);
      else {
        const size = { width: pixels(shape.width), height: pixels(shape.height) };
        const drawn = await thumbnail(shape.picture, size);
        if (drawn === undefined) rectangle(blank(shape), document);
        else
          document.image(Buffer.from(await encodePixels(drawn, 'jpeg')), shape.x, shape.y, {
            width: shape.width,
            height: shape.height,
          });
      }
    }
  }
  document.end();
  return ended;
}

function pixels(length: number): number {
  return Math.max(1, Math.round(length * SHARPNESS));
}

function words({ x, y, text, type, colour }: Words, lettering: Lettering, document: Document): void {
  for (const run of lettering.runs(text, type)) {
    if (run.face === undefined) missing(x + run.x, y, type.size, colour, document);
    else {
      const { name, bytes } = run.face;
      document.registerFont(name, Buffer.from(bytes)).font(name, type.size).fillColor(colour);
      document.text(run.text, x + run.x, y, { lineBreak: false, baseline: 'alphabetic' });
    }
  }
}

function missing(x: number, y: number, size: number, colour: string, document: Document): void {
  const height = BOX.height * size;
  document
    .lineWidth(size / 14)
    .undash()
    .rect(x + BOX.gap * size, y - height, BOX.width * size, height)
    .stroke(colour);
}

function rectangle({ x, y, width, height, radius = 0, fill, dashes }: Box, document: Document): void {
  const outline = () => document.roundedRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
  if (fill !== undefined) outline().fill(fill);
  if (dashes !== undefined) {
    document.lineWidth(1).dash(4, { space: 3 });
    outline().stroke(dashes);
    document.undash();
  }
}
