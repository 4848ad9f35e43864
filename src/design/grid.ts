import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import type { Target } from '../targets/index.ts';
import { type Axis, CELL_LIMIT, type Cell, cellsOf, columnsOf, parseAxis, seedsFrom } from './cells.ts';

/** The pictures to try, and how many of them are beside each other. */
export interface Grid {
  readonly cells: readonly Cell[];
  readonly columns: number;
}

/** So many seeds from a target's own on, and the values of axes as they are written: `params.cfg_scale=5,7,9`. */
export function gridOf({ seed }: Target, count: number, written: readonly string[]): Result<Grid> {
  const parsed = written.map(parseAxis);
  const wrong = parsed.filter((axis): axis is Diagnostic => 'code' in axis);
  if (wrong.length > 0) return fail(failure('invalid-input', ...wrong));
  const axes = parsed as Axis[];
  const seeds = seedsFrom(typeof seed === 'number' ? seed : 1, count);
  const cells = cellsOf(seeds, axes);
  if (cells.length <= CELL_LIMIT) return succeed({ cells, columns: columnsOf(axes, seeds.length) });
  const message = `${cells.length} pictures do not go on one sheet; ${CELL_LIMIT} do`;
  return fail(failure('invalid-input', problem('usage', message, { hint: 'take fewer seeds or values' })));
}
