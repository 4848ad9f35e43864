/** Room 9: runs a plan: the story, the scheduler, one target's execution, the gates, and the loop around them. */
export * from './api.ts';
export { buildProject, reportFailure } from './build.ts';
export { assembleCatalog } from './catalog.ts';
export { checkProject, planProject } from './check.ts';
export { type ExplainedReason, type ExplainedSetting, explainReasons, explainSettings, type Origin } from './explain.ts';
export type { BuildOptions } from './options.ts';
export { type Project, type ProjectPaths, type ProjectRequest, openProject } from './project.ts';
export { type Pruned, pruneProject } from './prune.ts';
export { type Cost, type Counts, type Report, type ReportedTarget, reportPlan } from './report.ts';
export { watchProject, type WatchOptions, type WatchRound } from './watch.ts';
export { openWorkspace, wantedKeys, type Workspace } from './workspace.ts';
