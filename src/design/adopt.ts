import { basename, dirname, resolve } from 'node:path';
import {
  approvalVoid,
  buildProject,
  type Project,
  planProject,
  type Report,
  reportFailure,
  reportPlan,
  unknownTarget,
  type Workspace,
} from '../build/index.ts';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { Digest } from '../core/digest.ts';
import { digestOf } from '../core/digest.ts';
import { type Failure, failure } from '../core/failure.ts';
import { isLfsPointer, pointerProblem } from '../core/lfs-pointer.ts';
import type { MasterRecord, PictureFacts } from '../core/picture.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import type { LockEntry } from '../lockfile/index.ts';
import { diskFiles, nearPathHint } from '../manifest/index.ts';
import { isAdopted, type PlannedTarget } from '../plan/index.ts';
import { sharpRaster } from '../renditions/index.ts';
import type { Target, TargetId } from '../targets/index.ts';
import { type ChangeOptions, changeLock, type LockChange } from './change-lock.ts';

export interface AdoptRequest {
  readonly target: TargetId;
  /** Anywhere on the disk; relative to `folder`. */
  readonly file: string;
  /** Absolute. */
  readonly folder: string;
  readonly reason: string;
}

export interface Adopted {
  readonly master: MasterRecord;
  /** The generated picture that it replaces, which is kept. */
  readonly generated?: Digest;
  /** False where the target had this very picture for these very settings already. */
  readonly changed: boolean;
  /** Of making its files. */
  readonly report: Report;
}

export interface Released {
  /** The generated picture that is back; absent where none is kept for what the manifest asks for. */
  readonly master?: MasterRecord;
  readonly report: Report;
}

/** Larger files are no pictures for the web; they would fill repository and memory. */
const BYTE_LIMIT = 256 * 1024 * 1024;

/**
 * Makes a file the master of a target: from then on generation leaves the target alone. The file's bytes go into the
 * store as they are, and the generated picture stays there too. Costs nothing.
 */
export async function adopt(
  project: Project,
  { target: id, file, folder, reason }: AdoptRequest,
  options: ChangeOptions = {},
): Promise<Result<Adopted>> {
  const target = project.graph.targets.get(id);
  if (target === undefined) return fail(unknownTarget(id, project.graph.targets.keys()));
  const refused = unadoptable(target, reason, options);
  if (refused) return fail(refused);
  const read = await readPicture(resolve(folder, file), file);
  if (!read.ok) return read;
  const { bytes, facts } = read.value;
  const changed = await changeLock(project, 'adopt', options, async ({ plan, workspace }) => {
    const planned = plan.targets.find((other) => other.id === id);
    if (planned?.key === undefined || planned.recipe === undefined) return fail(inputsMissing(target));
    const master: MasterRecord = {
      digest: digestOf(bytes),
      bytes: bytes.length,
      format: facts.format,
      width: facts.width,
      height: facts.height,
    };
    if (!options.dryRun) await workspace.store.writeMaster(bytes, facts.format, true);
    return succeed(adoption({ ...planned, key: planned.key, recipe: planned.recipe }, master, reason));
  });
  if (!changed.ok) return changed;
  return succeed({ ...changed.value, report: await renderAfter(project, id, options, changed.warnings) });
}

/** Gives a target with an adopted picture back to generation, with the generated picture that was kept. Costs nothing. */
export async function release(
  project: Project,
  id: TargetId,
  options: ChangeOptions = {},
): Promise<Result<Released>> {
  const target = project.graph.targets.get(id);
  if (target === undefined) return fail(unknownTarget(id, project.graph.targets.keys()));
  const refused = protectedProblem(target, options);
  if (refused) return fail(refused);
  const released = await changeLock(project, 'adopt', options, async ({ workspace }) => {
    const entry = workspace.lockfile.targets.get(id);
    return isAdopted(entry) ? succeed(givenBack(id, entry, workspace)) : fail(notAdopted(id));
  });
  if (!released.ok) return released;
  return succeed({ ...released.value, report: await renderAfter(project, id, options, released.warnings) });
}

/** What the lock says of a target after its picture was adopted. */
function adoption(
  { id, entry, key, recipe }: PlannedTarget & Required<Pick<PlannedTarget, 'key' | 'recipe'>>,
  master: MasterRecord,
  reason: string,
): LockChange<Omit<Adopted, 'report'>> {
  const generated = isAdopted(entry) ? entry.adoption?.generated : entry?.master.digest;
  const same = entry?.master.digest === master.digest;
  if (same && entry?.key === key && (!isAdopted(entry) || entry.adoption?.reason === reason))
    return { entries: new Map(), value: { master, generated, changed: false } };
  const parents = new Set([...(entry?.parents ?? []), ...(generated === undefined ? [] : [generated])]);
  const { approval, ...before } = entry ?? { seed: undefined, outputs: {}, credits: 0 };
  const next: LockEntry = {
    ...before,
    key,
    recipe,
    master,
    source: 'manual',
    parents: [...parents].sort(),
    adoption: { master: master.digest, reason, ...(generated === undefined ? {} : { generated }) },
    ...(same && approval ? { approval } : {}),
  };
  return {
    entries: new Map([[id, next]]),
    value: { master, generated, changed: true },
    warnings: [
      ...(approval && !same ? [approvalVoid(id, approval, 'has another picture now')] : []),
      ...shapeWarning(id, entry?.master, master),
    ],
  };
}

function givenBack(
  id: TargetId,
  entry: LockEntry,
  { store }: Workspace,
): LockChange<Omit<Released, 'report'>> {
  const { approval, adoption: _, ...before } = entry;
  const kept = store.find(entry.key);
  if (kept === undefined || !store.holds(kept.master))
    return { entries: new Map(), removed: new Set([id]), value: {} };
  const { master, source, credits, seed } = kept;
  const own = new Set([entry.adoption?.generated, master.digest, entry.master.digest]);
  const parents = before.parents.filter((digest) => !own.has(digest));
  const next: LockEntry = { ...before, master, source, credits, seed, parents };
  const same = approval?.master === master.digest;
  return {
    entries: new Map([[id, same ? { ...next, approval } : next]]),
    value: { master },
    warnings: approval && !same ? [approvalVoid(id, approval, 'has its generated picture again')] : [],
  };
}

/** Makes the files of a target from the master that it has now; buys nothing, for whatever it is made from. */
async function renderAfter(
  project: Project,
  id: TargetId,
  options: ChangeOptions,
  warnings: readonly Diagnostic[],
): Promise<Report> {
  const { dryRun, force: _, maxCost: __, ...others } = options;
  const built = { ...others, patterns: [id], holdSpending: true, allowProtected: true };
  const report = dryRun ? await planned(project, id) : await buildProject(project, built);
  return { ...report, warnings: [...warnings, ...report.warnings] };
}

async function planned(project: Project, id: TargetId): Promise<Report> {
  const result = await planProject(project, { patterns: [id] });
  return result.ok
    ? reportPlan(result.value.plan, project.manifest.file)
    : reportFailure(project, result.failure);
}

function unadoptable(target: Target, reason: string, options: ChangeOptions): Failure | undefined {
  const { id, source, providerType } = target;
  if (reason.trim() === '')
    return failure(
      'invalid-input',
      problem('usage', 'say why, in a few words: --reason "red scarf painted over"'),
    );
  if (source === 'imported') {
    const message = `${id} is a picture of your own already: it comes from a file (provider ${providerType})`;
    const hint = 'put the new picture into that file, and build';
    return failure('invalid-input', problem('cannot-adopt', message, { target: id, hint }));
  }
  return protectedProblem(target, options);
}

function protectedProblem({ id, protect }: Target, { allowProtected }: ChangeOptions): Failure | undefined {
  if (!protect || allowProtected) return undefined;
  const message = `${id} is protected, and this would replace its picture`;
  const hint = `allow it for once with --allow-protected, or take the protection off with \`imagebuild protect ${id} --off\``;
  return failure('invalid-input', problem('protected', message, { target: id, hint }));
}

function inputsMissing({ id, inputs }: Target): Failure {
  const missing = [...inputs.values()].flatMap((input) => (input.kind === 'target' ? [input.id] : []));
  const message = `${id} is made from ${missing.join(' and ')}, which has to be made first`;
  const hint = 'the lockfile records what the picture stands for; build that target, then adopt';
  return failure('invalid-input', problem('cannot-adopt', message, { target: id, hint }));
}

function notAdopted(id: TargetId): Failure {
  const message = `${id} has no adopted picture, so there is nothing to release`;
  return failure('invalid-input', problem('not-adopted', message, { target: id }));
}

/** The bytes of a picture that can be decoded; `written` is what the user calls it. */
async function readPicture(
  path: string,
  written: string,
): Promise<Result<{ bytes: Uint8Array; facts: PictureFacts }>> {
  const refuse = (code: string, message: string, hint?: string) =>
    fail(failure('invalid-input', problem(code, message, hint === undefined ? {} : { hint })));
  const size = await diskFiles.size(path);
  if (size === undefined)
    return refuse(
      'file-missing',
      `there is no file ${written}`,
      await nearPathHint(dirname(path), basename(path), diskFiles),
    );
  if (size > BYTE_LIMIT)
    return refuse('file-too-large', `${written} has ${size} bytes; a master has at most ${BYTE_LIMIT}`);
  const bytes = (await diskFiles.read(path)) ?? new Uint8Array();
  if (isLfsPointer(bytes)) return fail(failure('damage-found', pointerProblem(written)));
  try {
    return succeed({ bytes, facts: await sharpRaster.inspect(bytes) });
  } catch (error) {
    return refuse(
      'not-a-picture',
      `${written} is not a picture that can be used: ${(error as Error).message.trim()}`,
      'export it as PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG, with at most 268 million pixels',
    );
  }
}

/** Crops and widths were chosen for another shape. */
function shapeWarning(id: TargetId, before: MasterRecord | undefined, now: MasterRecord): Diagnostic[] {
  if (before === undefined) return [];
  const shape = ({ width, height }: MasterRecord) => width / height;
  if (Math.abs(shape(before) / shape(now) - 1) <= 0.01) return [];
  const size = ({ width, height }: MasterRecord) => `${width} × ${height}`;
  const message = `${id}: the new picture is ${size(now)}, of another shape than the one before (${size(before)})`;
  return [warning('adopted-shape', message, { target: id, hint: 'look at the crops of its outputs' })];
}
