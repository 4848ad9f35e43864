import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { digestOf } from '../core/digest.ts';
import type { InputRole, Recipe } from '../core/recipe.ts';
import type { PlannedTarget } from '../plan/index.ts';
import type { InputPicture } from '../providers/index.ts';
import { sharpRaster } from '../renditions/index.ts';
import { isLfsPointer } from '../store/index.ts';
import type { Run } from './run.ts';

export type Inputs = { readonly [Role in InputRole]?: InputPicture };

/** The bytes of every input, checked against the digests in the recipe: what is sent is what was hashed. */
export async function readInputs(
  planned: PlannedTarget,
  recipe: Recipe,
  run: Run,
): Promise<Inputs | Diagnostic> {
  const inputs: { [Role in InputRole]?: InputPicture } = {};
  for (const [role, input] of planned.target.inputs) {
    const digest = recipe.inputs[role];
    if (digest === undefined) throw new Error(`${planned.id}: the input ${role} has no digest`);
    let bytes: Uint8Array | string;
    if (input.kind === 'file') bytes = await readFile(join(run.workspace.project.paths.root, input.path));
    else {
      const master = run.masters.get(input.id);
      bytes = master === undefined ? 'missing' : await run.workspace.store.readMaster(master);
    }
    if (typeof bytes === 'string')
      return problem(
        'master-missing',
        `${planned.id}: the master of its input ${input.kind === 'target' ? input.id : input.path} is ${bytes}`,
        { target: planned.id, hint: 'build that target again' },
      );
    if (digestOf(bytes) !== digest)
      return problem(
        'input-modified',
        `${planned.id}: ${input.kind === 'file' ? input.path : input.id} changed while the build was running`,
        { target: planned.id, hint: 'build again' },
      );
    try {
      inputs[role] = { ...(await sharpRaster.inspect(bytes)), bytes, digest };
    } catch (error) {
      return problem(
        'input-unreadable',
        `${planned.id}: ${input.kind === 'file' ? input.path : input.id} is not a picture: ${(error as Error).message}`,
        {
          target: planned.id,
          ...(isLfsPointer(bytes)
            ? { hint: '`git lfs pull` brings the file that its pointer stands for' }
            : {}),
        },
      );
    }
  }
  return inputs;
}
