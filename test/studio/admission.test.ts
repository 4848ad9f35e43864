import { describe, expect, test } from 'vitest';
import { type House, refusalOf, TOKEN_HEADER } from '../../src/studio/admission.ts';

const house: House = { port: 8756, token: 'the-token-that-was-printed' };
const HOST = '127.0.0.1:8756';
const good = { host: HOST, 'content-type': 'application/json', [TOKEN_HEADER]: house.token };

const statusOf = (method: string, headers: { [name: string]: string }) =>
  refusalOf({ method, headers }, house)?.status;

describe('who is let in', () => {
  test.each(['127.0.0.1:8756', 'localhost:8756', '[::1]:8756'])('reading under %s', (host) => {
    expect(statusOf('GET', { host })).toBeUndefined();
  });

  test.each([
    'evil.example',
    'evil.example:8756',
    '127.0.0.1',
    '127.0.0.1:80',
    'localhost.evil.example:8756',
    '',
  ])('nobody who was led here under the name "%s"', (host) => {
    expect(statusOf('GET', { host })).toBe(403);
    expect(statusOf('POST', { ...good, host })).toBe(403);
  });

  test('a request of our own page, and one of no page at all', () => {
    expect(statusOf('POST', good)).toBeUndefined();
    expect(
      statusOf('POST', { ...good, origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }),
    ).toBeUndefined();
  });

  test.each(['http://evil.example', 'https://127.0.0.1:8756', 'http://127.0.0.1:9999', 'null'])(
    'no writing from a page of %s, even with the token',
    (origin) => expect(statusOf('POST', { ...good, origin })).toBe(403),
  );

  test('no page of another site, not even to read, unless its user follows a link', () => {
    for (const site of ['cross-site', 'same-site']) {
      expect(statusOf('GET', { host: HOST, 'sec-fetch-site': site })).toBe(403);
      expect(
        statusOf('GET', { host: HOST, 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' }),
      ).toBeUndefined();
      expect(statusOf('POST', { ...good, 'sec-fetch-site': site })).toBe(403);
    }
  });

  test('nothing is changed without the token, nor with a wrong one', () => {
    const { [TOKEN_HEADER]: _, ...without } = good;
    expect(statusOf('POST', without)).toBe(403);
    for (const token of ['', 'the-token-that-was-printeD', `${house.token}x`])
      expect(statusOf('POST', { ...good, [TOKEN_HEADER]: token })).toBe(403);
  });

  test('a form cannot be made to write: its types are no JSON', () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(statusOf('POST', { ...good, 'content-type': type })).toBe(415);
    expect(statusOf('POST', { ...good, 'content-type': 'application/json; charset=utf-8' })).toBeUndefined();
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not known', (method) => {
    expect(statusOf(method, good)).toBe(405);
  });
});
