import type { Digest } from '../core/digest.ts';
import type { Environment } from '../core/ports.ts';
import type { Settled } from './settled.ts';

/** Values may be secrets, so what is kept of them is a digest. */
export async function environmentDigest(names: readonly string[], environment: Environment): Promise<Digest> {
  // Most manifests ask for none, and loading what hashes takes as long as looking at a thousand files.
  const { digestOf } = await import('../core/digest.ts');
  return digestOf(JSON.stringify(names.map((name) => [name, environment(name) ?? null])));
}

/** Whether the variables that were asked for have the values that they had. */
export async function hasSameEnvironment(
  { variables, environment: known }: Settled,
  environment: Environment,
): Promise<boolean> {
  return variables.length === 0 || (await environmentDigest(variables, environment)) === known;
}
