import { KEY_VERSION } from '../core/recipe.ts';
import { LOCKFILE_VERSION, type LockEntry } from './lockfile.ts';
import { parseLockfile } from './text.ts';

/**
 * One target's entry out of a lockfile's text, without reading all the others: for histories, which are long. Looks for
 * the text that a lockfile is written as; undefined where there is no such entry or it is not sound.
 */
export function entryIn(text: Buffer, id: string): LockEntry | undefined {
  const head = `\n    ${JSON.stringify(id)}: {`;
  const start = text.indexOf(head);
  const end = text.indexOf('\n    }', start);
  // Where either is not there, nothing lies between them, and that makes no JSON.
  const entry = `{${text.toString('utf8', start, end)}}}`;
  const whole = `{"lockfileVersion":${LOCKFILE_VERSION},"keyVersion":${KEY_VERSION},"targets":${entry}}`;
  const parsed = parseLockfile(whole, '');
  return 'code' in parsed ? undefined : parsed.targets.get(id);
}
