import type { Project, Workspace } from '../build/index.ts';
import { counted } from '../core/words.ts';
import { validApproval } from '../lockfile/index.ts';
import { isAdopted, lacksMaster, type Plan, type PlannedTarget } from '../plan/index.ts';
import type { Frame, FrameState, Storyboard, StoryboardSection } from '../renditions/index.ts';
import type { Store } from '../store/index.ts';
import type { Target, TargetId } from '../targets/index.ts';
import { setConsistency } from './set-consistency.ts';

/**
 * The named targets as a storyboard: assets in the order of the manifest, the variants of a scene beside each other.
 * Pictures are read when they are drawn.
 */
export async function storyboardOf(
  project: Project,
  workspace: Workspace,
  plan: Plan,
  named: ReadonlySet<TargetId>,
): Promise<Storyboard> {
  const planned = new Map(plan.targets.map((target) => [target.id, target]));
  const sets = await setConsistency(project, workspace);
  const outliers = new Set(
    sets.flatMap(({ members }) => members.filter(({ outlier }) => outlier).map(({ id }) => id)),
  );
  const shown = [...project.graph.targets.values()].filter(({ id }) => named.has(id));
  const frames: Frame[] = [];
  const sections = byAsset(shown, project).map((targets): StoryboardSection => {
    const own = targets.flatMap(({ id }) => {
      const target = planned.get(id);
      return target ? [frameOf(target, workspace.store, outliers)] : [];
    });
    frames.push(...own);
    return { heading: targets[0]?.asset ?? '', note: counted(own.length, 'picture'), frames: own };
  });
  return { title: 'Storyboard', summary: summaryOf(frames), sections };
}

/** Assets as the manifest has them, and in each its scenes; the graph has inputs before what is made from them. */
function byAsset(targets: readonly Target[], { manifest }: Project): Target[][] {
  const order = new Map(manifest.assets.map(({ name }, index) => [name, index]));
  const assets = new Map<string, Map<string, Target[]>>();
  for (const target of targets) {
    const scenes = assets.get(target.asset) ?? new Map<string, Target[]>();
    const scene = target.scene ?? '';
    scenes.set(scene, [...(scenes.get(scene) ?? []), target]);
    assets.set(target.asset, scenes);
  }
  return [...assets]
    .sort(([one], [other]) => (order.get(one) ?? 0) - (order.get(other) ?? 0))
    .map(([, scenes]) => [...scenes.values()].flat());
}

function frameOf(planned: PlannedTarget, store: Store, outliers: ReadonlySet<TargetId>): Frame {
  const { id, target, entry, source } = planned;
  const master = source?.master ?? entry?.master;
  const marks: { readonly [mark: string]: boolean } = {
    approved: entry !== undefined && validApproval(entry) !== undefined,
    protected: target.protect,
    adopted: isAdopted(entry),
    'stands out': outliers.has(id),
  };
  const held = master !== undefined && store.holds(master);
  return {
    id,
    caption: target.alt ?? target.title ?? target.description,
    ...(held
      ? {
          picture: {
            width: master.width,
            height: master.height,
            async read() {
              const bytes = await store.readMaster(master);
              return typeof bytes === 'string' ? undefined : bytes;
            },
          },
        }
      : {}),
    state: stateOf(planned),
    marks: Object.keys(marks).filter((mark) => marks[mark]),
  };
}

function stateOf({ action, entry, reasons }: PlannedTarget): FrameState {
  if (action === 'reuse') return 'up to date';
  const lost = reasons.some((reason) => lacksMaster(reason) || reason.code === 'output-missing');
  return entry === undefined || lost ? 'missing' : 'changed';
}

const STATES: readonly FrameState[] = ['up to date', 'changed', 'missing'];

function summaryOf(frames: readonly Frame[]): string {
  const counts = STATES.map((state) => ({
    state,
    count: frames.filter((frame) => frame.state === state).length,
  }));
  const told = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state}`);
  return `${counted(frames.length, 'picture')}${told.length > 0 ? `: ${told.join(', ')}` : ''}`;
}
