import { posix } from 'node:path';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import { unwritable } from '../core/portable-name.ts';
import type { Lockfile } from '../lockfile/index.ts';
import type { Manifest, SiteSettings } from '../manifest/index.ts';
import type { RenditionSpec, TargetGraph, TargetId } from '../targets/index.ts';
import { spriteSheets } from './file-names.ts';
import type { PlannedRemoval, PlannedTarget } from './plan.ts';

/** Targets of the lock that the manifest no longer has, with the files that nobody else wants. All others are planned. */
export function findRemovals(
  targets: readonly PlannedTarget[],
  { targets: declared }: TargetGraph,
  lockfile: Lockfile,
): PlannedRemoval[] {
  const gone = [...lockfile.targets].filter(([id]) => !declared.has(id));
  if (gone.length === 0) return [];
  const wanted = new Set(
    targets.flatMap(({ outputs }) => outputs.flatMap(({ files }) => files.map(({ path }) => path))),
  );
  return gone.map(([id, entry]) => ({
    id,
    files: Object.values(entry.outputs).flatMap(({ files }) => files.filter((file) => !wanted.has(file))),
  }));
}

/** What is written beside the renditions, and by whom. */
function otherFiles(graph: TargetGraph, site: SiteSettings): [path: string, owner: string][] {
  return [
    ...[...spriteSheets(graph, site)].map(([name, path]): [string, string] => [path, `the sheet of ${name}`]),
    ...site.manifests.map((path): [string, string] => [path, 'the site manifest']),
  ];
}

function writersOf(one: string, other: string): string {
  return one === other ? `two different files of ${one} are both called` : `${one} and ${other} both write`;
}

function identityOf(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

interface Writer {
  readonly owner: string;
  readonly path: string;
  /** Undefined for what is no rendition. */
  readonly id?: TargetId;
  readonly spec?: RenditionSpec;
}

/** Two outputs of one target may share a file that is the same in both. */
function isSame(one: Writer, other: Writer): boolean {
  if (one.id === undefined || one.id !== other.id || one.path !== other.path) return false;
  return one.spec === other.spec || canonicalJson(one.spec) === canonicalJson(other.spec);
}

/** Files that cannot be written on every system, which nobody could then check out there. */
export function findUnwritable(targets: readonly PlannedTarget[], manifest: Manifest): Diagnostic[] {
  const problems = new Map<string, Diagnostic>();
  for (const { target, outputs } of targets) {
    for (const { path } of outputs.flatMap(({ files }) => files)) {
      const because = unwritable(path);
      if (because === undefined || problems.has(target.asset)) continue;
      const location = manifest.locate(target.place, 'key');
      problems.set(
        target.asset,
        problem('output-unwritable', `${path} cannot be written on every system: ${because}`, {
          location,
          hint: 'rename it, or give another file_name, as in "picture-[id]-[width].[ext]"',
        }),
      );
    }
  }
  return [...problems.values()];
}

/** Two renditions under one name; on many disks `A.png` and `a.png` are one file, and so are two ways to write é. */
export function findCollisions(
  targets: readonly PlannedTarget[],
  graph: TargetGraph,
  manifest: Manifest,
): Diagnostic[] {
  const writers = new Map<string, Writer>();
  for (const [path, owner] of otherFiles(graph, manifest.site))
    writers.set(identityOf(path), { owner, path });
  const problems = new Map<string, Diagnostic>();
  for (const { id, target, outputs } of targets) {
    for (const { name, files } of outputs) {
      for (const { path, spec } of files) {
        // A hash that is not known yet tells them apart once it is.
        if (path.includes('[hash]')) continue;
        const identity = identityOf(path);
        const writer: Writer = { owner: `${id} (${name})`, path, id, spec };
        const other = writers.get(identity);
        if (other === undefined) writers.set(identity, writer);
        else if (!isSame(other, writer) && !problems.has(`${target.asset} ${name}`)) {
          problems.set(
            `${target.asset} ${name}`,
            problem('output-collision', `${writersOf(other.owner, writer.owner)} ${path}`, {
              location: manifest.locate(target.place, 'key'),
              hint: 'tell them apart in file_name, as in "[id]-[output]-[width].[ext]"',
            }),
          );
        }
      }
    }
  }
  for (const [key, found] of blockedFolders(writers, targets, manifest))
    if (!problems.has(key)) problems.set(key, found);
  return [...problems.values()];
}

/** Finds files that others need for a folder, as in `a.png` and `a.png/b.png`. */
function blockedFolders(
  writers: ReadonlyMap<string, Writer>,
  targets: readonly PlannedTarget[],
  manifest: Manifest,
): [key: string, Diagnostic][] {
  const places = new Map(targets.map(({ id, target }) => [id, target]));
  const blocked: [string, Diagnostic][] = [];
  const clear = new Set<string>();
  for (const { owner, path, id } of writers.values()) {
    for (
      let folder = posix.dirname(path);
      folder !== '.' && !clear.has(folder);
      folder = posix.dirname(folder)
    ) {
      const file = writers.get(identityOf(folder));
      if (file === undefined) clear.add(folder);
      else {
        const named = id ?? file.id;
        const target = named === undefined ? undefined : places.get(named);
        const message = `${owner} needs a folder ${folder}, which is a file of ${file.owner}`;
        const location = target && manifest.locate(target.place, 'key');
        const hint = 'give one of them another name, or another file_name';
        blocked.push([
          `${target?.asset} ${folder}`,
          problem('output-collision', message, { location, hint }),
        ]);
        break;
      }
    }
  }
  return blocked;
}
