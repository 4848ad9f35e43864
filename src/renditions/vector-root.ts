import type { Size } from '../core/picture.ts';

/** The first element of an SVG: where its start tag lies in the text, and the attributes that decide about its size. */
export interface VectorRoot {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** In pixels of CSS, 96 an inch; may be fractions. */
  readonly size: Size;
  readonly viewBox: ViewBox | undefined;
}

interface ViewBox extends Size {
  readonly left: number;
  readonly top: number;
}

/** What CSS gives a picture that says nothing of its size. */
const UNSIZED: Size = { width: 300, height: 150 };

/** Pixels of CSS in one of each unit. */
const UNITS: { readonly [unit: string]: number } = {
  '': 1,
  px: 1,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  pt: 96 / 72,
  pc: 16,
  em: 16,
  rem: 16,
  ex: 8,
  ch: 8,
};

const TAG = /<(?:[\w.-]+:)?svg(?=[\s/>])(?:"[^"]*"|'[^']*'|[^"'>])*>/y;

/** The root of an SVG; undefined for bytes that are none, or in an encoding other than UTF-8. */
export function vectorRoot(bytes: Uint8Array): VectorRoot | undefined {
  if (!looksLikeText(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  TAG.lastIndex = afterProlog(text);
  const [tag] = TAG.exec(text) ?? [];
  if (tag === undefined) return undefined;
  const start = TAG.lastIndex - tag.length;
  const viewBox = readViewBox(attribute(tag, 'viewBox'));
  return { text, start, end: start + tag.length, size: rounded(ownSize(tag, viewBox)), viewBox };
}

/** The same drawing, as large as it is wanted: everything but the start tag of its root stays as it is. */
export function withSize({ text, start, end, size, viewBox }: VectorRoot, wanted: Size): Buffer {
  const box = viewBox ?? { left: 0, top: 0, ...size };
  const alike = Math.abs((box.width * size.height) / (box.height * size.width) - 1) < 1e-3;
  let tag = text.slice(start, end);
  const style = attribute(tag, 'style');
  if (style !== undefined) tag = withAttribute(tag, 'style', style.replace(STYLED_SIZE, '$1'));
  tag = withAttribute(tag, 'width', String(wanted.width));
  tag = withAttribute(tag, 'height', String(wanted.height));
  tag = withAttribute(tag, 'viewBox', `${box.left} ${box.top} ${box.width} ${box.height}`);
  // Whole pixels are never exactly the shape of the drawing: it must not leave a line of nothing at an edge.
  if (alike) tag = withAttribute(tag, 'preserveAspectRatio', 'none');
  return Buffer.from(text.slice(0, start) + tag + text.slice(end));
}

const STYLED_SIZE = /(^|;)\s*(?:width|height)\s*:[^;]*/gi;

function looksLikeText(bytes: Uint8Array): boolean {
  const first = bytes.subarray(0, 64).find((byte) => byte > 0x20 && ![0xef, 0xbb, 0xbf].includes(byte));
  return first === 0x3c && !bytes.subarray(0, 64).includes(0);
}

/** Where the first element begins: after the declaration, comments and the document type. */
function afterProlog(text: string): number {
  let at = 0;
  for (;;) {
    at = text.indexOf('<', at);
    if (at < 0) return text.length;
    const rest = text.slice(at, at + 9);
    const close = rest.startsWith('<!--')
      ? text.indexOf('-->', at)
      : rest.startsWith('<?')
        ? text.indexOf('?>', at)
        : rest.toUpperCase() === '<!DOCTYPE'
          ? endOfDoctype(text, at)
          : undefined;
    if (close === undefined) return at;
    if (close < 0) return text.length;
    at = close + 1;
  }
}

function endOfDoctype(text: string, at: number): number {
  const simple = text.indexOf('>', at);
  const subset = text.indexOf('[', at);
  if (subset < 0 || subset > simple) return simple;
  const end = /\]\s*>/g;
  end.lastIndex = subset;
  return end.exec(text) === null ? -1 : end.lastIndex - 1;
}

/** Widths and heights that are parts of a page count as not said. */
function ownSize(tag: string, viewBox: ViewBox | undefined): Size {
  const style = attribute(tag, 'style') ?? '';
  const width = pixelsOf(styled(style, 'width') ?? attribute(tag, 'width'));
  const height = pixelsOf(styled(style, 'height') ?? attribute(tag, 'height'));
  if (width !== undefined && height !== undefined) return { width, height };
  if (viewBox === undefined) return { width: width ?? UNSIZED.width, height: height ?? UNSIZED.height };
  if (width !== undefined) return { width, height: (width * viewBox.height) / viewBox.width };
  if (height !== undefined) return { width: (height * viewBox.width) / viewBox.height, height };
  return { width: viewBox.width, height: viewBox.height };
}

/** A thousandth of a pixel is never seen, and keeps records short. */
function rounded({ width, height }: Size): Size {
  const tidy = (length: number) => Math.max(0.001, Math.round(length * 1000) / 1000);
  return { width: tidy(width), height: tidy(height) };
}

function styled(style: string, name: string): string | undefined {
  return new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;!]+)`, 'i').exec(style)?.[1]?.trim();
}

function pixelsOf(written: string | undefined): number | undefined {
  const [, number, unit = ''] = /^\s*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(written ?? '') ?? [];
  const pixels = Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  return Number.isFinite(pixels) && pixels > 0 ? pixels : undefined;
}

function readViewBox(written: string | undefined): ViewBox | undefined {
  const numbers = (written ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [left = 0, top = 0, width = 0, height = 0] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isFinite) || width <= 0 || height <= 0) return undefined;
  return { left, top, width, height };
}

function attribute(tag: string, name: string): string | undefined {
  const [, double, single] = patternOf(name).exec(tag) ?? [];
  return double ?? single;
}

function withAttribute(tag: string, name: string, value: string): string {
  const written = ` ${name}="${value.replaceAll('"', '&quot;')}"`;
  const pattern = patternOf(name);
  if (pattern.test(tag)) return tag.replace(pattern, () => written);
  return tag.replace(/\s*\/?>$/, (close) => written + close);
}

function patternOf(name: string): RegExp {
  return new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
}
