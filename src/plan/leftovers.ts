import { type Diagnostic, problem } from '../core/diagnostic.ts';
import type { Lockfile } from '../lockfile/index.ts';
import type { Manifest } from '../manifest/index.ts';
import type { PlannedRemoval, PlannedTarget } from './plan.ts';

/** Targets of the lock that the manifest no longer has, with the files that nobody else wants. */
export function findRemovals(targets: readonly PlannedTarget[], lockfile: Lockfile): PlannedRemoval[] {
  const wanted = wantedFiles(targets);
  const declared = new Set(targets.map(({ id }) => id));
  return [...lockfile.targets]
    .filter(([id]) => !declared.has(id))
    .map(([id, entry]) => ({
      id,
      files: Object.values(entry.outputs).flatMap(({ files }) => files.filter((file) => !wanted.has(file))),
    }));
}

/** Files that the lock records for a remaining target and its outputs no longer contain. */
export function findObsolete(targets: readonly PlannedTarget[], lockfile: Lockfile): string[] {
  const wanted = wantedFiles(targets);
  return targets.flatMap(({ id }) => Object.values(lockfile.targets.get(id)?.outputs ?? {}).flatMap(({ files }) => files.filter((file) => !wanted.has(file))));
}

function wantedFiles(targets: readonly PlannedTarget[]): Set<string> {
  return new Set(targets.flatMap(({ outputs }) => outputs.flatMap(({ files }) => files.map(({ path }) => path))));
}

/** Two renditions under one name; on many disks `A.png` and `a.png` are one file, and so are two ways to write é. */
export function findCollisions(targets: readonly PlannedTarget[], manifest: Manifest): Diagnostic[] {
  const owners = new Map<string, string>();
  const problems = new Map<string, Diagnostic>();
  for (const { id, target, outputs } of targets) {
    for (const { name, files } of outputs) {
      for (const { path } of files) {
        const identity = path.normalize('NFC').toLowerCase();
        const owner = `${id} (${name})`;
        const other = owners.get(identity);
        if (other === undefined) owners.set(identity, owner);
        else if (!problems.has(`${target.asset} ${name}`)) {
          problems.set(
            `${target.asset} ${name}`,
            problem('output-collision', `${other} and ${owner} both write ${path}`, {
              location: manifest.locate(target.place, 'key'),
              hint: 'tell them apart in file_name, as in "[id]-[output]-[width].[ext]"',
            }),
          );
        }
      }
    }
  }
  return [...problems.values()];
}
