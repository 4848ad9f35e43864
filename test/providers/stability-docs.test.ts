import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SERVICES } from '../../src/providers/stability/capabilities.ts';

const text = readFileSync(new URL('../../docs/stability.md', import.meta.url), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| `(?:POST|GET) /.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('docs/stability.md', () => {
  test('has no empty cell', () => {
    expect(rows).toHaveLength(SERVICES.length + 5);
    for (const row of rows) {
      expect(row).toHaveLength(7);
      expect(row).not.toContain('');
    }
  });

  test.each(
    SERVICES.map(
      (service) => [`${service.capability.operation} ${service.capability.model}`, service] as const,
    ),
  )('has %s with its route, fields and price', (_, { capability, route }) => {
    const { operation, model, params, inputs, price } = capability;
    const row = rows.find(([, o, m]) => o === `\`${operation}\`` && m?.startsWith(`\`${model}\``));
    expect(row?.[0]).toBe(`\`POST ${route.replace('/v2beta/stable-image', '…')}\``);
    for (const name of [...Object.keys(params.shape), ...Object.keys(inputs)])
      expect(row?.[3], name).toContain(`\`${name}\``);
    expect(row?.[4]?.startsWith(String(price({})))).toBe(true);
  });
});
