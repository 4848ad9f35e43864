import type { MasterRecord } from '../core/picture.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { validApproval } from '../lockfile/index.ts';
import { lacksMaster, type Plan, type PlannedTarget } from '../plan/index.ts';
import type { Shown, Tile, TileMark, TileState } from './shapes.ts';

/** What decides how targets are shown beside the plan. */
export interface Surroundings {
  /** Keys whose pictures a provider has declined. */
  readonly refused: ReadonlySet<GenerationKey>;
  /** Targets whose pictures stand out of their set. */
  readonly outliers: ReadonlySet<string>;
  /** The session looks at a profile, so that every picture is a draft. */
  readonly draft: boolean;
  /** Targets of which a profile has a picture. */
  readonly drafted: ReadonlySet<string>;
}

/** A plan as the tiles of the board, in the order of the manifest. */
export function tilesOf(plan: Plan, order: readonly string[], around: Surroundings): Tile[] {
  const byId = new Map(plan.targets.map((planned) => [planned.id, planned]));
  return order.flatMap((id) => {
    const planned = byId.get(id);
    return planned ? [tileOf(planned, around)] : [];
  });
}

function tileOf(planned: PlannedTarget, around: Surroundings): Tile {
  const { id, target, action, estimatedCredits, entry, source } = planned;
  const { asset, scene, variant, alt, title, tags } = target;
  const master = source?.master ?? entry?.master;
  return {
    id,
    asset,
    scene,
    variant,
    state: stateOf(planned, around.refused),
    marks: marksOf(planned, around),
    action,
    credits: estimatedCredits ?? null,
    ...(master ? { picture: shown(master) } : {}),
    alt,
    title,
    tags,
  };
}

export function shown({ digest, width, height }: MasterRecord): Shown {
  return { digest, width, height };
}

/** The same tile, whether or not its picture stands out. */
export function judged(tile: Tile, isOutlier: boolean): Tile {
  if (tile.marks.includes('outlier') === isOutlier) return tile;
  const others = tile.marks.filter((mark) => mark !== 'outlier');
  return { ...tile, marks: isOutlier ? [...others, 'outlier'] : others };
}

function stateOf(
  { action, key, entry, reasons }: PlannedTarget,
  refused: Surroundings['refused'],
): TileState {
  if (action === 'reuse') return 'current';
  if (action === 'generate' && key !== undefined && refused.has(key)) return 'refused';
  const lost = reasons.some((reason) => lacksMaster(reason) || reason.code === 'output-missing');
  return entry === undefined || lost ? 'missing' : 'changed';
}

function marksOf({ id, target, entry }: PlannedTarget, around: Surroundings): TileMark[] {
  const marks: { readonly [Mark in TileMark]: boolean } = {
    protected: target.protect,
    approved: entry !== undefined && validApproval(entry) !== undefined,
    draft: around.draft ? entry !== undefined : around.drafted.has(id),
    manual: entry?.source === 'manual',
    outlier: around.outliers.has(id),
  };
  return (Object.keys(marks) as TileMark[]).filter((mark) => marks[mark]);
}
