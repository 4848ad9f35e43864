import { plainColor } from './css-colors.ts';
import { loadSharp } from './sharp.ts';
import { type VectorRoot, vectorRoot } from './vector-root.ts';

/** A drawing that the image library can draw whole, and what it will leave out all the same. */
export interface Drawable {
  readonly vector: VectorRoot;
  readonly doubts: readonly string[];
}

const prepared = new WeakMap<VectorRoot, Promise<Drawable>>();

/** The drawing with embedded pictures as PNG and colors as sRGB: what browsers show and the image library does not. */
export function drawable(vector: VectorRoot): Promise<Drawable> {
  const known = prepared.get(vector) ?? prepare(vector);
  prepared.set(vector, known);
  return known;
}

async function prepare(vector: VectorRoot): Promise<Drawable> {
  const { text, doubts } = await replaced(vector.text);
  if (text === vector.text) return { vector, doubts };
  return { vector: vectorRoot(Buffer.from(text)) ?? vector, doubts };
}

interface Change {
  readonly at: number;
  readonly length: number;
  readonly text: string | undefined;
  readonly doubt: string;
}

const WORTH_A_LOOK = /data:|(?:lab|lch|color|color-mix|light-dark)\(/i;
const ELEMENT =
  /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<(?:[\w.-]+:)?style\b[^>]*>[\s\S]*?<\/(?:[\w.-]+:)?style\s*>|<[A-Za-z][\w:.-]*(?:"[^"<]*"|'[^'<]*'|[^"'<>])*>/g;
const ATTRIBUTE = /\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const COLORED = /^(?:fill|stroke|stop-color|flood-color|lighting-color|color|style|from|to|values)$/;

async function replaced(
  text: string,
): Promise<{ readonly text: string; readonly doubts: readonly string[] }> {
  if (!WORTH_A_LOOK.test(text)) return { text, doubts: [] };
  const changes: Change[] = [];
  for (const { 0: element, index } of text.matchAll(ELEMENT)) {
    const name = /^<(?:[\w.-]+:)?([\w.-]+)/.exec(element)?.[1];
    if (name === undefined) continue;
    if (name === 'style') changes.push(...(await colorChanges(element, index)));
    else changes.push(...(await attributeChanges(element, name, index)));
  }
  const doubts = changes
    .filter((change) => change.text === undefined)
    .map(({ at, doubt }) => `${placeOf(text, at)}: ${doubt}`);
  return { text: applied(text, changes), doubts };
}

function applied(text: string, changes: readonly Change[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { at, length, text: wanted } of changes) {
    if (wanted === undefined) continue;
    pieces.push(text.slice(done, at), wanted);
    done = at + length;
  }
  return pieces.join('') + text.slice(done);
}

async function attributeChanges(element: string, name: string, start: number): Promise<Change[]> {
  const changes: Change[] = [];
  for (const match of element.matchAll(ATTRIBUTE)) {
    const [whole, attribute = '', double, single] = match;
    const value = double ?? single ?? '';
    const at = start + match.index + whole.length - 1 - value.length;
    if (COLORED.test(attribute)) changes.push(...(await colorChanges(value, at)));
    if (/^(?:xlink:)?href$/.test(attribute) && /^(?:image|feImage)$/.test(name) && /^\s*data:/i.test(value)) {
      const change = await pictureChange(value, name, at);
      if (change !== undefined) changes.push(change);
    }
  }
  return changes;
}

async function colorChanges(text: string, start: number): Promise<Change[]> {
  const changes: Change[] = [];
  const pattern = /(?<![\w-])(?:oklab|oklch|lab|lch|color|color-mix|light-dark)\(/gi;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const end = closing(text, pattern.lastIndex);
    const written = text.slice(match.index, end);
    const doubt = `the color ${written} cannot be drawn, and comes out black or not at all; write it as #rrggbb`;
    changes.push({
      at: start + match.index,
      length: written.length,
      text: await plainColor(written.replace(/\/\*[\s\S]*?\*\//g, ' ')),
      doubt,
    });
    pattern.lastIndex = end;
  }
  return changes;
}

/** The end of a function whose parenthesis has been opened. */
function closing(text: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; at < text.length && depth > 0; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')') depth--;
  }
  return at;
}

/** Undefined for what the image library draws by itself. */
async function pictureChange(value: string, name: string, at: number): Promise<Change | undefined> {
  const bytes = embedded(value);
  if (bytes !== undefined && isDrawn(bytes)) return undefined;
  const png = bytes && (await asPng(bytes));
  const text = png && `data:image/png;base64,${png.toString('base64')}`;
  const type = /^\s*data:([^;,]*)/i.exec(value)?.[1] || 'no type';
  return {
    at,
    length: value.length,
    text,
    doubt: `the picture (${type}) embedded in <${name}> cannot be read, and is left out; embed it as PNG or JPEG`,
  };
}

function embedded(value: string): Buffer | undefined {
  const [, encoding, content = ''] =
    /^\s*data:[^,]*?(;\s*base64)?\s*,([\s\S]*)$/i.exec(value.replace(/&#(?:x[9ad]|9|10|13|32);/gi, '')) ?? [];
  try {
    return encoding ? Buffer.from(percentDecoded(content), 'base64') : Buffer.from(percentDecoded(content));
  } catch {
    return undefined;
  }
}

function percentDecoded(content: string): string {
  return content.includes('%') ? decodeURIComponent(content) : content;
}

/** PNG, JPEG and drawings. */
function isDrawn(bytes: Buffer): boolean {
  return [0x89, 0xff, 0x3c, 0xef].includes(bytes[0] ?? 0) || /^\s*</.test(bytes.toString('latin1', 0, 64));
}

async function asPng(bytes: Buffer): Promise<Buffer | undefined> {
  const sharp = await loadSharp();
  const limits = { limitInputPixels: 16_384 * 16_384 };
  try {
    // Of several pictures in one file the one that is meant.
    const { pagePrimary: page = 0 } = await sharp(bytes, limits).metadata();
    const picture = sharp(bytes, { ...limits, ...(page > 0 ? { page } : {}) });
    return await picture.autoOrient().toColourspace('srgb').png({ compressionLevel: 1 }).toBuffer();
  } catch {
    return undefined;
  }
}

function placeOf(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
