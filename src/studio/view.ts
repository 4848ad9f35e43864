import { type Project, planProject, type Workspace } from '../build/index.ts';
import { type Result, succeed } from '../core/result.ts';
import type { Plan } from '../plan/index.ts';
import { type ConsistencyOptions, setConsistency } from '../review/index.ts';
import { tilesOf } from './board.ts';
import { type Drafts, draftsOf } from './drafts.ts';
import { Pictures } from './pictures.ts';
import type { Board, Tile } from './shapes.ts';

/** What the page shows of a project at one moment. Looking changes nothing. */
export interface View {
  readonly project: Project;
  readonly plan: Plan;
  readonly workspace: Workspace;
  readonly drafts: Drafts;
  readonly pictures: Pictures;
  /** In the order of the manifest. */
  readonly tiles: readonly Tile[];
}

/** Which pictures stand out is told as far as `judging` allows. */
export async function lookAt(project: Project, judging: ConsistencyOptions = {}): Promise<Result<View>> {
  const planned = await planProject(project, {});
  if (!planned.ok) return planned;
  const { plan, workspace } = planned.value;
  const drafts = await draftsOf(project);
  const records = await workspace.journal.records();
  const tiles = tilesOf(plan, [...project.graph.targets.keys()], {
    refused: new Set(records.filter(({ outcome }) => outcome === 'refused').map(({ key }) => key)),
    outliers: await outliersOf({ project, workspace }, judging),
    draft: project.profile !== undefined,
    drafted: new Set(drafts.keys()),
  });
  const pictures = new Pictures(workspace.store);
  return succeed({ project, plan, workspace, drafts, pictures, tiles }, planned.warnings);
}

/** The price of bringing everything up to date. */
export function costOf({ plan: { cost } }: View): Board['cost'] {
  return { credits: cost.credits, images: cost.paidImages, unpriced: cost.unpriced.length };
}

/** Targets whose pictures stand out of their sets. */
export async function outliersOf(
  { project, workspace }: Pick<View, 'project' | 'workspace'>,
  judging: ConsistencyOptions,
): Promise<ReadonlySet<string>> {
  const sets = await setConsistency(project, workspace, judging);
  return new Set(sets.flatMap(({ members }) => members.filter(({ outlier }) => outlier).map(({ id }) => id)));
}
