import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/**
 * The key with which the suite buys. It is looked for in everything that a scenario leaves behind. Nothing about it
 * looks like a vendor's key, so that only knowing it removes it; and each way of writing it down is another text.
 */
export const KEY = 'canary/7Qm2+xW9k"Vb4Z&t6Rp1';

/** The published key of the emulator: no secret. */
const PUBLIC = new Set(['sk-emulator']);

/** Names of variables that hold a secret; the same as src/cli/scrub.ts, and once more, so that a gap there is seen. */
const SECRET_NAME = /(KEY|TOKEN|SECRET|PASSWORD|PASS)$/;

interface Planted {
  readonly name: string;
  readonly forms: readonly Form[];
}

interface Form {
  readonly name: string;
  readonly bytes: Buffer;
}

/** By secret, of this test file: vitest gives each file a process of its own. */
const planted = new Map<string, Planted>();

/** From now on, this may be found nowhere. Texts of fewer than six characters are no secrets. */
export function plant(secret: string, name = 'the key'): void {
  if (secret.length < 6 || PUBLIC.has(secret) || planted.has(secret)) return;
  planted.set(secret, { name, forms: formsOf(secret) });
}

/** Plants what an environment holds under names of secrets, and the password of an address in it. */
export function plantEnvironment(environment: { readonly [name: string]: string | undefined }): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (SECRET_NAME.test(name)) plant(value, name);
    const password = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : '';
    if (password !== '') plant(password, `the password in ${name}`);
  }
}

/** What is shown to its owner once, in an address, and is a secret otherwise. */
const shown = new Set<string>();

/** Plants a token that may be printed once, at the end of the address that a page is opened with. */
export function plantShownOnce(token: string, name: string): void {
  plant(token, name);
  shown.add(`#token=${token}`);
}

/** The leaks in what a command has printed, but for what it may show once. */
export function leaksPrinted(text: string): string[] {
  let rest = text;
  for (const words of shown) rest = rest.replace(words, '');
  return leaksIn(rest);
}

/** What a text becomes in the hands of those who pass it on without thinking. */
export function formsOf(secret: string): Form[] {
  const bytes = Buffer.from(secret);
  const percent = encodeURIComponent(secret);
  const every = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const texts: [string, string][] = [
    ['as it is', secret],
    ['percent-encoded', percent],
    ['percent-encoded in small letters', percent.replace(/%../g, (code) => code.toLowerCase())],
    ['percent-encoded throughout', every],
    ['percent-encoded throughout in capitals', every.toUpperCase()],
    ['as a field of a form', new URLSearchParams([['', secret]]).toString().slice(1)],
    ['hexadecimal', bytes.toString('hex')],
    ['hexadecimal in capitals', bytes.toString('hex').toUpperCase()],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['in HTML', html(secret)],
    ['in HTML with numbers', html(secret).replaceAll('&quot;', '&#34;').replaceAll('&amp;', '&#38;')],
    ['backwards', [...secret].reverse().join('')],
    ...base64Forms(bytes),
  ];
  const forms = texts.map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  const wide = Buffer.from(secret, 'utf16le');
  forms.push(
    { name: 'UTF-16', bytes: wide },
    { name: 'UTF-16, big end first', bytes: Buffer.from(wide).swap16() },
  );
  const seen = new Set<string>();
  return forms.filter(({ bytes: form }) => {
    const text = form.toString('latin1');
    return !seen.has(text) && seen.add(text);
  });
}

/** Wherever in a longer text a secret begins, the middle of it always becomes one of three texts. */
function base64Forms(bytes: Buffer): [string, string][] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // The letters that hold bits of what stands before or behind are not the secret's alone.
    const begin = before === 0 ? 0 : before + 1;
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    const inner = text.slice(begin, whole);
    return [
      [`base64, begun at ${before}`, inner],
      [`base64url, begun at ${before}`, inner.replaceAll('+', '-').replaceAll('/', '_')],
    ] as [string, string][];
  });
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

/** The places in some bytes where a secret stands, in words; what is packed is unpacked. */
export function leaksIn(bytes: Uint8Array | string, depth = 0): string[] {
  if (planted.size === 0) return [];
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : viewed(bytes);
  const found: string[] = [];
  for (const { name, forms } of planted.values())
    for (const form of forms) if (buffer.includes(form.bytes)) found.push(`${name} ${form.name}`);
  if (depth < 3)
    for (const [where, inner] of unpacked(buffer))
      for (const leak of leaksIn(inner, depth + 1)) found.push(`${leak}, in ${where}`);
  return found;
}

function viewed(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a container holds in packed form: gzip, deflate (git's objects), texts of a PNG, streams of a PDF. */
function unpacked(buffer: Buffer): [string, Buffer][] {
  const attempt = (where: string, unpack: () => Buffer): [string, Buffer][] => {
    try {
      return [[where, unpack()]];
    } catch {
      return [];
    }
  };
  if (buffer.length < 8) return [];
  if (buffer.readUInt16BE(0) === 0x1f8b) return attempt('gzip', () => gunzipSync(buffer, BOUND));
  if ((buffer[0] ?? 0) === 0x78 && buffer.readUInt16BE(0) % 31 === 0)
    return attempt('a deflated file', () => inflateSync(buffer, BOUND));
  if (buffer.subarray(1, 4).toString('latin1') === 'PNG') return pngTexts(buffer);
  if (buffer.subarray(0, 5).toString('latin1') === '%PDF-') return pdfStreams(buffer);
  if (buffer.readUInt32LE(0) === 0x04034b50) return zipEntries(buffer);
  return [];
}

/** Bytes that are unpacked at most. */
const BOUND = { maxOutputLength: 64 * 1024 * 1024 };

function pngTexts(buffer: Buffer): [string, Buffer][] {
  const found: [string, Buffer][] = [];
  for (let at = 8; at + 12 <= buffer.length; ) {
    const length = buffer.readUInt32BE(at);
    const type = buffer.subarray(at + 4, at + 8).toString('latin1');
    const data = buffer.subarray(at + 8, at + 8 + length);
    if (['zTXt', 'iTXt', 'iCCP'].includes(type)) {
      // The packed part begins with one of deflate's usual heads, behind words that nobody packs.
      for (let begin = data.indexOf(0x78); begin >= 0; begin = data.indexOf(0x78, begin + 1)) {
        try {
          found.push([`${type} of a PNG`, inflateSync(data.subarray(begin), BOUND)]);
          break;
        } catch {}
      }
    }
    at += 12 + length;
  }
  return found;
}

function pdfStreams(buffer: Buffer): [string, Buffer][] {
  const found: [string, Buffer][] = [];
  for (let at = buffer.indexOf('stream'); at >= 0; at = buffer.indexOf('stream', at + 6)) {
    if (buffer.subarray(at - 3, at).toString('latin1') === 'end') continue;
    const begin = at + 6 + (buffer[at + 6] === 13 ? 2 : 1);
    const end = buffer.indexOf('endstream', begin);
    try {
      found.push(['a stream of a PDF', inflateSync(buffer.subarray(begin, end), BOUND)]);
    } catch {}
  }
  return found;
}

function zipEntries(buffer: Buffer): [string, Buffer][] {
  const found: [string, Buffer][] = [];
  for (let at = 0; at + 30 <= buffer.length && buffer.readUInt32LE(at) === 0x04034b50; ) {
    const begin = at + 30 + buffer.readUInt16LE(at + 26) + buffer.readUInt16LE(at + 28);
    const end = begin + buffer.readUInt32LE(at + 18);
    const part = buffer.subarray(begin, end);
    try {
      found.push([
        'an entry of a ZIP',
        buffer.readUInt16LE(at + 8) === 8 ? inflateRawSync(part, BOUND) : part,
      ]);
    } catch {}
    at = end;
  }
  return found;
}

/**
 * The files below a folder that hold a secret in their bytes, their name or the end of a link. `excused` are files
 * that the scenario itself has put there, and that nobody has changed since.
 */
export function leaksBelow(folder: string, excused: ReadonlyMap<string, Buffer> = new Map()): string[] {
  if (planted.size === 0) return [];
  const found: string[] = [];
  visit(folder);
  return found;

  function visit(below: string): void {
    for (const entry of readdirSync(below, { withFileTypes: true })) {
      const path = join(below, entry.name);
      const shown = relative(folder, path).replaceAll('\\', '/');
      const tell = (leaks: string[]) => {
        for (const leak of leaks) found.push(`${shown}: ${leak}`);
      };
      tell(leaksIn(entry.name).map((leak) => `its name is ${leak}`));
      try {
        if (entry.isDirectory()) visit(path);
        else if (entry.isSymbolicLink()) tell(leaksIn(readlinkSync(path)));
        else if (entry.isFile() && lstatSync(path).size > 0) {
          const bytes = readFileSync(path);
          if (excused.get(shown)?.equals(bytes) !== true) tell(leaksIn(bytes));
        }
      } catch (error) {
        // What was taken away meanwhile, or may not be read: a scenario of its own has arranged that.
        if (!['ENOENT', 'EACCES', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
  }
}

/** Throws when there are leaks, and says where, but not what. */
export function expectNoLeaks(leaks: readonly string[], where: string): void {
  if (leaks.length > 0)
    throw new Error(`a secret has leaked, ${where}:\n  ${[...new Set(leaks)].join('\n  ')}`);
}
