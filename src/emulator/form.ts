import { Busboy } from '@fastify/busboy';
import type { SentFields, SentFile } from './sent.ts';

/** What was read of a form; with a problem, as far as it could be read. */
export interface ReadForm {
  readonly fields: SentFields;
  readonly files: { readonly [name: string]: SentFile };
  readonly problem: string | undefined;
}

/** Reads a form as RFC 7578 allows it to be written, which is more than browsers write. */
export async function readForm(type: string, body: Uint8Array): Promise<ReadForm> {
  const boundary = boundaryOf(type);
  const nothing = { fields: {}, files: {} };
  if (boundary === undefined)
    return { ...nothing, problem: 'content-type: must name the boundary of the form' };
  const { fields, files, broken } = await readParts(type, withoutPadding(body, boundary));
  return {
    fields: { ...fields },
    files: { ...files },
    problem: broken ? brokenProblem(body, boundary) : undefined,
  };
}

interface Parts {
  readonly fields: { [name: string]: unknown };
  readonly files: { [name: string]: SentFile };
  readonly broken: boolean;
}

function readParts(type: string, body: Uint8Array): Promise<Parts> {
  const fields: Parts['fields'] = Object.create(null);
  const files: Parts['files'] = Object.create(null);
  return new Promise((resolve) => {
    const parser = new Busboy({
      headers: { 'content-type': type },
      preservePath: true,
      limits: { fieldSize: Number.POSITIVE_INFINITY },
      isPartAFile: (_, mediaType, name) => name !== undefined || isBinary(mediaType),
    });
    parser.on('field', (name, text, _names, _cut, encoding) => {
      // Without a name it cannot be asked for.
      if (name !== undefined) fields[name] = Buffer.from(decoded(Buffer.from(text), encoding)).toString();
    });
    parser.on('file', (field, stream, name, encoding, mediaType) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', () => {});
      stream.on('end', () => {
        const bytes = new Uint8Array(decoded(Buffer.concat(chunks), encoding));
        // An empty file without a name is what a form sends for a file that was not chosen.
        if (field !== undefined && (bytes.byteLength > 0 || (name ?? '') !== ''))
          files[field] = { name: plainName(name ?? ''), mediaType, bytes };
      });
    });
    parser.once('error', () => resolve({ fields, files, broken: true }));
    parser.once('finish', () => resolve({ fields, files, broken: false }));
    parser.end(Buffer.from(body));
  });
}

/** Pictures are files even where their sender did not name them. */
function isBinary(mediaType: string | undefined): boolean {
  return /^(?:image\/|application\/octet-stream$)/.test(mediaType ?? '');
}

/** The content of a part, which old mail libraries still wrap. */
function decoded(bytes: Buffer, encoding: string): Uint8Array {
  if (encoding === 'base64') return Buffer.from(bytes.toString('latin1'), 'base64');
  if (encoding !== 'quoted-printable') return bytes;
  // Blanks at the end of a line are the transport's; a line that ends with = goes on in the next.
  const lines = bytes.toString('latin1').split(/\r?\n/);
  const text = lines.map((line) => `${line.trimEnd()}\r\n`).join('');
  return Buffer.from(fromDigits(text.slice(0, -2).replace(/=\r\n/g, ''), /=([0-9a-f]{2})/gi), 'latin1');
}

/** The text with the characters that are written as two hexadecimal digits. */
function fromDigits(text: string, written: RegExp): string {
  return text.replace(written, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** Browsers write quotes and line ends in names so. */
function plainName(name: string): string {
  return fromDigits(name, /%(22|0D|0A)/gi);
}

function boundaryOf(type: string): string | undefined {
  const [, quoted, bare] = /;\s*boundary\s*=\s*(?:"((?:\\.|[^"\\])+)"|([^\s;"]+))/i.exec(type) ?? [];
  return quoted?.replace(/\\(.)/g, '$1') ?? bare;
}

/** The body without the blanks that may stand behind a boundary, which the parser does not expect. */
function withoutPadding(body: Uint8Array, boundary: string): Uint8Array {
  const padded = new RegExp(`((?:^|\\r\\n)--${escaped(boundary)}(?:--)?)[ \\t]+(?=\\r\\n|$)`, 'g');
  const text = Buffer.from(body).toString('latin1');
  return padded.test(text) ? Buffer.from(text.replace(padded, '$1'), 'latin1') : body;
}

function brokenProblem(body: Uint8Array, boundary: string): string {
  const text = Buffer.from(body).toString('latin1');
  const line = `--${escaped(boundary)}`;
  if (!new RegExp(line).test(text))
    return `body: the boundary "${boundary}" of the content type is not in it`;
  if (new RegExp(`(?:^|\\n)${line}\\n`).test(text))
    return 'body: lines of a form must end with CR LF, not with LF alone';
  if (!new RegExp(`${line}--`).test(text)) return 'body: the form ends without its closing boundary';
  return 'body: cannot be read as a form';
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
