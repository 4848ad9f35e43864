import { problem } from '../../../../src/core/diagnostic.ts';
import { judgeDiagnostics } from '../diagnostics.ts';
import type { FuzzTarget } from '../target.ts';
import { bytesOf } from '../texts.ts';

const held: Uint8Array[] = [];

/** Targets with a defect each, which the harness must see. */
export const PLANTED_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'planted-exception',
    seeds: () => [bytesOf('null')],
    judge: () => void (undefined as unknown as { a: { b: number } }).a.b,
  },
  {
    name: 'planted-promise',
    seeds: () => [bytesOf('x')],
    judge: () =>
      judgeDiagnostics([problem('x', 'y', { location: { file: 'f', line: 9, column: 1, length: 1 } })], {
        f: 'x',
      }),
  },
  {
    name: 'planted-slow',
    seeds: () => [bytesOf('x')],
    judge() {
      let sum = 0;
      for (let step = 0; step < 300_000_000; step++) sum += step % 3;
      if (sum === 0) throw new Error('nothing was added up');
    },
  },
  { name: 'planted-crash', seeds: () => [bytesOf('x')], judge: () => process.abort() },
  {
    name: 'planted-memory',
    seeds: () => [bytesOf('x')],
    judge: () => void held.push(new Uint8Array(500_000_000).fill(1)),
  },
];
