import { differenceWords } from '../core/difference-words.ts';
import { counted } from '../core/words.ts';
import type { DriftedTarget, ProjectDrift } from './drift.ts';

/** `1 of 3 pictures drifted, 2 came out the same`. */
export function driftSummary({ counts, targets }: Pick<ProjectDrift, 'counts' | 'targets'>): string {
  const { same, alike, drifted, failed } = counts;
  const made = same + alike + drifted;
  if (targets.length === 0) return 'there is nothing that could be made again';
  const told = [
    made > 0 ? `${drifted === 0 ? 'none' : drifted} of ${counted(made, 'picture')} drifted` : '',
    same > 0 ? `${same} came out the same` : '',
    alike > 0 ? `${alike} look alike` : '',
    failed > 0 ? `${failed} could not be made` : '',
    counts['not-asked'] > 0 ? `${counts['not-asked']} not asked for` : '',
  ];
  return told.filter((text) => text !== '').join(', ');
}

/** What became of one target. */
export function driftText({ result, difference, error }: DriftedTarget): string {
  switch (result) {
    case 'same':
      return 'the same bytes';
    case 'alike':
    case 'drifted': {
      if (difference === undefined) return 'other bytes, which cannot be compared';
      return `${differenceWords(difference.score)}${difference.sameSize ? '' : ', and of another size'}`;
    }
    case 'failed':
      return error?.message ?? 'could not be made';
    case 'not-asked':
      return 'not asked for: the drift was stopped, or nothing can be had from its provider';
  }
}
