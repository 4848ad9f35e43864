import { createHash } from 'node:crypto';
import sharp from 'sharp';

type Dimensions = readonly [width: number, height: number];
const drawn = new Map<string, Promise<Buffer>>();

/** A real picture: nine coloured fields that follow from the subject alone. */
export function picture(subject: string, [width, height]: Dimensions, format: string): Promise<Buffer> {
  const identity = JSON.stringify([subject, width, height, format]);
  const known = drawn.get(identity) ?? draw(subject, width, height, format);
  drawn.set(identity, known);
  return known;
}

function draw(subject: string, width: number, height: number, format: string): Promise<Buffer> {
  const colours = createHash('sha256').update(subject).digest().subarray(0, 27);
  const fields = sharp(Buffer.from([...colours, ...colours].slice(0, 27)), {
    raw: { width: 3, height: 3, channels: 3 },
  }).resize(width, height, { fit: 'fill', kernel: 'nearest' });
  if (format === 'jpeg') return fields.jpeg({ quality: 70 }).toBuffer();
  if (format === 'webp') return fields.webp({ quality: 50, effort: 0 }).toBuffer();
  return fields.png({ compressionLevel: 1 }).toBuffer();
}
