import { join } from 'node:path';
import {
  type BuildOptions,
  buildProject,
  keepOutOfGit,
  openProject,
  type Project,
  type ProjectRequest,
  type Report,
} from '../build/index.ts';
import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { MasterRecord } from '../core/picture.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { loadLockfile } from '../lockfile/index.ts';
import { addEntry, NAME, type Place } from '../manifest/index.ts';
import type { TargetId } from '../targets/index.ts';
import { asideIn, inputsOf, trialOutput } from './exploration.ts';
import { changedTargets } from './pin.ts';
import { withFiles } from './with-files.ts';
import { firstChange, TAKING_OVER, textOf, writeDraft } from './write-manifest.ts';

/** A picture that the manifest does not have yet: a scene of an asset, or an asset. */
export interface Attempt {
  /** `fox/dancing` or `badger`. */
  readonly target: TargetId;
  readonly prompt: string;
  readonly provider?: string;
  readonly operation?: string;
  readonly model?: string;
  readonly seed?: number;
}

/** An attempt as a project of its own, and the manifest that would keep it. */
export interface Trial {
  readonly target: TargetId;
  readonly project: Project;
  /** The manifest's file that would hold it, relative to the root, with the text before and after. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface Tried {
  readonly report: Report;
  /** Absent where it was not made. */
  readonly master?: MasterRecord;
  /** A small picture to look at, relative to the root. */
  readonly file?: string;
}

export interface Kept {
  readonly report: Report;
  readonly file: string;
  readonly line: number;
}

/**
 * The project as it would be if the manifest had the picture: by writing it into the text, without keeping the text.
 * So what is tried is, key and all, what is kept later.
 */
export async function trialOf(
  project: Project,
  request: ProjectRequest,
  attempt: Attempt,
): Promise<Result<Trial>> {
  const place = placeFor(attempt.target, project);
  if ('kind' in place) return fail(place);
  const path = join(project.paths.root, place.file);
  const before = await textOf(path);
  const { target, ...settings } = attempt;
  const name = target.slice(target.indexOf('/') + 1);
  const members = Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const after = addEntry(before, place.path, name, members);
  if (after === undefined) return fail(noPlace(target, place, project));
  const opened = await openProject({ ...request, files: withFiles(new Map([[path, after]]), request.files) });
  if (!opened.ok) return fail(withoutPlaces(opened.failure));
  const others = changedTargets(project, opened.value).filter(
    (id) => id !== target && !id.startsWith(`${target}@`),
  );
  const added = opened.value.graph.targets.get(target);
  if (added === undefined)
    return fail(
      usage(`${target} would not be one picture, since its asset has variants`, 'write the scene by hand'),
    );
  if (others.length > 0) return fail(noPlace(target, place, project));
  const folder = `.imagebuild/try/${target.replaceAll('/', '~')}`;
  const output = trialOutput(project);
  const trying = { ...added, outputs: [output], onRefusal: 'fail' as const };
  const targets = new Map([...inputsOf(opened.value, added, output), [target, trying]]);
  const aside = asideIn(folder, opened.value, targets);
  return succeed({ target, project: aside, file: place.file, before, after });
}

/** Makes the picture. Everything that is true of a build is true of this: budgets, refusals, the journal. */
export async function tryPicture({ project, target }: Trial, options: BuildOptions): Promise<Tried> {
  await keepOutOfGit(project.paths.state, 'try');
  const report = await buildProject(project, { ...options, patterns: [], frozen: false });
  const lock = await loadLockfile(project.paths.lockfile, project.paths.lockfileName);
  const entry = lock.kind === 'loaded' ? lock.lockfile.targets.get(target) : undefined;
  if (report.failure !== undefined || entry === undefined) return { report };
  return { report, master: entry.master, file: entry.outputs.cell?.files[0] };
}

/** Writes the attempt into the manifest, and takes its picture over at no cost. */
export async function keepTrial(
  { project, target, file, before, after }: Trial,
  request: ProjectRequest,
  options: BuildOptions,
): Promise<Result<Kept>> {
  const line = firstChange(before, after);
  const written = await writeDraft({ project, file, line, others: [], before, after });
  if (!written.ok) return written;
  const opened = await openProject(request);
  if (!opened.ok) return opened;
  const report = await buildProject(opened.value, { ...options, ...TAKING_OVER, patterns: [target] });
  return succeed({ report, file, line });
}

/** The mapping that a new entry goes into. */
function placeFor(target: TargetId, { graph, manifest }: Project): Place | Failure {
  const [asset = '', scene, ...more] = target.split('/');
  const wrong = [asset, scene].find((name) => name !== undefined && !NAME.test(name));
  if (wrong !== undefined || more.length > 0)
    return usage(`"${target}" is no name for a new picture`, 'give ASSET/SCENE, or ASSET for one of its own');
  if (graph.targets.has(target))
    return usage(`there is a target "${target}" already`, 'choose another name, or edit it in the manifest');
  const own = [...graph.targets.values()].filter((known) => known.asset === asset);
  if (scene === undefined)
    return own.length > 0
      ? usage(`there is an asset "${asset}" already`, `a new scene of it is called ${asset}/NAME`)
      : { file: manifest.file, path: ['assets'] };
  if (own.length === 0) return usage(`there is no asset "${asset}"`, 'a new one has a name without a slash');
  const declared = manifest.assets.find(({ name }) => name === asset);
  if (declared === undefined || own.every((known) => known.scene === undefined))
    return usage(
      `${asset} has no scenes, and would be replaced by its first`,
      'write the first scene by hand, or give the picture a name of its own, without a slash',
    );
  return { file: declared.layer.place.file, path: [...declared.layer.place.path, 'scenes'] };
}

function usage(message: string, hint: string): Failure {
  return failure('invalid-input', problem('usage', message, { hint }));
}

function noPlace(target: TargetId, place: Place, { manifest }: Project): Failure {
  const message = `${target} cannot be written here without touching more than its own line`;
  const location = manifest.locate(place, 'key');
  return failure('invalid-input', problem('cannot-edit', message, { location, hint: 'write it by hand' }));
}

/** Mistakes in a text that was never saved have no place that anybody could look at. */
function withoutPlaces({ kind, diagnostics }: Failure): Failure {
  return failure(kind, ...diagnostics.map(({ location: _, ...diagnostic }) => diagnostic));
}
