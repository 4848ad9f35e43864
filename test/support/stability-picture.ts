import { createHash } from 'node:crypto';
import sharp from 'sharp';

type Dimensions = readonly [width: number, height: number];
type Dimensioned = { readonly [ratio: string]: Dimensions };

const CORE: Dimensioned = {
  '1:1': [1536, 1536],
  '5:4': [1632, 1344],
  '3:2': [1824, 1248],
  '16:9': [2016, 1152],
  '21:9': [2304, 960],
  '4:5': [1344, 1632],
  '2:3': [1248, 1824],
  '9:16': [1152, 2016],
  '9:21': [960, 2304],
};

const ULTRA_AND_SD3: Dimensioned = {
  '1:1': [1024, 1024],
  '5:4': [1088, 896],
  '3:2': [1216, 832],
  '16:9': [1344, 768],
  '21:9': [1536, 640],
  '4:5': [896, 1088],
  '2:3': [832, 1216],
  '9:16': [768, 1344],
  '9:21': [640, 1536],
};

/** Pixels of a v2beta picture. Written down apart from the provider's own table, so that each checks the other. */
export function publishedSize(path: string, ratio: unknown): Dimensions {
  const table = path.endsWith('/core') ? CORE : ULTRA_AND_SD3;
  const size = table[String(ratio ?? '1:1')];
  if (size === undefined) throw new Error(`no size for aspect ratio ${ratio}`);
  return size;
}

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
