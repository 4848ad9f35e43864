import { join } from 'node:path';
import { buildProject, openProject, type Project, type ProjectRequest, type Report } from '../build/index.ts';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { canonicalJson } from '../core/json.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { diskFiles, type Place, setKey } from '../manifest/index.ts';
import { writeWhole } from '../store/index.ts';
import { decide, recipeOf, type Target, type TargetId } from '../targets/index.ts';
import type { Choice } from './cells.ts';

/** What is written into the manifest. */
export interface Pin {
  readonly target: TargetId;
  readonly seed: number;
  readonly choices: readonly Choice[];
}

/** The manifest after a choice was written into it. */
export interface Written {
  /** Read again. */
  readonly project: Project;
  /** The file that was changed, relative to the root, and the line. */
  readonly file: string;
  readonly line: number;
  /** Other targets that the same lines decide about. */
  readonly others: readonly TargetId[];
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
): Promise<Result<Pinned>> {
  const written = await writeChoice(project, request, choice, agreed);
  if (!written.ok) return written;
  const options = { patterns: [choice.target], holdSpending: true };
  return succeed({ ...written.value, report: await buildProject(written.value.project, options) });
}

/**
 * Writes a choice into the manifest, with everything else in it left as it is. Other targets that would change with it
 * are only changed when the user has said yes. What cannot be read afterwards as it was meant is taken back.
 */
export async function writeChoice(
  project: Project,
  request: ProjectRequest,
  { target: id, seed, choices }: Pin,
  agreed: boolean,
): Promise<Result<Written>> {
  const target = project.graph.targets.get(id);
  if (target === undefined) throw new Error(`there is no target ${id}`);
  const place = placeOf(target);
  const path = join(project.paths.root, place.file);
  const before = Buffer.from((await diskFiles.read(path)) ?? new Uint8Array()).toString('utf8');
  const after = edited(before, place, seed, choices);
  if (after === undefined) return fail(cannotEdit(project, place, id));
  if (after !== before) await writeWhole(path, after, true);
  const opened = await openProject(request);
  const others = opened.ok ? changedTargets(project, opened.value).filter((other) => other !== id) : [];
  const right = opened.ok && opened.value.graph.targets.get(id)?.seed === seed;
  if (opened.ok && right && (others.length === 0 || agreed))
    return succeed({ project: opened.value, file: place.file, line: firstChange(before, after), others });
  await writeWhole(path, before, true);
  if (!opened.ok) return fail(opened.failure);
  return fail(right ? wouldChange(id, others) : cannotEdit(project, place, id));
}

/** The scene where there is one, else the asset; a layer that says more for this target goes before both. */
function placeOf({ layers, scene, asset }: Target): Place {
  const named = scene === undefined ? `asset ${asset}` : `scene ${scene}`;
  const own = layers.findIndex(({ label }) => label === named);
  const seed = decide(layers, 'seed');
  const deciding = seed ? layers.indexOf(seed.layer) : -1;
  const layer = layers[Math.max(own, deciding)];
  if (layer === undefined) throw new Error(`${asset} has no layer of its own`);
  return layer.place;
}

function edited(text: string, place: Place, seed: number, choices: readonly Choice[]): string | undefined {
  let edit: string | undefined = setKey(text, place.path, 'seed', seed);
  for (const { key, value } of choices) {
    if (edit === undefined) return undefined;
    const written = typeof value === 'boolean' ? String(value) : value;
    edit = key.startsWith('params.')
      ? setKey(edit, [...place.path, 'params'], key.slice('params.'.length), written)
      : setKey(edit, place.path, key, written);
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

function cannotEdit({ manifest }: Project, place: Place, id: TargetId) {
  return failure(
    'invalid-input',
    problem(
      'cannot-edit',
      `the choice for ${id} cannot be written here without touching more than its own lines`,
      {
        location: manifest.locate(place, 'key'),
        hint: 'write it by hand; the picture is kept, and costs nothing again',
      },
    ),
  );
}

function wouldChange(id: TargetId, others: readonly TargetId[]) {
  const names = others.slice(0, 5).join(', ') + (others.length > 5 ? ', …' : '');
  return failure(
    'invalid-input',
    problem('others-change', `other targets would change with ${id}: ${names}`, {
      target: id,
      hint: 'nothing was written; if that is what you want, say --yes, and see the price with `imagebuild plan`',
    }),
  );
}

function firstChange(before: string, after: string): number {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return fresh.findIndex((line, index) => line !== old[index]) + 1;
}
