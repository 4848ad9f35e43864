import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readFields } from '../../src/emulator/contract.ts';

const SCHEMAS = { extras: z.record(z.string(), z.unknown()), steps: z.int(), prompt: z.string() };

describe('fields of a form', () => {
  test('an object is read from its JSON, a number from its digits, and a text stays one', () => {
    const sent = { extras: '{"a":1}', steps: '30', prompt: '{"not":"an object here"}' };
    expect(readFields(sent, SCHEMAS, true)).toEqual({
      params: { extras: { a: 1 }, steps: 30, prompt: '{"not":"an object here"}' },
      problems: [],
    });
  });

  test.each(['{"a":', 'a', '3'])('%s is no object', (extras) => {
    expect(readFields({ extras }, SCHEMAS, true).problems).toEqual(['extras: must be a record']);
  });

  test('a JSON body is taken as it is', () => {
    expect(readFields({ steps: '30' }, SCHEMAS, false).problems).toEqual(['steps: must be a number']);
  });
});
