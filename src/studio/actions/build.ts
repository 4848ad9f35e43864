import { z } from 'zod';
import { buildProject, planProject } from '../../build/index.ts';
import { succeed } from '../../core/result.ts';
import { action } from './action.ts';
import { priceOf, reported } from './reported.ts';

/** Brings targets up to date: all, or those of the patterns. */
export const build = action<{ patterns: string[] }>({
  name: 'build',
  input: z.strictObject({ patterns: z.array(z.string()) }),
  async price({ patterns }, { project }) {
    const planned = await planProject(project, { patterns });
    return planned.ok ? succeed(priceOf(planned.value.plan)) : planned;
  },
  run: async ({ patterns }, { project, options }) =>
    succeed(reported(await buildProject(project, { ...options, patterns }))),
});
