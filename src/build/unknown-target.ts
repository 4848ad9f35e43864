import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { didYouMean } from '../core/suggest.ts';

export function unknownTarget(id: string, known: Iterable<string>): Failure {
  return failure(
    'invalid-input',
    problem('unknown-target', `there is no target "${id}"`, { hint: didYouMean(id, known) }),
  );
}
