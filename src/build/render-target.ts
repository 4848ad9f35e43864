import { join } from 'node:path';
import { isAnimatedFile } from '../core/animated-file.ts';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { digestOf } from '../core/digest.ts';
import { POINTER_HINT } from '../core/lfs-pointer.ts';
import type { MasterRecord } from '../core/picture.ts';
import type { PlaceholderKind } from '../core/site-manifest.ts';
import { timedWait } from '../core/timing.ts';
import { diskFiles } from '../manifest/index.ts';
import {
  beyondFormat,
  FORMAT_LIMIT_HINT,
  isAdopted,
  type PlannedFile,
  type PlannedOutput,
  type PlannedTarget,
} from '../plan/index.ts';
import { type EncodeQueue, placeholdersOf, type ReadFile, renderMaster } from '../renditions/index.ts';
import { writeOutput } from '../site/index.ts';
import type { DamagedFile, ReadTrouble } from '../store/index.ts';
import type { Target } from '../targets/index.ts';
import type { Run } from './run.ts';

/** Thrown between two encodes when a newer save asks for other files. */
class LetGo extends Error {}

/**
 * Writes every file of a target that is not yet what it should be: from the cache of renditions where it was made
 * before, else from the master, which is decoded once. Returns how many were encoded, why it could not, or `let-go`
 * when a newer save has made it pointless.
 */
export async function renderTarget(
  planned: Pick<PlannedTarget, 'target' | 'action' | 'entry'>,
  master: MasterRecord,
  outputs: readonly PlannedOutput[],
  run: Run,
): Promise<number | Diagnostic | 'let-go'> {
  const { catalog } = run.workspace.project;
  const [beyond] = uniqueFiles(outputs).flatMap((file) => beyondFormat(file, catalog) ?? []);
  const rendered = await renderPossible(planned, master, outputs, run);
  if (beyond === undefined || typeof rendered !== 'number') return rendered;
  return problem('format-limit', beyond, { target: planned.target.id, hint: FORMAT_LIMIT_HINT });
}

/** All files but those that no file of their format can be. */
async function renderPossible(
  { target, action, entry }: Pick<PlannedTarget, 'target' | 'action' | 'entry'>,
  master: MasterRecord,
  outputs: readonly PlannedOutput[],
  run: Run,
): Promise<number | Diagnostic | 'let-go'> {
  if (!run.mayRender(target.id, action)) return 'let-go';
  const { catalog } = run.workspace.project;
  const missing: PlannedFile[] = [];
  for (const file of uniqueFiles(outputs)) {
    if (file.state === 'fresh' || beyondFormat(file, catalog) !== undefined) continue;
    const cached = await run.workspace.store.readRendition(requireKey(file));
    if (cached === undefined) missing.push(file);
    else await write(target, file, cached, run);
  }
  const placeholders = missingPlaceholders(target, master, run);
  if (missing.length === 0 && placeholders.length === 0) return 0;
  return run.renders(async () => {
    if (!run.mayRender(target.id, action)) return 'let-go';
    if (action !== 'reuse') run.begin(target.id, action);
    try {
      return await encodeMissing({ target, entry }, master, missing, placeholders, run);
    } catch (error) {
      if (error instanceof LetGo) return 'let-go';
      throw error;
    }
  });
}

async function encodeMissing(
  { target, entry }: Pick<PlannedTarget, 'target' | 'entry'>,
  master: MasterRecord,
  missing: readonly PlannedFile[],
  placeholders: readonly PlaceholderKind[],
  run: Run,
): Promise<number | Diagnostic> {
  const bytes = await run.workspace.store.readMaster(master);
  if (typeof bytes === 'string') {
    // A placeholder alone is not worth a failure.
    if (missing.length === 0) return 0;
    return unusableMaster({ target, entry }, bytes, run.workspace.store.damagedMaster(master));
  }
  const encodes: EncodeQueue = (work) =>
    run.encodes(() => {
      if (!run.mayGoOn(target.id)) throw new LetGo();
      return work();
    });
  const renditions = await timedWait('render', () =>
    renderMaster(
      bytes,
      missing.map(({ spec }) => spec),
      encodes,
      fileReader(run),
    ),
  );
  if (!run.mayGoOn(target.id)) throw new LetGo();
  const rendered = new Map(renditions.map((rendition) => [rendition.spec, rendition]));
  for (const file of missing) {
    const rendition = rendered.get(file.spec);
    if (rendition === undefined) throw new Error(`${file.path} was not rendered`);
    run.warn(
      rendition.warnings.map(({ code, text }) =>
        warning(code, `${target.id}: ${text}`, { target: target.id }),
      ),
    );
    await run.workspace.store.writeRendition(requireKey(file), rendition.bytes);
    await write(target, file, rendition.bytes, run);
  }
  if (placeholders.length > 0)
    run.workspace.index.recordPlaceholder(
      master.digest,
      await run.encodes(() => placeholdersOf(bytes, placeholders)),
    );
  return missing.length;
}

/** The master that a target has cannot be read. */
export function unusableMaster(
  { target, entry }: Pick<PlannedTarget, 'target' | 'entry'>,
  trouble: ReadTrouble,
  found: DamagedFile | undefined,
): Diagnostic {
  // What was found damaged before, and moved aside, is missing in its place.
  const state = found === undefined ? trouble : 'damaged';
  return problem('master-damaged', `${target.id}: its master in the store is ${state}`, {
    target: target.id,
    hint: found?.isPointer
      ? POINTER_HINT
      : isAdopted(entry)
        ? `bring it back from where masters are kept, or adopt its file again; \`imagebuild adopt ${target.id} --release\` gives the target back to generation`
        : 'bring it back from where masters are kept, or make it again with --force',
  });
}

/** Kinds that the outputs ask for and this checkout has not made yet. */
function missingPlaceholders(target: Target, master: MasterRecord, run: Run): PlaceholderKind[] {
  const wanted = new Set(target.outputs.flatMap(({ placeholders }) => placeholders));
  const known = run.workspace.index.placeholder(master.digest);
  return [...wanted].filter((kind) => known?.[kind] === undefined);
}

/** Files that steps need, as they were when the plan was made. */
function fileReader(run: Run): ReadFile {
  return async ({ path, digest }) => {
    const absolute = join(run.workspace.project.paths.root, path);
    const bytes = await diskFiles.read(absolute);
    if (bytes === undefined || digestOf(bytes) !== digest)
      throw new Error(`${path} has changed since the build began; build again`);
    return { path: absolute, bytes };
  };
}

async function write(target: Target, file: PlannedFile, bytes: Uint8Array, run: Run): Promise<void> {
  const { root } = run.workspace.project.paths;
  const { width, height, format } = file.spec;
  await timedWait('write', () => writeOutput(root, file.path, bytes));
  run.workspace.index.record(file.path, {
    renderKey: requireKey(file),
    digest: digestOf(bytes),
    width,
    height,
    format,
    ...(isAnimatedFile(bytes) ? { animated: true } : {}),
  });
  run.emit({ type: 'output-written', target: target.id, path: file.path, bytes: bytes.length });
}

function uniqueFiles(outputs: readonly PlannedOutput[]): PlannedFile[] {
  return [...new Map(outputs.flatMap(({ files }) => files).map((file) => [file.path, file])).values()];
}

function requireKey({ path, renderKey }: PlannedFile): string {
  if (renderKey === undefined) throw new Error(`${path} has no render key`);
  return renderKey;
}
