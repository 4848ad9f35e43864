import { join } from 'node:path';
import {
  buildProject,
  openProject,
  type Project,
  type ProjectRequest,
  profileFolder,
  type Report,
  reportPlan,
} from '../build/index.ts';
import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { canonicalJson } from '../core/json.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { formatLockfile, type Lockfile, loadLockfile } from '../lockfile/index.ts';
import { type Place, renameKey, rewriteText, type SettingsLayer } from '../manifest/index.ts';
import { recipeOf, type Target, type TargetId } from '../targets/index.ts';
import { type ChangeOptions, conflicted, type HeldState, whileHeld } from './change-lock.ts';
import { type Rename, renamedId, renamedReference, renameOf } from './rename.ts';
import { withFiles } from './with-files.ts';
import { type TextChange, writeAllOrNone } from './write-all.ts';
import { textOf } from './write-manifest.ts';

export interface Move {
  /** `fox`, or `fox/running`. */
  readonly from: string;
  /** `wolf`, or `fox/jogging`. */
  readonly to: string;
}

export interface Moved {
  readonly targets: readonly { readonly from: TargetId; readonly to: TargetId }[];
  /** Files of the manifest that were changed, relative to the root. */
  readonly files: readonly string[];
  /** Of putting the pictures under their new names: nothing is bought. */
  readonly report: Report;
}

/**
 * Gives an asset or a scene another name: in the manifest, with every reference to it, and in the lockfile, so that
 * pictures, approvals and adoptions go along. All files are changed, or none. Then the files of the pictures are put
 * under their new names.
 */
export async function move(
  project: Project,
  request: ProjectRequest,
  wish: Move,
  options: ChangeOptions = {},
): Promise<Result<Moved>> {
  const rename = renameOf(project.manifest, wish);
  if (!rename.ok) return rename;
  const moved = await whileHeld(project, 'mv', options, (state) =>
    moveTexts(project, request, rename.value, state, options),
  );
  if (!moved.ok) return moved;
  const { after, ids, files, made } = moved.value;
  const targets = [...ids].map(([from, to]) => ({ from, to }));
  if (options.dryRun || made.length === 0)
    return succeed({ targets, files, report: reportPlan(NOTHING, project.manifest.file) });
  const { dryRun: _, force: __, maxCost: ___, ...others } = options;
  const built = { ...others, patterns: made, holdSpending: true, allowProtected: true };
  return succeed({ targets, files, report: await buildProject(after, built) });
}

const NOTHING = {
  targets: [],
  removals: [],
  cost: { credits: 0, conditionalCredits: 0, paidImages: 0, unpriced: [] },
  problems: [],
  warnings: [],
};

interface MovedTexts {
  /** Read again. */
  readonly after: Project;
  readonly ids: ReadonlyMap<TargetId, TargetId>;
  readonly files: readonly string[];
  /** New ids of targets that have pictures. */
  readonly made: readonly TargetId[];
}

async function moveTexts(
  project: Project,
  request: ProjectRequest,
  rename: Rename,
  { workspace }: HeldState,
  { dryRun = false }: ChangeOptions,
): Promise<Result<MovedTexts>> {
  const edits = await editManifest(project, rename);
  if (!edits.ok) return edits;
  const files = withFiles(new Map(edits.value.map(({ path, after }) => [path, after])), request.files);
  const opened = await openProject({ ...request, files });
  if (!opened.ok) return fail(unreadable(rename, opened.failure));
  const ids = new Map(
    [...project.graph.targets.keys()].flatMap((id): [TargetId, TargetId][] => {
      const to = renamedId(id, rename);
      return to === id ? [] : [[id, to]];
    }),
  );
  const wrong = unlike(project, opened.value, rename);
  if (wrong) return fail(wrong);
  const locks = await editLocks(project, ids);
  if (!locks.ok) return locks;
  const { targets } = workspace.lockfile;
  const made = [...ids].flatMap(([from, to]) => (targets.has(from) ? [to] : []));
  const named = edits.value.map(({ name }) => name);
  if (dryRun) return succeed({ after: opened.value, ids, files: named, made });
  const failed = await writeAllOrNone([...edits.value, ...locks.value]);
  if (failed) return fail(failed);
  // Unfinished purchases are found by key; the record's name is for people.
  for (const purchase of await workspace.journal.pending()) {
    const to = ids.get(purchase.target);
    if (to !== undefined) await workspace.journal.open({ ...purchase, target: to });
  }
  return succeed({ after: { ...opened.value }, ids, files: named, made });
}

/** The manifest's files with the new name, in the key and in every reference. */
async function editManifest(project: Project, rename: Rename): Promise<Result<TextChange[]>> {
  const { root } = project.paths;
  const texts = new Map<string, { before: string; after: string }>();
  const edit = async ({ file }: Place, change: (text: string) => string | undefined): Promise<boolean> => {
    const before = texts.get(file)?.before ?? (await textOf(join(root, file)));
    const after = change(texts.get(file)?.after ?? before);
    if (after !== undefined) texts.set(file, { before, after });
    return after !== undefined;
  };
  // References first: their places are told by the old name.
  for (const place of references(project, rename)) {
    const done = await edit(place, (text) =>
      rewriteText(text, place.path, (value) => renamedReference(value, rename)),
    );
    if (!done) return fail(cannotEdit(project, place, rename));
  }
  const { place } = rename;
  if (!(await edit(place, (text) => renameKey(text, place.path, rename.to))))
    return fail(cannotEdit(project, place, rename));
  return succeed([...texts].map(([name, text]) => ({ path: join(root, name), name, ...text })));
}

/** Every place where an input is said to be a renamed target. */
function references({ graph, manifest }: Project, rename: Rename): Place[] {
  const layers = new Set<SettingsLayer>([manifest.defaults, ...manifest.profiles.values()]);
  for (const target of graph.targets.values()) for (const layer of target.layers) layers.add(layer);
  const places = new Map<string, Place>();
  for (const { place, settings } of layers)
    for (const [role, written] of Object.entries(settings.inputs ?? {}))
      if (written !== undefined && renamedReference(written, rename) !== written) {
        const at = { file: place.file, path: [...place.path, role] };
        places.set(JSON.stringify(at), at);
      }
  return [...places.values()];
}

/** The lockfile and those of the profiles, as they are now and not as they were planned with, with renamed entries. */
async function editLocks(
  { paths, manifest }: Project,
  ids: ReadonlyMap<TargetId, TargetId>,
): Promise<Result<TextChange[]>> {
  const changes: TextChange[] = [];
  const add = async (path: string, name: string, { targets, ...versions }: Lockfile) => {
    const moved = [...targets].filter(([id]) => ids.has(id));
    const kept = [...targets].filter(([id]) => !ids.has(id));
    if (moved.length === 0) return;
    const renamed = moved.map(([id, entry]) => [ids.get(id) ?? id, entry] as const);
    const after = formatLockfile({ ...versions, targets: new Map([...kept, ...renamed]) });
    changes.push({ path, name, before: await textOf(path), after });
  };
  const profiles = [...manifest.profiles.keys()].map((profile) => {
    const name = `${profileFolder(profile)}/imagebuild.lock`;
    return { name, path: join(paths.root, name) };
  });
  for (const { name, path } of [{ name: paths.lockfileName, path: paths.lockfile }, ...profiles]) {
    const state = await loadLockfile(path, name);
    if (state.kind === 'damaged') return fail(failure('lock-unusable', state.diagnostic));
    if (state.kind === 'conflicted') return fail(conflicted(name));
    if (state.kind === 'loaded') await add(path, name, state.lockfile);
  }
  return succeed(changes);
}

/** What besides names would be another thing afterwards. */
function unlike(before: Project, after: Project, rename: Rename): Failure | undefined {
  for (const [id, target] of before.graph.targets) {
    const renamed = after.graph.targets.get(renamedId(id, rename));
    if (renamed === undefined || inputsOf(renamed) !== inputsOf(target, rename)) return shared(rename);
    if (canonicalJson(recipeOf(target, {})) !== canonicalJson(recipeOf(renamed, {})))
      return nameInRecipe(id, rename);
  }
  return after.graph.targets.size === before.graph.targets.size ? undefined : shared(rename);
}

function inputsOf({ inputs }: Target, rename?: Rename): string {
  const named = [...inputs].map(([role, input]) => [
    role,
    input.kind,
    input.kind === 'file' ? input.path : rename ? renamedId(input.id, rename) : input.id,
  ]);
  return JSON.stringify(named);
}

function nameInRecipe(id: TargetId, { written }: Rename): Failure {
  const message = `${id} would be another picture as ${written.to}: its prompt, or something else that decides it, holds the name`;
  const hint =
    'replace {asset}, {id}, {scene.name} or the like in it by the old name first; nothing was changed';
  return failure('invalid-input', problem('cannot-rename', message, { target: id, hint }));
}

function shared({ written }: Rename): Failure {
  const message = `${written.from} cannot be renamed without changing other targets: its lines, or a reference to it, serve several`;
  const hint = 'rename it by hand in the manifest; its pictures are found again, at no cost';
  return failure('invalid-input', problem('cannot-rename', message, { hint }));
}

/** The new text was never saved, so its places are of no use to anybody. */
function unreadable({ written }: Rename, { diagnostics }: Failure): Failure {
  const [first] = diagnostics;
  const message = `${written.from} cannot be renamed to ${written.to}: then ${first?.message ?? 'the manifest cannot be read'}`;
  const hint = 'nothing was changed; a reference may be put together from placeholders: write it out first';
  return failure('invalid-input', problem('cannot-rename', message, { hint }));
}

function cannotEdit({ manifest }: Project, place: Place, { written }: Rename): Failure {
  const message = `the name of ${written.from} cannot be changed here without touching more than its own characters`;
  const location = manifest.locate(place, 'key');
  const hint = 'rename it by hand in the manifest; its pictures are found again, at no cost';
  return failure('invalid-input', problem('cannot-edit', message, { location, hint }));
}
