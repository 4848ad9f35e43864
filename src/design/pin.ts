import {
  type BuildOptions,
  buildProject,
  type Project,
  type ProjectRequest,
  type Report,
} from '../build/index.ts';
import { canonicalJson } from '../core/json.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { type Place, setKey } from '../manifest/index.ts';
import { recipeOf, type Target, type TargetId } from '../targets/index.ts';
import type { Choice } from './cells.ts';
import { refuseFrozen } from './frozen.ts';
import {
  type DraftedEdit,
  draftEdit,
  placeOf,
  setParam,
  TAKING_OVER,
  type Written,
  writeDraft,
} from './write-manifest.ts';

/** What is written into the manifest. */
export interface Pin {
  readonly target: TargetId;
  readonly seed: number;
  readonly choices: readonly Choice[];
}

export interface Pinned extends Written {
  /** Of taking the picture over: nothing is bought for it. */
  readonly report: Report;
}

/** Writes a choice into the manifest, and takes over its picture where it was made before. */
export async function pin(
  project: Project,
  request: ProjectRequest,
  choice: Pin,
  agreed: boolean,
  options: BuildOptions,
): Promise<Result<Pinned>> {
  const frozen = refuseFrozen('pin', options.frozen);
  if (frozen) return fail(frozen);
  const drafted = await draftChoice(project, request, choice, agreed);
  const written = drafted.ok ? await writeDraft(drafted.value) : drafted;
  if (!written.ok) return written;
  const taking = { ...options, ...TAKING_OVER, patterns: [choice.target] };
  return succeed({ ...written.value, report: await buildProject(written.value.project, taking) });
}

/** The manifest with a choice in it, and everything else left as it is. */
export async function draftChoice(
  project: Project,
  request: ProjectRequest,
  { target: id, seed, choices }: Pin,
  agreed: boolean,
): Promise<Result<DraftedEdit>> {
  const target = project.graph.targets.get(id);
  if (target === undefined) throw new Error(`there is no target ${id}`);
  const place = placeOf(target, 'seed');
  const edit = {
    target: id,
    place,
    apply: (text: string) => edited(text, place, seed, choices),
    isRight: (after: Project) => after.graph.targets.get(id)?.seed === seed,
    changed: changedTargets,
    byHand: 'write it by hand; the picture is kept, and costs nothing again',
  };
  return draftEdit(project, request, edit, agreed);
}

function edited(text: string, place: Place, seed: number, choices: readonly Choice[]): string | undefined {
  let edit: string | undefined = setKey(text, place.path, 'seed', seed);
  for (const { key, value } of choices) {
    if (edit === undefined) return undefined;
    edit = key.startsWith('params.')
      ? setParam(edit, place, key.slice('params.'.length), value)
      : setKey(edit, place.path, key, value);
  }
  return edit;
}

/** Targets whose pictures the manifest now asks for otherwise. */
export function changedTargets(before: Project, after: Project): TargetId[] {
  const recipe = (target: Target | undefined) => target && canonicalJson(recipeOf(target, {}));
  return [...after.graph.targets]
    .filter(([id, target]) => recipe(target) !== recipe(before.graph.targets.get(id)))
    .map(([id]) => id);
}
