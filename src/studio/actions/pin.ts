import { z } from 'zod';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { fail, succeed } from '../../core/result.ts';
import { exploredCells, pin as pinTarget } from '../../design/index.ts';
import { action, findTarget } from './action.ts';
import { reported } from './reported.ts';

interface Chosen {
  id: string;
  /** Of the last grid. */
  cell: number;
  /** Also where other targets change with it. */
  agreed: boolean;
}

/** Writes a picture of the last grid into the manifest. */
export const pin = action<Chosen>({
  name: 'pin',
  input: z.strictObject({ id: z.string(), cell: z.int().min(1), agreed: z.boolean() }),
  async run({ id, cell, agreed }, { project, request, options }) {
    const target = findTarget(project, id);
    if ('kind' in target) return fail(target);
    const found = (await exploredCells(project, id))?.find(({ number }) => number === cell);
    if (found === undefined)
      return fail(failure('invalid-input', problem('usage', `${id} has no picture ${cell} to choose`)));
    const choice = { target: id, seed: found.seed, choices: found.choices };
    const pinned = await pinTarget(project, request, choice, agreed, options);
    if (!pinned.ok) return pinned;
    const { file, line, report } = pinned.value;
    return succeed(reported(report, `Seed ${found.seed} is written to ${file}:${line}`, { file, line }));
  },
});
