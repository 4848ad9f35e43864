import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import type { Plan, PlannedTarget } from '../plan/index.ts';
import { spriteSheets } from '../plan/index.ts';
import { isNamed, isSiteManifest } from '../site/index.ts';
import type { Project } from './project.ts';
import type { Workspace } from './workspace.ts';

/**
 * Returns what a build of this plan would overwrite and must not: files that the project is made from, however they are reached,
 * and files that nobody here has written. Asked before anything is made.
 */
export function overwriteProblems(
  plan: Plan,
  { project, lockfile, index }: Pick<Workspace, 'project' | 'lockfile' | 'index'>,
  forced: ReadonlySet<string>,
): Diagnostic[] {
  const places = new Places(project.paths.root);
  const sources = sourcesOf(project, places);
  const locked = new Set(
    [...lockfile.targets.values()].flatMap(({ outputs }) =>
      Object.values(outputs).flatMap(({ files }) => files),
    ),
  );
  const problems = new Map<string, Diagnostic>();
  const add = (asset: string, found: Diagnostic | undefined) => {
    if (found && !problems.has(`${asset} ${found.code}`)) problems.set(`${asset} ${found.code}`, found);
  };
  for (const planned of plan.targets)
    for (const { path } of planned.outputs.flatMap(({ files }) => files)) {
      const source = sources.get(places.identityOf(path));
      if (source !== undefined) add(planned.target.asset, overSource(planned, path, source, project));
      if (RECORDS.test(path))
        add(planned.target.asset, overSource(planned, path, 'among the records of imagebuild', project));
      const unknown = !path.startsWith('.imagebuild/') && !locked.has(path) && !index.knows(path);
      // What is in the place of a file that cannot be read is told when it is written.
      const foreign = unknown && existsSync(join(project.paths.root, path));
      if (foreign && !forced.has(planned.id)) add(planned.target.asset, overForeign(planned, path, project));
    }
  for (const path of spriteSheets(project.graph, project.site).values()) {
    const source = sources.get(places.identityOf(path));
    if (source !== undefined) add(path, overwritten('the sprite sheet', path, source));
    const known = index.knows(path) || isNamed(project.paths.root, project.site, path);
    if (!known && forced.size === 0 && existsSync(join(project.paths.root, path)))
      add(path, foreignSheet(path, project));
  }
  for (const [at, path] of project.site.manifests.entries()) {
    const location = project.manifest.locate({ file: project.manifest.file, path: ['site', 'manifest', at] });
    const source = sources.get(places.identityOf(path));
    if (source !== undefined) add(path, { ...overwritten('the site manifest', path, source), location });
    else if (!isSiteManifest(project.paths.root, path) && !index.knows(path))
      add(path, foreignManifest(path, location));
  }
  return [...problems.values()];
}

/** What is neither for a site nor for anybody to replace. */
const RECORDS = /^(\.git|\.imagebuild\/(masters|pending|cache))(\/|$)/i;

/** What a file is to the project. */
type Source = string;

/** Every file that is read to make the project, by its place. */
function sourcesOf({ manifest, inputs, paths }: Project, places: Places): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  const add = (path: string, what: Source) => {
    for (const identity of places.identitiesOf(path)) if (!sources.has(identity)) sources.set(identity, what);
  };
  const { root, lockfile } = paths;
  add(manifest.file, 'the manifest');
  add(relative(root, lockfile).replaceAll('\\', '/'), 'the lockfile');
  for (const file of manifest.files) add(file, 'a file of the manifest');
  for (const file of inputs.keys()) add(file, 'an input file');
  return sources;
}

function overSource(
  { id, target }: PlannedTarget,
  path: string,
  source: Source,
  { manifest }: Project,
): Diagnostic {
  const location = manifest.locate(target.place, 'key');
  return { ...overwritten(id, path, source), location, target: id };
}

function overwritten(writer: string, path: string, source: Source): Diagnostic {
  const message = `${writer} would write ${path}, which is ${source}: what it is made from would be lost`;
  const hint = 'keep sources outside of site.out_dir, or give another out_dir or file_name';
  return problem('output-overwrites-input', message, { hint });
}

function overForeign({ id, target }: PlannedTarget, path: string, { manifest }: Project): Diagnostic {
  const message = `${path} is there already, and no build has written it: ${id} would replace it`;
  const location = manifest.locate(target.place, 'key');
  const hint = `move it away, give another file_name, or replace it with \`imagebuild build ${id} --force\``;
  return problem('output-foreign', message, { location, target: id, hint });
}

function foreignSheet(path: string, { manifest }: Project): Diagnostic {
  const message = `${path} is there already, and no build has drawn it: a sheet of sprites would replace it`;
  const location = manifest.locate({ file: manifest.file, path: ['outputs', posix.parse(path).name] }, 'key');
  const hint = 'move it away, rename the output, or replace it with `imagebuild build "**" --force`';
  return problem('output-foreign', message, { location, hint });
}

function foreignManifest(path: string, location: Diagnostic['location']): Diagnostic {
  const message = `${path} is there already, and it is no site manifest: a build would replace it`;
  return problem('output-foreign', message, {
    location,
    hint: 'give the site manifest a name of its own, or delete the file',
  });
}

/** Where files of a project really are: by way of links, and as disks that do not tell upper from lower case see them. */
class Places {
  readonly #root: string;
  readonly #folders = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Returns the place of a name in a folder: what is written there takes the name, wherever a link under it leads. */
  identityOf(path: string): string {
    return folded(posix.join(this.#folder(posix.dirname(path)), posix.basename(path)));
  }

  /** Returns the place of the name and, for a link, that of the file that it leads to. */
  identitiesOf(path: string): string[] {
    const real = realOf(join(this.#root, path));
    return [this.identityOf(path), ...(real === undefined ? [] : [folded(real)])];
  }

  #folder(path: string): string {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const absolute = join(this.#root, path);
    const above = dirname(path);
    const real =
      realOf(absolute) ?? (above === path ? absolute : posix.join(this.#folder(above), posix.basename(path)));
    this.#folders.set(path, real);
    return real;
  }
}

function realOf(absolute: string): string | undefined {
  try {
    return realpathSync.native(absolute).replaceAll('\\', '/');
  } catch {
    return undefined;
  }
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
