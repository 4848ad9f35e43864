/** A box of an AVIF (ISO 14496-12) without its head. */
export interface HeifBox {
  readonly type: string;
  readonly data: Buffer;
}

/**
 * What an AVIF says of the picture that is meant, one of several perhaps; of one that is put together from tiles, also
 * what it says of the first of them. Nothing of any other file.
 */
export function primaryProperties(bytes: Uint8Array): HeifBox[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.toString('latin1', 4, 8) !== 'ftyp') return [];
  try {
    const meta = boxesOf(boxOf(boxesOf(file), 'meta')?.subarray(4));
    const primary = primaryOf(boxOf(meta, 'pitm'));
    const iprp = boxesOf(boxOf(meta, 'iprp'));
    const properties = boxesOf(boxOf(iprp, 'ipco'));
    const places = placesByItem(boxOf(iprp, 'ipma'));
    const items = [primary, ...tilesOf(boxOf(meta, 'iref'), primary).slice(0, 1)];
    return items.flatMap((item) => (places.get(item) ?? []).flatMap((place) => properties[place - 1] ?? []));
  } catch {
    // Numbers that lead out of their box: the image library says what is wrong with such a file.
    return [];
  }
}

function primaryOf(data: Buffer | undefined): number {
  if (data === undefined) return 0;
  return data[0] === 0 ? data.readUInt16BE(4) : data.readUInt32BE(4);
}

/** Places of properties, counted from 1, by the number of the item that has them. */
function placesByItem(data: Buffer | undefined): Map<number, number[]> {
  const places = new Map<number, number[]>();
  if (data === undefined) return places;
  const [version = 0, , , flags = 0] = data;
  const [idLength, placeLength] = [version === 0 ? 2 : 4, (flags & 1) === 1 ? 2 : 1];
  let at = 8;
  for (let left = data.readUInt32BE(4); left > 0; left--) {
    const item = data.readUIntBE(at, idLength);
    const count = data.readUInt8(at + idLength);
    at += idLength + 1;
    // The highest bit says that whoever does not know the property must not show the picture.
    const essential = placeLength === 2 ? 0x8000 : 0x80;
    const own = Array.from(
      { length: count },
      (_, index) => data.readUIntBE(at + index * placeLength, placeLength) & (essential - 1),
    );
    places.set(item, own);
    at += count * placeLength;
  }
  return places;
}

/** Items that another is put together from. */
function tilesOf(data: Buffer | undefined, item: number): number[] {
  if (data === undefined) return [];
  const length = data[0] === 0 ? 2 : 4;
  const made = boxesOf(data.subarray(4)).find(
    (box) => box.type === 'dimg' && box.data.readUIntBE(0, length) === item,
  );
  if (made === undefined) return [];
  const count = made.data.readUInt16BE(length);
  return Array.from({ length: count }, (_, index) =>
    made.data.readUIntBE(length + 2 + index * length, length),
  );
}

function boxOf(boxes: readonly HeifBox[], wanted: string): Buffer | undefined {
  return boxes.find(({ type }) => type === wanted)?.data;
}

function boxesOf(data: Buffer = Buffer.alloc(0)): HeifBox[] {
  const boxes: HeifBox[] = [];
  for (let at = 0; at + 8 <= data.length; ) {
    const length = data.readUInt32BE(at);
    if (length < 8) break;
    boxes.push({ type: data.toString('latin1', at + 4, at + 8), data: data.subarray(at + 8, at + length) });
    at += length;
  }
  return boxes;
}
