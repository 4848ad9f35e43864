import { posix } from 'node:path';
import type { ManifestFiles } from '../../src/manifest/index.ts';

/** Files by absolute path. A link is written as `{ link: path }`. */
export interface MemoryTree {
  readonly [path: string]: string | Uint8Array | { readonly link: string };
}

export interface MemoryFiles extends ManifestFiles {
  /** Paths whose bytes were asked for, in order. */
  readonly reads: readonly string[];
}

/** {@link ManifestFiles} that live in memory and remember what was read. */
export function memoryFiles(tree: MemoryTree): MemoryFiles {
  const reads: string[] = [];
  const real = (path: string): string | undefined => {
    for (const [name, content] of Object.entries(tree)) {
      if (typeof content === 'string' || content instanceof Uint8Array) continue;
      if (path === name || path.startsWith(`${name}/`)) return real(content.link + path.slice(name.length));
    }
    const exists = Object.keys(tree).some((name) => name === path || name.startsWith(`${path}/`));
    return exists ? path : undefined;
  };
  const bytesOf = (path: string): Uint8Array | undefined => {
    const content = tree[real(path) ?? path];
    if (content === undefined || (typeof content !== 'string' && !(content instanceof Uint8Array)))
      return undefined;
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };
  return {
    reads,
    async read(path) {
      reads.push(path);
      return bytesOf(path);
    },
    size: async (path) => bytesOf(path)?.length,
    real: async (path) => real(path),
    async names(folder) {
      const below = Object.keys(tree).filter((path) => path.startsWith(`${posix.normalize(folder)}/`));
      const names = below.map((path) => posix.relative(folder, path).split('/')[0] ?? '');
      return [...new Set(names)];
    },
    async list(folder, patterns) {
      const globs = patterns.map(globOf);
      return Object.keys(tree)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => posix.relative(folder, path))
        .filter((path) => globs.some((glob) => glob.test(path)))
        .sort();
    },
  };
}

/** Enough of globs for tests: `**` and `*`. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*\/|\*)/)
    .map((part) =>
      part === '**/' ? '(?:.*/)?' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`);
}
