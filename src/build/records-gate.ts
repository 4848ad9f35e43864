import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { Budget } from '../manifest/index.ts';
import type { SpoiltRecord } from '../store/index.ts';
import { Round } from './drift/round.ts';
import type { Workspace } from './workspace.ts';

/** Everything in the memory of money that cannot be read, of builds as of drifts. */
export async function spoiltRecords({
  journal,
  project,
}: Pick<Workspace, 'journal' | 'project'>): Promise<readonly SpoiltRecord[]> {
  const drift = await new Round(project.paths).journal.spoilt();
  return [...(await journal.spoilt()), ...drift.filter(({ kind }) => kind === 'pending')];
}

/**
 * Nothing is bought while records of money that would have to be known cannot be read: a purchase in flight that may be
 * bought twice, or a line of the ledger that may be of the day or the month whose budget is to hold.
 */
export function recordsGate(
  spoilt: readonly SpoiltRecord[],
  budget: Budget,
  now: number,
): Failure | undefined {
  const today = new Date(now).toISOString().slice(0, 10);
  const since = budget.month !== undefined ? today.slice(0, 7) : budget.day !== undefined ? today : undefined;
  const inTheWay = spoilt.filter(
    (record) =>
      record.kind === 'pending' ||
      (since !== undefined && (record.until === undefined || record.until.slice(0, since.length) >= since)),
  );
  if (inTheWay.length === 0) return undefined;
  return failure('damage-found', ...inTheWay.map(spoiltProblem));
}

/** What cannot be read, what that means for money, and what to do. */
export function spoiltProblem(record: SpoiltRecord): Diagnostic {
  if (record.kind === 'pending') {
    const path = `.imagebuild/${record.file}`;
    return problem(
      'pending-damaged',
      `${path} cannot be read: it is the record of a purchase in flight, which may have been charged`,
      { hint: 'compare `imagebuild cost` with the account of your provider, then delete that file' },
    );
  }
  const message = `line ${record.line} of .imagebuild/ledger.jsonl cannot be read, so what was spent is not known for certain`;
  const hint =
    'bring the file back from a copy; or compare `imagebuild cost` with the account of your provider, then mend or delete that line';
  return problem('ledger-damaged', message, {
    location: { file: '.imagebuild/ledger.jsonl', line: record.line, column: 1, length: 1 },
    hint,
  });
}
