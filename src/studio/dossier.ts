import { join } from 'node:path';
import {
  explainReasons,
  explainSettings,
  type Origin,
  type Project,
  siblingsOf,
  type Workspace,
} from '../build/index.ts';
import { exploredCells, labelOf } from '../design/index.ts';
import { loadLockfile, validApproval } from '../lockfile/index.ts';
import type { PlannedTarget } from '../plan/index.ts';
import { historyOf, type PastMaster } from '../review/index.ts';
import { shown } from './board.ts';
import type { Candidate, Dossier, DossierFile, ShownCell, ShownFinal, ShownOrigin, Tile } from './shapes.ts';
import type { View } from './view.ts';

type Sources = Pick<View, 'project' | 'plan' | 'workspace' | 'drafts'>;

/** Older masters than this many are not looked for. */
export const HISTORY = 30;

/** Everything about one target, gathered when somebody opens its page; its history may be known already. */
export async function dossierOf(
  tile: Tile,
  sources: Sources,
  known?: readonly PastMaster[],
): Promise<Dossier | undefined> {
  const { project, plan, workspace } = sources;
  const planned = plan.targets.find(({ id }) => id === tile.id);
  if (planned === undefined) return undefined;
  const { target, entry } = planned;
  const approval = entry && validApproval(entry);
  const located = <Explained extends { readonly origins: readonly Origin[] }>(explained: Explained) => ({
    ...explained,
    origins: explained.origins.map(shownOrigin),
  });
  const past = known ?? (await historyOf(project, tile.id, HISTORY));
  return {
    tile,
    files: filesOf(planned, workspace),
    settings: explainSettings(target, project.manifest).map(located),
    reasons: explainReasons(planned, project.manifest).map(located),
    past: past.map(({ master, ...rest }) => ({ ...rest, picture: shown(master) })),
    candidates: await candidatesOf(planned, sources),
    drafts: (sources.drafts.get(tile.id) ?? []).map(({ profile, master }) => ({
      profile,
      picture: shown(master),
    })),
    ...(project.profile === undefined ? {} : { final: await finalOf(tile.id, project) }),
    explored: await cellsOf(planned, sources),
    ...(approval ? { approval: { by: approval.by, note: approval.note } } : {}),
    ...(entry?.adoption ? { adoption: { reason: entry.adoption.reason } } : {}),
    seedable: target.capability.seed,
    axes: ['style', 'model', ...Object.keys(target.capability.params.shape).map((name) => `params.${name}`)],
  };
}

function shownOrigin({ layer, location }: Origin): ShownOrigin {
  const { file, line, column } = location;
  return { layer, file, line, column };
}

function filesOf({ outputs }: PlannedTarget, { index }: Workspace): DossierFile[] {
  return outputs.flatMap(({ name, files }) =>
    files.map(({ path, spec, state }) => ({
      path,
      output: name,
      format: spec.format,
      width: spec.width,
      height: spec.height,
      bytes: index.facts(path)?.bytes ?? null,
      state,
      href: `/files/${path.split('/').map(encodeURIComponent).join('/')}`,
    })),
  );
}

/** Pictures that the target could have at no cost, or that its own is judged against. */
async function candidatesOf(planned: PlannedTarget, { workspace }: Sources): Promise<Candidate[]> {
  const siblings = await siblingsOf(planned, workspace.store);
  const generated = planned.entry?.adoption?.generated;
  return [
    ...siblings.map(({ digest, seed }) => ({
      label: seed === undefined ? 'bought together with it' : `bought together with it, seed ${seed}`,
      picture: { digest },
    })),
    ...(generated === undefined ? [] : [{ label: 'as it was generated', picture: { digest: generated } }]),
  ];
}

async function finalOf(id: string, { paths }: Project): Promise<ShownFinal | undefined> {
  const state = await loadLockfile(join(paths.root, 'imagebuild.lock'), 'imagebuild.lock');
  const entry = state.kind === 'loaded' ? state.lockfile.targets.get(id) : undefined;
  return entry && { picture: shown(entry.master), approval: validApproval(entry) };
}

async function cellsOf({ id, entry }: PlannedTarget, { project, workspace }: Sources): Promise<ShownCell[]> {
  const cells = (await exploredCells(project, id)) ?? [];
  return cells.map(({ key, ...cell }) => {
    const master = key === undefined ? undefined : workspace.store.find(key)?.master;
    return {
      number: cell.number,
      label: labelOf(cell),
      seed: cell.seed,
      ...(master ? { picture: shown(master) } : {}),
      chosen: master !== undefined && master.digest === entry?.master.digest,
    };
  });
}
