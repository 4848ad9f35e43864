import { parse } from 'yaml';
import type { Catalog } from '../../src/core/catalog.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Result } from '../../src/core/result.ts';
import { type Manifest, readManifest } from '../../src/manifest/index.ts';
import { expandTargets, type Target, type TargetGraph } from '../../src/targets/index.ts';
import { editorRefusals } from './editor-schema.ts';
import { type MemoryTree, memoryFiles } from './memory-files.ts';
import { outdent } from './rig.ts';
import { smallCatalog } from './small-catalog.ts';

/** A project's files by relative path; a text alone is its imagebuild.yaml. */
export type MemoryProject = string | MemoryTree;

export interface MemoryOptions {
  readonly environment?: { readonly [name: string]: string };
  readonly catalog?: Catalog;
  readonly config?: string;
  readonly profile?: string;
}

const ROOT = '/project';

/** Reads the manifest of a project that lives in memory. Texts may stand indented. */
export function readMemory(project: MemoryProject, options: MemoryOptions = {}): Promise<Result<Manifest>> {
  const tree = typeof project === 'string' ? { 'imagebuild.yaml': project } : project;
  const absolute = Object.entries(tree).map(([path, content]) => [
    path.startsWith('/') ? path : `${ROOT}/${path}`,
    typeof content === 'string' ? outdent(content) : content,
  ]);
  return readManifest({
    folder: ROOT,
    config: options.config,
    environment: (name) => options.environment?.[name],
    catalog: options.catalog ?? smallCatalog,
    files: memoryFiles(Object.fromEntries(absolute)),
  });
}

export async function expandMemory(
  project: MemoryProject,
  options: MemoryOptions = {},
): Promise<Result<TargetGraph>> {
  const read = await readMemory(project, options);
  if (!read.ok) return read;
  const profile = options.profile === undefined ? undefined : read.value.profiles.get(options.profile);
  const expanded = expandTargets(read.value, options.catalog ?? smallCatalog, profile);
  if (expanded.ok && options.catalog === undefined) requireEditorAccepts(project);
  return expanded;
}

/** Throws where an editor underlines something in a manifest that has no mistakes. */
function requireEditorAccepts(project: MemoryProject): void {
  const text = typeof project === 'string' ? project : project['imagebuild.yaml'];
  if (typeof text !== 'string') return;
  const refused = editorRefusals(parse(outdent(text)));
  if (refused.length > 0) throw new Error(`an editor underlines a good manifest: ${refused.join('; ')}`);
}

/** What a result that should be good holds; its diagnostics are the test's failure otherwise. */
export function demand<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.failure.diagnostics.map(brief).join('\n'));
}

export async function manifestOf(project: MemoryProject, options?: MemoryOptions): Promise<Manifest> {
  return demand(await readMemory(project, options));
}

/** The targets of a project that has no mistakes, by id. */
export async function targetsOf(
  project: MemoryProject,
  options?: MemoryOptions,
): Promise<ReadonlyMap<string, Target>> {
  return demand(await expandMemory(project, options)).targets;
}

/** The one target of a project. */
export async function targetOf(project: MemoryProject, id: string, options?: MemoryOptions): Promise<Target> {
  const targets = await targetsOf(project, options);
  const target = targets.get(id);
  if (target === undefined) throw new Error(`no ${id} among ${[...targets.keys()].join(', ')}`);
  return target;
}

/** All that is wrong with a project, found by reading or else by expanding. */
export async function problemsOf(
  project: MemoryProject,
  options?: MemoryOptions,
): Promise<readonly Diagnostic[]> {
  const result = await expandMemory(project, options);
  return result.ok ? [] : result.failure.diagnostics;
}

export async function warningsOf(
  project: MemoryProject,
  options?: MemoryOptions,
): Promise<readonly Diagnostic[]> {
  const read = await readMemory(project, options);
  const expanded = await expandMemory(project, options);
  return [...(read.ok ? read.warnings : []), ...(expanded.ok ? expanded.warnings : [])];
}

/** A diagnostic as a person sees it: `line:column code: message (hint)`; other files than the manifest are named. */
export function brief({ code, message, hint, location, target }: Diagnostic): string {
  const file = location && location.file !== 'imagebuild.yaml' ? `${location.file}:` : '';
  const at = location ? `${file}${location.line}:${location.column}` : (target ?? 'nowhere');
  return `${at} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}
