import { ImagebuildError } from '../core/failure.ts';
import { buildProject } from './build.ts';
import { planProject } from './check.ts';
import type { BuildOptions } from './options.ts';
import { openProject, type Project, type ProjectRequest } from './project.ts';
import { type Report, reportPlan } from './report.ts';

/**
 * Reads a manifest and everything it mentions. A string is the manifest's path or a folder to look in.
 * Rejects with an {@link ImagebuildError} that holds every problem found.
 */
export async function loadManifest(request: string | ProjectRequest = {}): Promise<Project> {
  const opened = await openProject(typeof request === 'string' ? located(request) : request);
  if (!opened.ok) throw new ImagebuildError(opened.failure);
  return opened.value;
}

function located(path: string): ProjectRequest {
  return /\.(ya?ml|json)$/.test(path) ? { config: path } : { cwd: path };
}

/** What {@link build} would do, why, and what it would cost. Touches nothing and needs no key. */
export async function plan(project: Project, options: BuildOptions = {}): Promise<Report> {
  const planned = await planProject(project, options);
  if (!planned.ok) throw new ImagebuildError(planned.failure);
  const { plan, damage } = planned.value;
  const failed = damage.length > 0 ? { failure: 'damage-found' as const, errors: damage } : {};
  return { ...reportPlan(plan, project.manifest.file), warnings: planned.warnings, ...failed };
}

/** Makes the files of a project true to its manifest. Look at `failure` and `errors` of the report. */
export function build(project: Project, options: BuildOptions = {}): Promise<Report> {
  return buildProject(project, options);
}
