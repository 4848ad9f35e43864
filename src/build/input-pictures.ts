import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Digest, digestOf } from '../core/digest.ts';
import type { InputDigests, InputRole, Recipe } from '../core/recipe.ts';
import type { PlannedTarget } from '../plan/index.ts';
import type { InputPicture } from '../providers/index.ts';
import { contentDigest, sharpRaster, type UprightCopy, uprightCopy } from '../renditions/index.ts';
import { isLfsPointer } from '../store/index.ts';
import type { Target } from '../targets/index.ts';
import type { Run } from './run.ts';

export type Inputs = { readonly [Role in InputRole]?: InputPicture };

/**
 * The bytes of every input, checked against the digests in the recipe. What is imported is taken as it is; a provider
 * that makes something from them gets upright copies without metadata.
 */
export async function readInputs(
  planned: PlannedTarget,
  recipe: Recipe,
  run: Run,
): Promise<Inputs | Diagnostic> {
  const inputs: { [Role in InputRole]?: InputPicture } = {};
  const encoded = new Map<InputRole, Uint8Array>();
  for (const role of planned.target.inputs.keys()) {
    const read = await readInput(planned, role, recipe.inputs[role], run);
    if ('code' in read) return read;
    const { bytes } = read;
    try {
      const copy = await copyOf(bytes, role, planned.target);
      inputs[role] = asInput(copy);
      if (copy.encoded) encoded.set(role, bytes);
    } catch (error) {
      return unreadableProblem(planned, role, bytes, error as Error);
    }
  }
  const { inputLimit = Number.POSITIVE_INFINITY } = run.provider(planned.target.providerType);
  const excess = total(inputs) - inputLimit;
  if (excess <= 0 || encoded.size === 0) return inputs;
  // Those that are encoded anew share what the others leave.
  const fixed = total(inputs, (role) => !encoded.has(role));
  const room = (inputLimit - fixed) / encoded.size;
  for (const [role, bytes] of encoded)
    inputs[role] = asInput(await copyOf(bytes, role, planned.target, room));
  return inputs;
}

/** Returns the digests of inputs as they are sent. */
export function digestsOf(inputs: Inputs): InputDigests {
  return Object.fromEntries(Object.entries(inputs).map(([role, { digest }]) => [role, digest]));
}

async function readInput(
  { id, target }: PlannedTarget,
  role: InputRole,
  expected: Digest | undefined,
  run: Run,
): Promise<{ readonly bytes: Uint8Array } | Diagnostic> {
  const name = nameOf(target, role);
  const input = target.inputs.get(role);
  if (expected === undefined || input === undefined)
    throw new Error(`${id}: the input ${role} has no digest`);
  let bytes: Uint8Array | string;
  if (input.kind === 'file') bytes = await readFile(join(run.workspace.project.paths.root, input.path));
  else {
    const master = run.masters.get(input.id);
    bytes = master === undefined ? 'missing' : await run.workspace.store.readMaster(master);
  }
  if (typeof bytes === 'string')
    return problem('master-missing', `${id}: the master of its input ${name} is ${bytes}`, {
      target: id,
      hint: 'build that target again',
    });
  const counted = input.kind === 'file' && target.source !== 'imported' ? contentDigest(bytes) : undefined;
  if (expected !== counted && expected !== digestOf(bytes))
    return problem('input-modified', `${id}: ${name} changed while the build was running`, {
      target: id,
      hint: 'build again',
    });
  return { bytes };
}

async function copyOf(
  bytes: Uint8Array,
  role: InputRole,
  { source, capability }: Target,
  room?: number,
): Promise<UprightCopy> {
  if (source === 'imported') return { ...(await sharpRaster.inspect(bytes)), bytes, encoded: false };
  return uprightCopy(bytes, { formats: capability.inputRules?.[role]?.formats, room });
}

function asInput({ encoded: _, ...picture }: UprightCopy): InputPicture {
  return { ...picture, digest: digestOf(picture.bytes) };
}

function total(inputs: Inputs, counts: (role: InputRole) => boolean = () => true): number {
  const roles = (Object.keys(inputs) as InputRole[]).filter(counts);
  return roles.reduce((sum, role) => sum + (inputs[role]?.bytes.byteLength ?? 0), 0);
}

function unreadableProblem(
  { id, target }: PlannedTarget,
  role: InputRole,
  bytes: Uint8Array,
  error: Error,
): Diagnostic {
  return problem('input-unreadable', `${id}: ${nameOf(target, role)} is not a picture: ${error.message}`, {
    target: id,
    ...(isLfsPointer(bytes) ? { hint: '`git lfs pull` brings the file that its pointer stands for' } : {}),
  });
}

function nameOf({ inputs }: Target, role: InputRole): string {
  const input = inputs.get(role);
  return input === undefined ? role : input.kind === 'target' ? input.id : input.path;
}
