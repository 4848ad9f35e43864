import { z } from 'zod';
import { planProject } from '../../build/index.ts';
import { fail, succeed } from '../../core/result.ts';
import { reroll as rerollTarget, withoutSeed } from '../../design/index.ts';
import { action, findTarget } from './action.ts';
import { priceOf, reported } from './reported.ts';

interface Wanted {
  id: string;
  /** Also where other targets change with it. */
  agreed: boolean;
}

/** Another picture of a target. */
export const reroll = action<Wanted>({
  name: 'reroll',
  input: z.strictObject({ id: z.string(), agreed: z.boolean() }),
  async price({ id }, { project }) {
    const planned = await planProject(project, { patterns: [id], force: true });
    return planned.ok ? succeed(priceOf(planned.value.plan)) : planned;
  },
  async run({ id, agreed }, { project, request, options }) {
    const target = findTarget(project, id);
    if ('kind' in target) return fail(target);
    const seedless = withoutSeed(target);
    if (seedless) return fail(seedless);
    const made = await rerollTarget(project, request, id, agreed, options);
    if (!made.ok) return made;
    const { report, written } = made.value;
    const where = written && `Seed ${written.seed} is written to ${written.file}:${written.line}`;
    return succeed(reported(report, where ?? `${id} has another picture`));
  },
});
