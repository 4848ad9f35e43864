import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.ts';
import { bodyOf, CORE, get, KEY, picture, SDXL, send, start, V2 } from './support.ts';

/** Forms as RFC 7578 and RFC 2046 let clients write them, byte for byte. */

const END = '\r\n';
const PROMPT = 'Content-Disposition: form-data; name="prompt"';

function part(headers: string | readonly string[], body: string, boundary = 'XX'): string {
  return [`--${boundary}`, ...[headers].flat(), '', body, ''].join(END);
}

/** Posts bytes in so many pieces, as a client that does not know the length. */
async function post(emulator: Emulator, path: string, body: Uint8Array, type: string, piece = body.length) {
  const sent = request(emulator.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': type },
  });
  for (let at = 0; at < body.length; at += piece) sent.write(body.subarray(at, at + piece));
  sent.end();
  const [answer] = await once(sent, 'response');
  const said = await text(answer);
  return { status: answer.statusCode, said, entry: emulator.journal.at(-1) };
}

const TYPE = 'multipart/form-data; boundary=XX';
const LEGAL: readonly (readonly [string, string, string?])[] = [
  ['a name without quotes', part('Content-Disposition: form-data; name=prompt', 'a fox')],
  ['no space after the semicolon', part('Content-Disposition:form-data;name="prompt"', 'a fox')],
  ['capitals', part('CONTENT-DISPOSITION: Form-Data; NAME="prompt"', 'a fox')],
  ['blanks around the equals sign', part('Content-Disposition: form-data ; name = "prompt"', 'a fox')],
  ['a semicolon at the end', part(`${PROMPT};`, 'a fox')],
  ['a folded header', part('Content-Disposition: form-data;\r\n\tname="prompt"', 'a fox')],
  ['a preamble', `Whoever sees this has an old reader.${END}--X${END}${part(PROMPT, 'a fox')}`],
  ['an empty line before the first boundary', END + part(PROMPT, 'a fox')],
  ['blanks behind a boundary', part(PROMPT, 'a fox').replace('--XX', '--XX \t')],
  ['other headers', part(['X-Part: 1', 'Content-Length: 5', PROMPT], 'a fox')],
  ['a media type before the name', part(['Content-Type: text/plain; charset=utf-8', PROMPT], 'a fox')],
  ['another character set', part(['Content-Type: text/plain; charset=utf-16le', PROMPT], 'a\0 \0f\0o\0x\0')],
  ['base64', part([PROMPT, 'Content-Transfer-Encoding: base64'], 'YSBm\r\nb3g=')],
  ['quoted-printable', part([PROMPT, 'Content-Transfer-Encoding: quoted-printable'], 'a=20f=\r\nox')],
  ['a part without a name', part('Content-Disposition: form-data', 'x') + part(PROMPT, 'a fox')],
  ['a part that is no form data', part('Content-Disposition: inline', 'x') + part(PROMPT, 'a fox')],
  ['a quoted boundary', part(PROMPT, 'a fox'), 'multipart/form-data; boundary="XX"'],
  ['a type in capitals', part(PROMPT, 'a fox'), 'Multipart/Form-Data;charset=utf-8;Boundary="XX"'],
  [
    'a boundary with signs',
    part(PROMPT, 'a fox', "a'()+_,-./:=?"),
    'multipart/form-data; boundary="a\'()+_,-./:=?"',
  ],
];

const ENDS = [`--${END}`, '--', `-- ${END}`, `--${END}an epilogue${END}--XX${END}`];

test.each(LEGAL)('%s is read', async (_, body, type = TYPE) => {
  const emulator = await start();
  const boundary = /boundary="?([^"]+)/i.exec(type)?.[1];
  for (const end of ENDS)
    for (const piece of [1, 7, 10_000]) {
      const bytes = Buffer.from(`${body}--${boundary}${end}`);
      const { status, said, entry } = await post(emulator, CORE, bytes, type, piece);
      expect([end, piece, status, status === 200 ? '' : said]).toEqual([end, piece, 200, '']);
      expect(entry).toMatchObject({
        fields: { prompt: 'a fox' },
        body: { kind: 'form', bytes: bytes.length },
      });
    }
});

const FILES: readonly (readonly [string, readonly string[], string])[] = [
  ['filename before name', ['Content-Disposition: form-data; filename="a.png"; name="image"'], 'a.png'],
  ['filename without quotes', ['Content-Disposition: form-data; name=image; filename=a.png'], 'a.png'],
  [
    'filename* beside filename',
    ["Content-Disposition: form-data; name=image; filename=_.png; filename*=utf-8''%C3%A4.png"],
    'ä.png',
  ],
  [
    'filename* alone, in another character set',
    ["Content-Disposition: form-data; name=image; filename*=iso-8859-1'de'%E4.png"],
    'ä.png',
  ],
  [
    'quotes and semicolons in a name',
    ['Content-Disposition: form-data; name="image"; filename="a;\\"b%22.png"', 'Content-Type: image/png'],
    'a;"b".png',
  ],
  [
    'a picture without a filename',
    ['Content-Disposition: form-data; name=image', 'Content-Type: image/png'],
    '',
  ],
  [
    'bytes without a filename',
    ['Content-Type: application/octet-stream', 'Content-Disposition: form-data; name=image'],
    '',
  ],
];

test.each(FILES)('%s is a file', async (_, headers, name) => {
  const emulator = await start();
  const bytes = await picture(64, 64);
  const body = Buffer.concat([
    Buffer.from(`--XX${END}${headers.join(END)}${END}${END}`),
    bytes,
    Buffer.from(`${END}--XX--`),
  ]);
  const { status, entry } = await post(emulator, `${V2}/upscale/fast`, body, TYPE, 1000);
  expect([status, entry?.files.image?.name]).toEqual([200, name]);
  expect(Buffer.from(entry?.files.image?.bytes ?? []).equals(bytes)).toBe(true);
});

test.each([
  ['lines of LF alone', part(PROMPT, 'a fox').replaceAll('\r', ''), TYPE, /CR LF, not with LF alone/],
  ['another boundary', part(PROMPT, 'a fox', 'YY'), TYPE, /boundary "XX" of the content type is not in it/],
  ['no end', part(PROMPT, 'a fox'), TYPE, /without its closing boundary/],
  ['no boundary', part(PROMPT, 'a fox'), 'multipart/form-data', /content-type: must name the boundary/],
])('%s is a clear 400, in the journal too', async (_, body, type, problem) => {
  const emulator = await start();
  const { status, said, entry } = await post(emulator, CORE, Buffer.from(body), type);
  expect([status, JSON.parse(said).errors[0]]).toEqual([400, expect.stringMatching(problem)]);
  expect(entry?.body).toMatchObject({ kind: 'unreadable', problem: expect.stringMatching(problem) });
});

test('what was read of a refused form is in the journal and on the page', async () => {
  const emulator = await start();
  const body = part('Content-Disposition: form-data; name=prompt; filename=p.txt', 'a fox');
  const { status } = await post(emulator, CORE, Buffer.from(`${body}--XX--`), TYPE);
  expect(status).toBe(400);
  const { entries } = await bodyOf(await get(emulator, '/_emulator/journal'));
  expect(entries[0]).toMatchObject({
    body: { kind: 'form' },
    files: { prompt: { name: 'p.txt', mediaType: 'text/plain', bytes: 5 } },
  });
  expect(await (await get(emulator, '/')).text()).toContain('read: prompt (p.txt, 5 B)');
});

test('JSON may begin with a byte order mark; what is none is named', async () => {
  const emulator = await start();
  const json = JSON.stringify({ text_prompts: [{ text: 'a fox' }] });
  const marked = Buffer.from(`\ufeff${json}`);
  expect(await post(emulator, SDXL, marked, 'application/json; charset=utf-8')).toMatchObject({
    status: 200,
  });
  for (const [wrong, problem] of [
    ['{', 'body: is not JSON'],
    ['[]', 'body: must be a JSON object'],
  ] as const)
    expect((await bodyOf(await send(emulator, SDXL, wrong))).message).toBe(problem);
});

/** A request as .NET writes it: the boundary in quotes, names bare, the media type first, and a wait for 100 Continue. */
test.each([
  [
    'MultipartFormDataContent of .NET',
    '"5bd6e2f0-6f0b-4f7e-9d54-07c1a2a5a7c3"',
    (boundary: string) =>
      `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=prompt\r\n\r\nein Füchslein, a fox\r\n--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=output_format\r\n\r\nwebp\r\n--${boundary}\r\nContent-Disposition: form-data; name=none; filename=none; filename*=utf-8''none\r\n\r\n\r\n--${boundary}--\r\n`,
  ],
  [
    'Invoke-RestMethod -Form of PowerShell',
    '"a1c0ffee-0000-4000-8000-00000000beef"',
    (boundary: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name=prompt\r\n\r\nein Füchslein, a fox\r\n--${boundary}\r\nContent-Disposition: form-data; name=output_format\r\n\r\nwebp\r\n--${boundary}--\r\n`,
  ],
])('%s, byte for byte', async (_, boundary, write) => {
  const emulator = await start();
  const body = Buffer.from(write(boundary.slice(1, -1)));
  const { hostname, port } = new URL(emulator.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST ${CORE} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept: image/*\r\nAuthorization: Bearer ${KEY}\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nConnection: close\r\n\r\n`,
  );
  const [first] = await once(socket, 'data');
  expect(String(first)).toMatch(/^HTTP\/1\.1 100 /);
  const half = Math.floor(body.length / 2);
  for (const chunk of [body.subarray(0, half), body.subarray(half)]) {
    socket.write(`${chunk.length.toString(16)}\r\n`);
    socket.write(chunk);
    socket.write('\r\n');
  }
  socket.write('0\r\n\r\n');
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(emulator.journal[0]?.fields).toEqual({ prompt: 'ein Füchslein, a fox', output_format: 'webp' });
});
