import { randomInt } from 'node:crypto';
import {
  type BuildOptions,
  buildProject,
  type Project,
  type ProjectRequest,
  type Report,
} from '../build/index.ts';
import { type Result, succeed } from '../core/result.ts';
import { SEED_LIMIT } from '../manifest/index.ts';
import type { TargetId } from '../targets/index.ts';
import { writeChoice } from './pin.ts';
import type { Written } from './write-manifest.ts';

export interface Rerolled {
  readonly report: Report;
  /** Where a new seed was written; absent where the manifest says `random`, and the lockfile keeps the draw. */
  readonly written?: Omit<Written, 'project'> & { readonly seed: number };
}

/** Another picture of a target: a new draw where its seed is random, else a new seed in the manifest. */
export async function reroll(
  project: Project,
  request: ProjectRequest,
  id: TargetId,
  agreed: boolean,
  options: BuildOptions,
): Promise<Result<Rerolled>> {
  const patterns = [id];
  if (project.graph.targets.get(id)?.seed === 'random')
    return succeed({ report: await buildProject(project, { ...options, patterns, force: true }) });
  const seed = randomInt(1, SEED_LIMIT + 1);
  const written = await writeChoice(project, request, { target: id, seed, choices: [] }, agreed);
  if (!written.ok) return written;
  const { project: changed, ...where } = written.value;
  const report = await buildProject(changed, { ...options, patterns });
  return succeed({ report, written: { ...where, seed } });
}
