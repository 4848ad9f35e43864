import { z } from 'zod';
import { planProject } from '../../build/index.ts';
import { fail, type Result, succeed } from '../../core/result.ts';
import { counted } from '../../core/words.ts';
import {
  CELL_LIMIT,
  type Exploration,
  explorationOf,
  explore as exploreTarget,
  gridOf,
} from '../../design/index.ts';
import { action, type Desk, findTarget } from './action.ts';
import { priceOf, reported } from './reported.ts';

interface Wanted {
  id: string;
  seeds: number;
  /** `params.cfg_scale=5,7,9` */
  axes: string[];
}

/** A grid of pictures of one target. */
export const explore = action<Wanted>({
  name: 'explore',
  input: z.strictObject({
    id: z.string(),
    seeds: z.int().min(1).max(CELL_LIMIT),
    axes: z.array(z.string()).max(2),
  }),
  async price(wanted, desk) {
    const prepared = prepare(wanted, desk);
    if (!prepared.ok) return prepared;
    const planned = await planProject(prepared.value.exploration.project, {});
    return planned.ok ? succeed(priceOf(planned.value.plan)) : planned;
  },
  async run(wanted, desk) {
    const prepared = prepare(wanted, desk);
    if (!prepared.ok) return prepared;
    const { exploration, columns } = prepared.value;
    const explored = await exploreTarget(exploration, columns, desk.options);
    const shown = explored.cells.filter(({ file }) => file !== undefined).length;
    return succeed(reported(explored.report, `${counted(shown, 'picture')} of ${wanted.id} to choose from`));
  },
});

function prepare(
  { id, seeds, axes }: Wanted,
  { project }: Desk,
): Result<{ exploration: Exploration; columns: number }> {
  const target = findTarget(project, id);
  if ('kind' in target) return fail(target);
  const grid = gridOf(target, seeds, axes);
  if (!grid.ok) return grid;
  const exploration = explorationOf(project, target, grid.value.cells);
  return exploration.ok
    ? succeed({ exploration: exploration.value, columns: grid.value.columns })
    : exploration;
}
