import { join } from 'node:path';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { digestOf } from '../core/digest.ts';
import { isLfsPointer } from '../core/lfs-pointer.ts';
import { fileAt } from './repository.ts';

/** Something that is not as it ought to be. */
export interface Finding {
  readonly state: 'damaged' | 'missing';
  readonly kind: 'master' | 'key' | 'rendition' | 'output';
  /** Relative to the root. */
  readonly path: string;
  /** How that shows. */
  readonly because: string;
  /** Targets that have this master. */
  readonly targets: readonly string[];
  /** What the master has cost; absent where nobody knows. */
  readonly credits?: number;
  readonly source?: 'generated' | 'imported' | 'manual';
  readonly remedy: Remedy;
}

/** Where the bytes can be had from: the shared store, the last commit, LFS, or nowhere that is known. */
export type Remedy = 'shared' | 'git' | 'lfs' | 'none';

/** Whether the last commit has a file as it ought to be; any version of it where no digest is given. */
export async function remedyFor(root: string, path: string, digest?: string): Promise<Remedy> {
  const bytes = await fileAt(root, 'HEAD', join(root, path));
  if (bytes === undefined) return 'none';
  if (isLfsPointer(bytes)) return 'lfs';
  return digest === undefined || digestOf(bytes) === digest ? 'git' : 'none';
}

/** A finding for people: what, what it means, what it has cost, and what to do. */
export function findingProblem(finding: Finding): Diagnostic {
  const { state, kind, path, because, targets } = finding;
  const [target] = targets;
  const message = `${path}: ${because}; ${meaningOf(finding)}`;
  const details = { ...(target === undefined ? {} : { target }), hint: hintFor(finding) };
  const gone = state === 'missing';
  switch (kind) {
    case 'master':
      return problem(gone ? 'master-missing' : 'master-damaged', message, details);
    case 'output':
      return problem(gone ? 'output-missing' : 'output-modified', message, details);
    case 'key':
      return problem('key-damaged', message, details);
    case 'rendition':
      return problem('rendition-damaged', message, details);
  }
}

function meaningOf({ kind, targets, credits, source, state }: Finding): string {
  switch (kind) {
    case 'master': {
      const whose =
        targets.length === 0 ? 'a master that no lockfile names' : `the master of ${listed(targets)}`;
      const worth =
        source === 'manual'
          ? ', which people made'
          : credits === undefined
            ? ''
            : credits > 0
              ? `, bought for ${credits} credits`
              : ', which cost nothing';
      return `${whose}${worth}`;
    }
    case 'key':
      return 'it says what was made for a recipe, so that nothing is bought twice';
    case 'rendition':
      return 'a cached file, which costs nothing to make again';
    case 'output':
      return state === 'missing' ? 'a file of the site' : 'a file of the site that is not what was made';
  }
}

function hintFor({ kind, path, remedy, state, credits, source, targets }: Finding): string {
  if (remedy === 'shared') return 'delete it, then `imagebuild pull` brings it back from the shared store';
  if (remedy === 'git') return `\`git checkout -- ${path}\` brings it back`;
  if (remedy === 'lfs') return '`git lfs pull` brings it back';
  const build = state === 'missing' ? '`imagebuild build`' : `delete it, then \`imagebuild build\``;
  switch (kind) {
    case 'rendition':
      return 'nothing need be done: it is not used, and is made again when it is wanted';
    case 'output':
      return `${build} makes it again from its master, at no cost`;
    case 'key':
      return 'delete it: what the lockfile knows costs nothing; what was only tried would be bought again';
    case 'master':
      break;
  }
  if (targets.length === 0) return 'delete it, unless a copy can be brought back from where masters are kept';
  const [target = ''] = targets;
  if (source === 'manual')
    return `bring a copy back from where masters are kept, or adopt its file again: \`imagebuild adopt ${target} FILE\``;
  if (credits === 0) return `${build} makes it again, at no cost`;
  return `bring a copy back from where masters are kept; only if there is none, \`imagebuild build --force ${target}\` buys another picture for about ${credits} credits`;
}

function listed(targets: readonly string[]): string {
  const unique = [...new Set(targets)];
  return unique.length <= 3
    ? unique.join(', ')
    : `${unique.slice(0, 2).join(', ')} and ${unique.length - 2} more`;
}
