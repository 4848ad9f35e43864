import { join } from 'node:path';

/** A pattern of files as a watcher needs it. */
export interface WatchedGlob {
  /** The deepest folder that the pattern names, absolute. */
  readonly folder: string;
  /** How many levels of folders below it the pattern reaches into. */
  readonly depth: number;
  /** What every name that matches ends with. */
  readonly ending: string;
  /** Whether it names folders that begin with a dot, into which stars do not lead. */
  readonly hidden: boolean;
}

const MAGIC = /[*?[\]{}()!+@]/;

/** `art/**\/*.imagebuild.yaml` → all levels below `art`, names that end in `.imagebuild.yaml`. */
export function watchedGlob(root: string, pattern: string): WatchedGlob {
  const segments = pattern.split('/');
  const found = segments.findIndex((segment) => MAGIC.test(segment));
  const first = found < 0 ? segments.length - 1 : found;
  const dynamic = segments.slice(first);
  return {
    folder: join(root, ...segments.slice(0, first)),
    depth: dynamic.some((segment) => segment.includes('**')) ? Number.POSITIVE_INFINITY : dynamic.length - 1,
    ending: /[^*?[\]{}()!+@]*$/.exec(dynamic.at(-1) ?? '')?.[0] ?? '',
    hidden: dynamic.some((segment) => /(^|[{,(|])\./.test(segment)),
  };
}
