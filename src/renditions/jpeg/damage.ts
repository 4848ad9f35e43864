import { type CodeTable, codeTable, ScanBits } from './bits.ts';

/** What a JPEG says of its blocks before they begin. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  readonly restart: number;
}

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
}

/** A component's codes: of the first number of each block, and of the 63 others. */
interface Codes {
  readonly blocks: number;
  readonly first: CodeTable;
  readonly others: CodeTable;
}

const [SOF0, SOF1, DHT, SOS, DRI, RST0] = [0xc0, 0xc1, 0xc4, 0xda, 0xdd, 0xd0];

/**
 * Reads the codes of a JPEG whose whole picture is one scan, as most are, and tells whether they end where the picture
 * ends. The image library decodes such a scan as far as it needs and overlooks what is left. False also where this does
 * not apply: in all other JPEGs the library finds the same.
 */
export function isJpegScanDamaged(bytes: Uint8Array): boolean {
  const scan = findScan(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return scan !== undefined && !isSound(scan.layout, scan.codes, new ScanBits(bytes, scan.at));
}

interface Scan {
  readonly layout: Layout;
  readonly codes: readonly Codes[];
  readonly at: number;
}

function findScan(file: Buffer): Scan | undefined {
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) return undefined;
  const tables = new Map<number, CodeTable>();
  let layout: Layout | undefined;
  let restart = 0;
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; ) {
    const marker = file[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const data = file.subarray(at + 4, at + 2 + file.readUInt16BE(at + 2));
    at += 4 + data.length;
    if (marker === SOF0 || marker === SOF1) layout = layoutOf(data);
    else if (marker === DHT) readTables(data, tables);
    else if (marker === DRI) restart = data.length < 2 ? 0 : data.readUInt16BE(0);
    else if (marker === SOS) return layout && scanOf({ ...layout, restart }, data, tables, at);
  }
  return undefined;
}

function layoutOf(data: Buffer): Layout | undefined {
  if (data.length < 6 || data[0] !== 8 || data.length < 6 + 3 * (data[5] ?? 0)) return undefined;
  const components = Array.from({ length: data[5] ?? 0 }, (_, index): Component => {
    const [id = 0, sampling = 0] = data.subarray(6 + index * 3);
    return { id, across: sampling >> 4, down: sampling & 15 };
  });
  return { height: data.readUInt16BE(1), width: data.readUInt16BE(3), components, restart: 0 };
}

/** Several tables may stand in one segment; those of the first numbers have 0 in the upper half of their name. */
function readTables(data: Buffer, tables: Map<number, CodeTable>): void {
  for (let at = 0; at + 17 <= data.length; ) {
    const counts = data.subarray(at + 1, at + 17);
    const length = counts.reduce((sum, count) => sum + count, 0);
    tables.set(data[at] ?? 0, codeTable(counts, data.subarray(at + 17, at + 17 + length)));
    at += 17 + length;
  }
}

function scanOf(
  layout: Layout,
  data: Buffer,
  tables: ReadonlyMap<number, CodeTable>,
  at: number,
): Scan | undefined {
  const { components } = layout;
  if (data[0] !== components.length || layout.height === 0) return undefined;
  const codes = components.map(({ id, across, down }, index): Codes | undefined => {
    const [name, chosen = 0] = data.subarray(1 + index * 2);
    const [first, others] = [tables.get(chosen >> 4), tables.get(0x10 + (chosen & 15))];
    if (name !== id || first === undefined || others === undefined) return undefined;
    // A single component has no others to be interleaved with.
    return { blocks: components.length === 1 ? 1 : across * down, first, others };
  });
  const known = codes.filter((one) => one !== undefined);
  return known.length === codes.length ? { layout, codes: known, at } : undefined;
}

function isSound(layout: Layout, codes: readonly Codes[], bits: ScanBits): boolean {
  const units = unitsOf(layout);
  for (let unit = 0; unit < units; unit++) {
    const restarts = layout.restart > 0 && unit > 0 && unit % layout.restart === 0;
    if (restarts && !bits.passMarker(RST0 + ((unit / layout.restart - 1) % 8))) return false;
    for (const component of codes)
      for (let block = 0; block < component.blocks; block++) if (!passBlock(component, bits)) return false;
    if (bits.starved) return false;
  }
  return bits.leftOver() === 0;
}

/** How often the components take turns. */
function unitsOf({ width, height, components }: Layout): number {
  const alone = components.length === 1;
  const most = (side: 'across' | 'down') => Math.max(1, ...components.map((component) => component[side]));
  const across = Math.ceil(width / (8 * (alone ? 1 : most('across'))));
  return across * Math.ceil(height / (8 * (alone ? 1 : most('down'))));
}

function passBlock({ first, others }: Codes, bits: ScanBits): boolean {
  const size = bits.symbol(first);
  if (size === undefined || size > 15) return false;
  bits.skip(size);
  for (let at = 1; at < 64; ) {
    const symbol = bits.symbol(others);
    if (symbol === undefined) return false;
    const [zeros, length] = [symbol >> 4, symbol & 15];
    if (length === 0 && zeros !== 15) return true;
    at += zeros + 1;
    if (at > 64) return false;
    bits.skip(length);
  }
  return true;
}
