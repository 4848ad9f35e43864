import { randomInt } from 'node:crypto';
import {
  type BuildOptions,
  buildProject,
  type Project,
  type ProjectRequest,
  planProject,
  type Report,
} from '../build/index.ts';
import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { SEED_LIMIT } from '../manifest/index.ts';
import { isAdopted } from '../plan/index.ts';
import type { TargetId } from '../targets/index.ts';
import { draftChoice } from './pin.ts';
import { takeBack, type Written, writeDraft } from './write-manifest.ts';

export interface Rerolled {
  readonly report: Report;
  /** Where a new seed was written; absent where nothing was, and where the manifest says `random`: the lockfile keeps the draw. */
  readonly written?: Omit<Written, 'project'> & { readonly seed: number };
}

/**
 * Another picture of a target: a new draw where its seed is random, else a new seed in the manifest. That seed is taken
 * back where nothing was bought for it: what a budget forbids today must not be bought by the next build.
 */
export async function reroll(
  project: Project,
  request: ProjectRequest,
  id: TargetId,
  agreed: boolean,
  options: BuildOptions,
): Promise<Result<Rerolled>> {
  const patterns = [id];
  const refused = await refusal(project, id, options);
  if (refused) return fail(refused);
  if (project.graph.targets.get(id)?.seed === 'random')
    return succeed({ report: await buildProject(project, { ...options, patterns, force: true }) });
  const seed = randomInt(1, SEED_LIMIT + 1);
  const drafted = await draftChoice(project, request, { target: id, seed, choices: [] }, agreed);
  if (!drafted.ok) return drafted;
  const written = await writeDraft(drafted.value);
  if (!written.ok) return written;
  const { project: changed, file, line, others } = written.value;
  const report = await buildProject(changed, { ...options, patterns });
  const { spentCredits, unknownCredits, requests } = report.cost;
  if (report.failure !== undefined && spentCredits + unknownCredits + requests === 0) {
    await takeBack(drafted.value);
    return succeed({ report });
  }
  return succeed({ report, written: { file, line, others, seed } });
}

/** What may not be replaced is left alone before a seed is written for it. */
async function refusal(
  project: Project,
  id: TargetId,
  { allowProtected }: BuildOptions,
): Promise<Failure | undefined> {
  const planned = await planProject(project, { patterns: [id] });
  if (!planned.ok) return planned.failure;
  const own = planned.value.plan.targets.find((other) => other.id === id);
  const refuse = (message: string, hint: string) =>
    failure('invalid-input', problem('protected', message, { target: id, hint }));
  if (own !== undefined && isAdopted(own.entry))
    return refuse(
      `${id} is adopted, and another seed would change nothing`,
      `give it back to generation with \`imagebuild adopt ${id} --release\` first`,
    );
  if (own?.target.protect && !allowProtected)
    return refuse(`${id} is protected`, 'allow it for once with --allow-protected');
  return undefined;
}
