import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { ProviderError } from '../../src/providers/provider.ts';
import { redact, redactError } from '../../src/providers/redact.ts';
import { everythingIn } from '../support/provider-world.ts';

test.each([
  ['Bearer abc/def is wrong', 'abc/def', '[redacted] is wrong'],
  ['key abc/def', 'abc/def', 'key [redacted]'],
  ['?key=abc%2Fdef', 'abc/def', '?key=[redacted]'],
  ['you sent sk-ABC_1…xyz. Find it', '', 'you sent [redacted]. Find it'],
  ['you sent sk-abcd****wxyz', 'unrelated', 'you sent [redacted]'],
  ['a task-list and a risk-free desk', '', 'a task-list and a risk-free desk'],
])('%j without %j', (text, secret, clean) => {
  expect(redact(text, [secret])).toBe(clean);
});

property.prop([fc.string(), fc.string({ minLength: 12 }), fc.string()])(
  'nothing of a text holds a secret afterwards',
  (before, secret, after) => {
    expect(redact(before + secret + after, [secret])).not.toContain(secret);
  },
);

test('every text of an error is cleaned, its cause and stack too', () => {
  const cause = Object.assign(new TypeError('bad header topsecret'), { code: 'E_BAD', socket: 'topsecret' });
  const error = new ProviderError('topsecret', {
    ...{ kind: 'rejected', charged: 'no', status: 400 },
    ...{ hint: 'not topsecret', requestId: 'topsecret-1', cause },
  });
  const clean = redactError(error, ['topsecret']);
  expect(everythingIn(clean)).not.toContain('topsecret');
  expect(clean).toMatchObject({ kind: 'rejected', charged: 'no', status: 400, hint: 'not [redacted]' });
  expect(clean.cause).toMatchObject({ name: 'TypeError', code: 'E_BAD' });
});
