import { readChunks } from './png-chunks.ts';

/** What the numbers of a picture mean by ITU-T H.273 (CICP): without a profile, as PNG and AVIF may say it. */
export interface ColorCode {
  readonly primaries: number;
  readonly transfer: number;
}

/** Boxes of an AVIF on the way to its colors, and how much of each comes before those inside. */
const PATH: readonly (readonly [name: string, before: number])[] = [
  ['meta', 4],
  ['iprp', 0],
  ['ipco', 0],
];

/** The code that a PNG or an AVIF carries; undefined where it has none. */
export function colorCodeOf(bytes: Uint8Array): ColorCode | undefined {
  const chunk = readChunks(bytes)?.find(({ type }) => type === 'cICP');
  if (chunk !== undefined) return codeOf(chunk.data[0], chunk.data[1]);
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  let inside = boxesOf(file);
  for (const [name, before] of PATH) {
    const box = inside.find(({ type }) => type === name);
    if (box === undefined) return undefined;
    inside = boxesOf(box.data.subarray(before));
  }
  const color = inside.find(({ type, data }) => type === 'colr' && data.toString('latin1', 0, 4) === 'nclx');
  return color && codeOf(color.data[5], color.data[7]);
}

function codeOf(primaries: number | undefined, transfer: number | undefined): ColorCode | undefined {
  return primaries === undefined || transfer === undefined ? undefined : { primaries, transfer };
}

function boxesOf(data: Buffer): { readonly type: string; readonly data: Buffer }[] {
  const boxes: { type: string; data: Buffer }[] = [];
  for (let at = 0; at + 8 <= data.length; ) {
    const length = data.readUInt32BE(at);
    if (length < 8) break;
    boxes.push({ type: data.toString('latin1', at + 4, at + 8), data: data.subarray(at + 8, at + length) });
    at += length;
  }
  return boxes;
}

/** Primaries: those of sRGB, and "nobody knows", which is taken for them. */
const USUAL_PRIMARIES = new Set([0, 1, 2]);

/** Transfers that are sRGB's curve or near it; others (PQ, HLG, linear) mean another light. */
const USUAL_TRANSFERS = new Set([0, 1, 2, 4, 6, 13, 14, 15]);

/** Primaries that are converted. */
const WIDE: { readonly [primaries: number]: 'p3' | 'rec2020' } = { 9: 'rec2020', 12: 'p3' };

/** What has to be done about a code: nothing, converting from a wider space, or telling that it is not understood. */
export type ColorMeaning = 'usual' | 'p3' | 'rec2020' | 'unknown';

export function meaningOf(code: ColorCode | undefined): ColorMeaning {
  if (code === undefined) return 'usual';
  if (!USUAL_TRANSFERS.has(code.transfer)) return 'unknown';
  return USUAL_PRIMARIES.has(code.primaries) ? 'usual' : (WIDE[code.primaries] ?? 'unknown');
}
