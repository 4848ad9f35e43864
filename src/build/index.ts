/** Room 9: runs a plan: the story, the scheduler, one target's execution, the gates, and the loop around them. */

export type { Sibling } from '../store/index.ts';
export { askAccounts } from './accounts.ts';
export * from './api.ts';
export { approvalVoid } from './approvals.ts';
export { buildProject, reportFailure } from './build.ts';
export { assembleCatalog } from './catalog.ts';
export { checkProject, planProject } from './check.ts';
export { checkSite } from './check-site.ts';
export { COST_GROUPS, type CostGroup, type CostLine, costReport } from './cost-report.ts';
export { examine } from './doctor.ts';
export {
  type AskedAgain,
  askAgain,
  type DriftPlan,
  type DriftRun,
  type DriftWish,
  planDrift,
} from './drift/ask-again.ts';
export type { LeftOut } from './drift/sample.ts';
export {
  type ExplainedReason,
  explainReasons,
  explainSettings,
  type Origin,
  siblingsOf,
} from './explain.ts';
export { fillSite } from './fill-site.ts';
export { hold } from './hold.ts';
export { initProject } from './init.ts';
export { keepOutOfGit } from './keep-out-of-git.ts';
export { mergeLock, mergeLockFiles } from './merge-lock.ts';
export type { BuildOptions } from './options.ts';
export { placed } from './places.ts';
export {
  openProject,
  type Project,
  type ProjectRequest,
  profileFolder,
} from './project.ts';
export { type Pruned, pruneProject } from './prune.ts';
export { type Cost, type Counts, type Report, type ReportedTarget, reportPlan } from './report.ts';
export { ReportFolder, type ReportKind } from './report-folder.ts';
export { type FileVersion, fileAt, findRevision, lockfileAt, readObjects, versionsOf } from './repository.ts';
export { selectNamed } from './selection.ts';
export {
  pullMasters,
  pushMasters,
  type Sharing,
} from './share-masters.ts';
export { publishedManifest, readableManifest } from './site-manifest.ts';
export { type ProjectStatus, projectStatus } from './status.ts';
export { unknownTarget } from './unknown-target.ts';
export { type Verified, type VerifyCounts, verifyProject } from './verify.ts';

export {
  openWatchSession,
  POLL_INTERVAL,
  type Polling,
  pollingFrom,
  type WatchDesk,
  type WatchOptions,
  type WatchRound,
  type WatchSession,
  type WatchState,
} from './watch/index.ts';
export { openWorkspace, type Workspace } from './workspace.ts';
