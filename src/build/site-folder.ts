import { relative } from 'node:path';
import type { Project } from './project.ts';

/** A file of a built site as messages name it: from the project's root, with forward slashes. */
export function nameOf({ paths }: Project, absolute: string): string {
  return relative(paths.root, absolute).replaceAll('\\', '/');
}
