import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Standing } from '../store/index.ts';

/** What somebody else's request has left: nobody may repeat it without being told to. */
export function leftProblem(target: string, standing: Standing): Diagnostic {
  const { kind, record } = standing;
  const when = record === undefined ? '' : ` at ${record.startedAt}`;
  const who = ownerOf(standing);
  const credits = record === undefined ? '' : `; up to ${record.credits} credits may have been charged`;
  switch (kind) {
    case 'kept':
      return problem(
        'bought-elsewhere',
        `${target}: ${who} bought this picture${when}, and it is not in the shared store`,
        {
          target,
          hint: 'run `imagebuild push` where it was bought; --retry-unknown buys it a second time',
        },
      );
    case 'spent':
      return problem(
        'bad-answer',
        `${target}: ${who} bought this very picture${when}${record === undefined ? '' : ` for ${record.credits} credits`}, and what came cannot be used; nothing is bought again`,
        {
          target,
          hint: 'the answer is put aside where it was bought: report it to the provider, then buy the picture again with --retry-unknown or --force',
        },
      );
    case 'unknown':
    case 'busy':
    case 'idle':
    case 'refused':
      return problem(
        'outcome-unknown',
        `${target}: ${who} sent a request for this very picture${when} and has not brought it${credits}`,
        {
          target,
          hint: record?.job
            ? 'build where it was ordered: its picture can be fetched there for 24 hours. Else buy it again with --retry-unknown'
            : 'build where it was sent, which may have the picture; else look at the balance, then buy it again with --retry-unknown',
        },
      );
    default:
      return unreachable(kind);
  }
}

/** Who it was, as far as the claim tells. */
export function ownerOf({ record }: Standing): string {
  return record === undefined ? 'another process' : `process ${record.owner.pid} on ${record.owner.host}`;
}
