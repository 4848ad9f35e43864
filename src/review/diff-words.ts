import { differenceWords } from '../core/difference-words.ts';
import { counted } from '../core/words.ts';
import { reasonText } from '../plan/index.ts';
import type { Change } from './compare-locks.ts';
import type { DiffedTarget, ProjectDiff } from './diff.ts';

/** `3 pictures changed, 1 new, 12 unchanged`. */
export function summaryOf({ counts, locked, revision }: Pick<ProjectDiff, 'counts' | 'locked' | 'revision'>) {
  if (!locked) return `${counted(counts.new, 'picture')}, all new: there is no lockfile at ${revision}`;
  const said: { readonly [C in Change | 'unchanged']: string } = {
    changed: `${counted(counts.changed, 'picture')} changed`,
    new: `${counts.new} new`,
    gone: `${counts.gone} gone`,
    recipe: `${counts.recipe} with another recipe and the same picture`,
    files: `${counts.files} with other files of the same picture`,
    unchanged: `${counts.unchanged} unchanged`,
  };
  const told = (Object.keys(said) as (keyof typeof said)[]).filter((name) => counts[name] > 0);
  return told.length > 0 ? told.map((name) => said[name]).join(', ') : 'nothing to compare';
}

/** How a changed picture differs, or why nobody can say. */
export function differenceText({ difference, before, after }: DiffedTarget): string {
  if (difference !== undefined)
    return `${differenceWords(difference.score)}${difference.sameSize ? '' : ', and of another size'}`;
  if (before?.held === false) return 'the picture before is not held, neither in the store nor in git';
  if (after?.held === false) return 'the present picture is not in the store';
  return 'cannot be compared: one of the two is no picture that can be read';
}

/** Why a target is another than before. */
export function becauseText({ change, reasons, note, outputs }: DiffedTarget): string {
  if (change === 'files') return `output ${outputs.join(', ')} changed`;
  const recipe = reasons.length > 0 ? reasonText(reasons) : '';
  return [recipe, note ?? ''].filter((text) => text !== '').join('; ');
}
