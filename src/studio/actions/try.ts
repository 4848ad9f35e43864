import { z } from 'zod';
import { planProject } from '../../build/index.ts';
import { succeed } from '../../core/result.ts';
import { type Attempt, keepTrial, trialOf, tryPicture } from '../../design/index.ts';
import { action } from './action.ts';
import { priceOf, reported } from './reported.ts';

const attempt = z.strictObject({
  target: z.string().min(1),
  prompt: z.string().min(1),
  provider: z.string().optional(),
  operation: z.string().optional(),
  model: z.string().optional(),
  seed: z.int().min(1).optional(),
});

/** A prompt against a model, without writing it down. */
export const tryAction = action<Attempt>({
  name: 'try',
  input: attempt,
  async price(wanted, { project, request }) {
    const trial = await trialOf(project, request, wanted);
    if (!trial.ok) return trial;
    const planned = await planProject(trial.value.project, {});
    return planned.ok ? succeed(priceOf(planned.value.plan)) : planned;
  },
  async run(wanted, { project, request, options }) {
    const trial = await trialOf(project, request, wanted);
    if (!trial.ok) return trial;
    const { report, master } = await tryPicture(trial.value, options);
    const picture = master && { digest: master.digest, width: master.width, height: master.height };
    return succeed(reported(report, `${wanted.target} was tried`, { picture }));
  },
});

/** What was tried, written into the manifest. */
export const keep = action<Attempt>({
  name: 'keep',
  input: attempt,
  async run(wanted, { project, request, options }) {
    const trial = await trialOf(project, request, wanted);
    if (!trial.ok) return trial;
    const kept = await keepTrial(trial.value, request, options);
    if (!kept.ok) return kept;
    const { report, file, line } = kept.value;
    return succeed(reported(report, `${wanted.target} is written to ${file}:${line}`, { file, line }));
  },
});
