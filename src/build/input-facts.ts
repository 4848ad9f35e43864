import { join } from 'node:path';
import type { PictureFacts } from '../core/picture.ts';
import { generationKey } from '../core/recipe.ts';
import type { Lockfile } from '../lockfile/index.ts';
import { readHeader } from '../renditions/index.ts';
import { recipeOf, type Target } from '../targets/index.ts';
import { countedDigest, type Project } from './project.ts';

/**
 * Size and format of the input files that decide something: those that a model has rules for, and those from which the
 * size of a picture follows that is still to be made. What is no picture is left to whoever reads it.
 */
export async function readInputFacts(
  project: Project,
  lockfile: Lockfile,
): Promise<ReadonlyMap<string, PictureFacts>> {
  const { graph, paths } = project;
  const facts = new Map<string, PictureFacts>();
  for (const target of graph.targets.values()) {
    const { inputRules, resultSize } = target.capability;
    const files = [...target.inputs.values()].filter((input) => input.kind === 'file');
    if (files.length === 0) continue;
    if (inputRules === undefined && (resultSize === undefined || isMade(target, project, lockfile))) continue;
    for (const { path } of files) {
      if (facts.has(path)) continue;
      const header = await readHeader(join(paths.root, path)).catch(() => undefined);
      if (header) facts.set(path, header);
    }
  }
  return facts;
}

/** Whether the lock knows the very picture that is asked for, and with it its size. */
function isMade(target: Target, project: Project, { targets }: Lockfile): boolean {
  const entry = targets.get(target.id);
  if (entry === undefined) return false;
  const inputs = [...target.inputs].flatMap(([role, input]) => {
    const digest =
      input.kind === 'file'
        ? countedDigest(project, target, input.path)
        : targets.get(input.id)?.master.digest;
    return digest === undefined ? [] : [[role, digest]];
  });
  return generationKey(recipeOf(target, Object.fromEntries(inputs))) === entry.key;
}
