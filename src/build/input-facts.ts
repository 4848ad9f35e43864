import { join } from 'node:path';
import type { PictureFacts } from '../core/picture.ts';
import { readHeader } from '../renditions/index.ts';
import type { Project } from './project.ts';

/** Size and format of the input files that a model has rules for. What is no picture is left to whoever reads it. */
export async function readInputFacts({ graph, paths }: Project): Promise<ReadonlyMap<string, PictureFacts>> {
  const facts = new Map<string, PictureFacts>();
  for (const { capability, inputs } of graph.targets.values()) {
    if (capability.inputRules === undefined) continue;
    for (const input of inputs.values()) {
      if (input.kind !== 'file' || facts.has(input.path)) continue;
      const header = await readHeader(join(paths.root, input.path)).catch(() => undefined);
      if (header) facts.set(input.path, header);
    }
  }
  return facts;
}
