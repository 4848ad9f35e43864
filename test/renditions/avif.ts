import type { Sharp } from 'sharp';

/** AVIF files that the image library does not write: several pictures in one, and pictures put together from tiles. */

interface Item {
  readonly data: Buffer;
  /** Boxes that say what it is like: size, codec, depth, color. */
  readonly properties: readonly Buffer[];
}

/** Several pictures; `primary` is the place of the one that is meant, `wide` are those that say they are Display P3. */
export async function avifOf(
  pictures: readonly Sharp[],
  primary = 0,
  wide: readonly number[] = [],
): Promise<Buffer> {
  const items = await Promise.all(pictures.map((picture, place) => itemOf(picture, wide.includes(place))));
  const entries = items.map((item, index): Entry => ({ id: index + 1, type: 'av01', ...item }));
  return assembled(entries, primary + 1);
}

interface Grid {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly wide?: boolean;
}

/** One picture of `columns` tiles a row; all of them have one size, of which the last ones may reach beyond the picture. */
export async function gridAvif(
  tiles: readonly Sharp[],
  { columns, width, height, wide = false }: Grid,
): Promise<Buffer> {
  const items = await Promise.all(tiles.map((tile) => itemOf(tile, wide)));
  const [first] = items;
  if (first === undefined) throw new Error('a grid has tiles');
  const data = Buffer.from([0, 1, tiles.length / columns - 1, columns - 1, ...long(width), ...long(height)]);
  const size = full('ispe', Buffer.from([...long(width), ...long(height)]));
  const grid: Entry = {
    id: 1,
    type: 'grid',
    data,
    properties: [size, ...first.properties.filter((box) => typeOf(box) === 'pixi')],
    tiles: items.map((_, index) => index + 2),
  };
  const hidden = items.map((item, index): Entry => ({ id: index + 2, type: 'av01', hidden: true, ...item }));
  return assembled([grid, ...hidden], 1);
}

interface Entry extends Item {
  readonly id: number;
  readonly type: 'av01' | 'grid';
  readonly hidden?: true;
  readonly tiles?: readonly number[];
}

/** The picture of a file with one. */
async function itemOf(picture: Sharp, wide: boolean): Promise<Item> {
  const file = await picture.avif({ lossless: true, effort: 0 }).toBuffer();
  const top = boxesOf(file);
  const meta = boxesOf(content(found(top, 'meta')).subarray(4));
  const properties = boxesOf(content(found(boxesOf(content(found(meta, 'iprp'))), 'ipco')));
  const others = properties.filter((box) => typeOf(box) !== 'colr');
  const color = box('colr', Buffer.from([...Buffer.from('nclx'), 0, wide ? 12 : 1, 0, 13, 0, 0, 0x80]));
  return { data: content(found(top, 'mdat')), properties: [...others, color] };
}

function assembled(entries: readonly Entry[], primary: number): Buffer {
  const head = box('ftyp', Buffer.from('avif\0\0\0\0mif1avifmiaf', 'latin1'));
  // Offsets are of one length, so the boxes are as long with them as without.
  const start = head.length + metaOf(entries, primary, 0).length + 8;
  const data = Buffer.concat(entries.map((entry) => entry.data));
  return Buffer.concat([head, metaOf(entries, primary, start), box('mdat', data)]);
}

function metaOf(entries: readonly Entry[], primary: number, start: number): Buffer {
  let at = start;
  const locations = entries.map(({ id, data }) => {
    const location = [...short(id), ...short(0), ...short(1), ...long(at), ...long(data.length)];
    at += data.length;
    return Buffer.from(location);
  });
  const infos = entries.map(({ id, type, hidden }) =>
    full('infe', Buffer.from([...short(id), 0, 0, ...Buffer.from(type), 0]), 2, hidden ? 1 : 0),
  );
  const references = entries.flatMap(({ id, tiles }) =>
    tiles ? [box('dimg', Buffer.from([...short(id), ...short(tiles.length), ...tiles.flatMap(short)]))] : [],
  );
  const properties = entries.flatMap((entry) => entry.properties);
  let place = 0;
  const associations = entries.map(({ id, properties: own }) => {
    const places = own.map((property) => {
      place++;
      return typeOf(property) === 'av1C' ? place | 0x80 : place;
    });
    return Buffer.from([...short(id), places.length, ...places]);
  });
  const count = Buffer.from(short(entries.length));
  return full(
    'meta',
    Buffer.concat([
      full('hdlr', Buffer.from('\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')),
      full('pitm', Buffer.from(short(primary))),
      full('iloc', Buffer.concat([Buffer.from([0x44, 0]), count, ...locations])),
      full('iinf', Buffer.concat([count, ...infos])),
      ...(references.length > 0 ? [full('iref', Buffer.concat(references))] : []),
      box(
        'iprp',
        Buffer.concat([
          box('ipco', Buffer.concat(properties)),
          full('ipma', Buffer.concat([Buffer.from(long(entries.length)), ...associations])),
        ]),
      ),
    ]),
  );
}

function boxesOf(bytes: Buffer): Buffer[] {
  const boxes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
    boxes.push(bytes.subarray(at, at + bytes.readUInt32BE(at)));
  return boxes;
}

function found(boxes: readonly Buffer[], type: string): Buffer {
  const box = boxes.find((box) => typeOf(box) === type);
  if (box === undefined) throw new Error(`there is no box ${type}`);
  return box;
}

const typeOf = (box: Buffer) => box.toString('latin1', 4, 8);
const content = (box: Buffer) => box.subarray(8);

function box(type: string, inside: Buffer): Buffer {
  return Buffer.concat([Buffer.from(long(inside.length + 8)), Buffer.from(type, 'latin1'), inside]);
}

function full(type: string, inside: Buffer, version = 0, flags = 0): Buffer {
  return box(type, Buffer.concat([Buffer.from([version, 0, 0, flags]), inside]));
}

function short(value: number): number[] {
  return [value >> 8, value & 255];
}

function long(value: number): number[] {
  return [...short(value >>> 16), ...short(value & 0xffff)];
}
