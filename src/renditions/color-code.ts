import { primaryProperties } from './heif-properties.ts';
import { readChunks } from './png-chunks.ts';

/** What the numbers of a picture mean by ITU-T H.273 (CICP): without a profile, as PNG and AVIF may say it. */
export interface ColorCode {
  readonly primaries: number;
  readonly transfer: number;
}

/** The code that a PNG or an AVIF carries; undefined where it has none. */
export function colorCodeOf(bytes: Uint8Array): ColorCode | undefined {
  const chunk = readChunks(bytes)?.find(({ type }) => type === 'cICP');
  if (chunk !== undefined) return codeOf(chunk.data[0], chunk.data[1]);
  const color = primaryProperties(bytes).find(
    ({ type, data }) => type === 'colr' && data.toString('latin1', 0, 4) === 'nclx',
  );
  return color && codeOf(color.data[5], color.data[7]);
}

function codeOf(primaries: number | undefined, transfer: number | undefined): ColorCode | undefined {
  return primaries === undefined || transfer === undefined ? undefined : { primaries, transfer };
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
