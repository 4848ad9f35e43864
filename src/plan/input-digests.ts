import type { Digest } from '../core/digest.ts';
import type { InputDigests, InputRole } from '../core/recipe.ts';
import type { Target, TargetId } from '../targets/index.ts';
import type { Observations } from './observations.ts';

/** The inputs of a target, by digest. */
export interface TargetInputs {
  /** What keys count: the content of a file, the master of a target. */
  readonly known: InputDigests;
  /** Whole files whose content has another digest: what earlier versions sent and counted. */
  readonly files: InputDigests;
  /** Inputs that are still to be made. */
  readonly unknown: readonly InputRole[];
}

/** Returns the digests of a target's inputs. What is imported is taken as it is, and sent nowhere. */
export function inputDigests(
  { inputs, source }: Target,
  observations: Pick<Observations, 'input' | 'content'>,
  masterOf: (id: TargetId) => Digest | undefined,
): TargetInputs {
  const known: { [Role in InputRole]?: Digest } = {};
  const files: { [Role in InputRole]?: Digest } = {};
  const unknown: InputRole[] = [];
  for (const [role, input] of inputs) {
    const whole = input.kind === 'file' ? observations.input(input.path) : masterOf(input.id);
    const content =
      input.kind === 'file' && source !== 'imported' ? observations.content(input.path) : undefined;
    if (whole === undefined) unknown.push(role);
    else known[role] = content ?? whole;
    if (whole !== undefined && content !== undefined && content !== whole) files[role] = whole;
  }
  return { known, files, unknown };
}
