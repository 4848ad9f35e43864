import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAnimatedFile } from '../core/animated-file.ts';
import type { Lockfile } from '../lockfile/index.ts';
import { isAdopted } from '../plan/index.ts';
import { masterFile } from '../store/index.ts';
import type { Target } from '../targets/index.ts';
import type { Project } from './project.ts';

/** Whether the picture that a target has, or takes in, holds several frames. One that cannot be read holds none. */
export function isAnimation(
  target: Target,
  { targets }: Lockfile,
  { root, state }: Pick<Project['paths'], 'root' | 'state'>,
): boolean {
  const entry = targets.get(target.id);
  const image = target.inputs.get('image');
  const imported = target.capability.operation === 'import' && image?.kind === 'file' && !isAdopted(entry);
  if (imported) return holdsFrames(join(root, image.path));
  if (entry?.master.format !== 'gif' && entry?.master.format !== 'webp') return false;
  return holdsFrames(join(state, masterFile(entry.master)));
}

function holdsFrames(path: string): boolean {
  try {
    return isAnimatedFile(readFileSync(path));
  } catch {
    return false;
  }
}
