import { join } from 'node:path';
import { openProject, type Project, type ProjectRequest } from '../build/index.ts';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { diskFiles, type Place, type Settings, setKey } from '../manifest/index.ts';
import { writeWhole } from '../store/index.ts';
import { decide, type Target, type TargetId } from '../targets/index.ts';
import { withFiles } from './with-files.ts';

/** How a build takes over a picture that was made before, for lines that were just written: it buys nothing. */
export const TAKING_OVER = { holdSpending: true, frozen: false, force: false } as const;

/** The manifest after something was written into it. */
export interface Written {
  /** Read again. */
  readonly project: Project;
  /** The file that was changed, relative to the root, and the line. */
  readonly file: string;
  readonly line: number;
  /** Other targets that the same lines decide about. */
  readonly others: readonly TargetId[];
}

/** What is to be written about one target, and how to tell afterwards that it came out as it was meant. */
export interface ManifestEdit {
  readonly target: TargetId;
  readonly place: Place;
  /** The text after; undefined where that cannot be had without touching more than its own lines. */
  apply(text: string): string | undefined;
  isRight(after: Project): boolean;
  /** Targets for which the manifest now says something else. */
  changed(before: Project, after: Project): readonly TargetId[];
  /** What to do where it has to be written by hand. */
  readonly byHand: string;
}

/** A manifest with an edit that is not written yet. */
export interface DraftedEdit extends Written {
  readonly before: string;
  readonly after: string;
}

/**
 * The project as it would be with an edit, with everything else in the file left as it is. Nothing is written. Where
 * other targets would change too, the user has to have agreed.
 */
export async function draftEdit(
  project: Project,
  request: ProjectRequest,
  edit: ManifestEdit,
  agreed: boolean,
): Promise<Result<DraftedEdit>> {
  const { place, target } = edit;
  const path = join(project.paths.root, place.file);
  const before = await textOf(path);
  const after = edit.apply(before);
  if (after === undefined) return fail(cannotEdit(project, edit));
  const opened = await openProject({ ...request, files: withFiles(new Map([[path, after]]), request.files) });
  if (!opened.ok) return fail(opened.failure);
  if (!edit.isRight(opened.value)) return fail(cannotEdit(project, edit));
  const others = edit.changed(project, opened.value).filter((other) => other !== target);
  if (others.length > 0 && !agreed) return fail(wouldChange(target, others));
  const line = firstChange(before, after);
  return succeed({ project: opened.value, file: place.file, line, others, before, after });
}

/** Writes an edit that was drafted, unless somebody has saved the file meanwhile. */
export async function writeDraft({ before, after, ...written }: DraftedEdit): Promise<Result<Written>> {
  const path = join(written.project.paths.root, written.file);
  if ((await textOf(path)) !== before) {
    const message = `${written.file} was saved meanwhile; nothing was written`;
    return fail(failure('invalid-input', problem('manifest-changed', message, { hint: 'try again' })));
  }
  if (after !== before) await writeWhole(path, after, true);
  return succeed(written);
}

/** Takes back what was written, unless the author has saved the file meanwhile. */
export async function takeBack({ before, after, file, project }: DraftedEdit): Promise<void> {
  const path = join(project.paths.root, file);
  if ((await textOf(path)) === after) await writeWhole(path, before, true);
}

export async function writeEdit(
  project: Project,
  request: ProjectRequest,
  edit: ManifestEdit,
  agreed: boolean,
): Promise<Result<Written>> {
  const drafted = await draftEdit(project, request, edit, agreed);
  return drafted.ok ? writeDraft(drafted.value) : drafted;
}

/** The scene where there is one, else the asset; a layer that says more for this target goes before both. */
export function placeOf({ layers, scene, asset }: Target, key: keyof Settings): Place {
  const named = scene === undefined ? `asset ${asset}` : `scene ${scene}`;
  const own = layers.findIndex(({ label }) => label === named);
  const said = decide(layers, key);
  const deciding = said ? layers.indexOf(said.layer) : -1;
  const layer = layers[Math.max(own, deciding)];
  if (layer === undefined) throw new Error(`${asset} has no layer of its own`);
  return layer.place;
}

/** A parameter beside those that are there, or the first one. */
export function setParam(
  text: string,
  { path }: Place,
  name: string,
  value: string | number | boolean,
): string | undefined {
  return setKey(text, [...path, 'params'], name, value) ?? setKey(text, path, 'params', { [name]: value });
}

export async function textOf(path: string): Promise<string> {
  return Buffer.from((await diskFiles.read(path)) ?? new Uint8Array()).toString('utf8');
}

function cannotEdit({ manifest }: Project, { place, target, byHand }: ManifestEdit) {
  const message = `the choice for ${target} cannot be written here without touching more than its own lines`;
  const location = manifest.locate(place, 'key');
  return failure('invalid-input', problem('cannot-edit', message, { location, hint: byHand }));
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

export function firstChange(before: string, after: string): number {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return fresh.findIndex((line, index) => line !== old[index]) + 1;
}
