import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Digest, digestOf } from '../core/digest.ts';
import type { FailureKind } from '../core/failure.ts';
import type { InputDigests, InputRole, Recipe } from '../core/recipe.ts';
import type { PlannedTarget } from '../plan/index.ts';
import type { InputPicture } from '../providers/index.ts';
import {
  contentDigest,
  DamagedPicture,
  sharpRaster,
  type UprightCopy,
  uprightCopy,
} from '../renditions/index.ts';
import type { ReadTrouble } from '../store/index.ts';
import type { InputReference, Target } from '../targets/index.ts';
import type { Run } from './run.ts';

export type Inputs = { readonly [Role in InputRole]?: InputPicture };

/** Why an input cannot be sent. */
export interface UnusableInput {
  readonly kind: FailureKind;
  readonly diagnostic: Diagnostic;
}

/**
 * The bytes of every input, checked against the digests in the recipe. What is imported is taken as it is; a provider
 * that makes something from them gets upright copies without metadata.
 */
export async function readInputs(
  planned: PlannedTarget,
  recipe: Recipe,
  run: Run,
): Promise<Inputs | UnusableInput> {
  const inputs: { [Role in InputRole]?: InputPicture } = {};
  const encoded = new Map<InputRole, Uint8Array>();
  for (const role of planned.target.inputs.keys()) {
    const read = await readInput(planned, role, recipe.inputs[role], run);
    if ('kind' in read) return read;
    const { bytes } = read;
    try {
      const copy = await copyOf(bytes, role, planned.target);
      inputs[role] = asInput(copy);
      if (copy.encoded) encoded.set(role, bytes);
    } catch (error) {
      return unreadable(planned, role, bytes, error as Error);
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
): Promise<{ readonly bytes: Uint8Array } | UnusableInput> {
  const name = nameOf(target, role);
  const input = target.inputs.get(role);
  if (expected === undefined || input === undefined)
    throw new Error(`${id}: the input ${role} has no digest`);
  const bytes = await bytesOf(input, run);
  if (bytes === 'missing') {
    const message = `${id}: the master of its input ${name} is missing`;
    const hint = 'build that target again';
    return unusable('provider-failed', problem('master-missing', message, { target: id, hint }));
  }
  if (bytes === 'damaged') {
    const message = `${id}: the master of its input ${name} is damaged`;
    const hint = '`imagebuild check` says what brings it back';
    return unusable('damage-found', problem('master-damaged', message, { target: id, hint }));
  }
  const counted = input.kind === 'file' && target.source !== 'imported' ? contentDigest(bytes) : undefined;
  if (expected !== counted && expected !== digestOf(bytes)) {
    const message = `${id}: ${name} changed while the build was running`;
    const hint = 'build again';
    return unusable('provider-failed', problem('input-modified', message, { target: id, hint }));
  }
  return { bytes };
}

async function bytesOf(
  input: InputReference,
  { masters, workspace }: Run,
): Promise<Uint8Array | ReadTrouble> {
  const { project, store } = workspace;
  if (input.kind === 'file') return readFile(join(project.paths.root, input.path));
  const master = masters.get(input.id);
  if (master === undefined) return 'missing';
  const bytes = await store.readMaster(master);
  // What was found damaged before, and moved aside, is missing in its place.
  return bytes === 'missing' && store.damagedMaster(master) ? 'damaged' : bytes;
}

function unusable(kind: FailureKind, diagnostic: Diagnostic): UnusableInput {
  return { kind, diagnostic };
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

/** A picture that is cut off, or nothing of it, is damage; a file of another kind is the wrong file. */
function unreadable(
  { id, target }: PlannedTarget,
  role: InputRole,
  bytes: Uint8Array,
  error: Error,
): UnusableInput {
  const isDamaged = bytes.length === 0 || error instanceof DamagedPicture;
  const why = bytes.length === 0 ? 'empty' : `not a picture: ${error.message}`;
  return unusable(
    isDamaged ? 'damage-found' : 'provider-failed',
    problem('input-unreadable', `${id}: ${nameOf(target, role)} is ${why}`, { target: id }),
  );
}

function nameOf({ inputs }: Target, role: InputRole): string {
  const input = inputs.get(role);
  return input === undefined ? role : input.kind === 'target' ? input.id : input.path;
}
