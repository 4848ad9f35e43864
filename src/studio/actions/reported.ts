import type { Report } from '../../build/index.ts';
import { counted, credits } from '../../core/words.ts';
import type { Plan } from '../../plan/index.ts';
import type { Done, Price } from './action.ts';

export function priceOf({ cost }: Plan): Price {
  return { credits: cost.credits, images: cost.paidImages, unpriced: cost.unpriced.length };
}

/** A report of a build as what came of an action. */
export function reported(report: Report, say?: string, more: object = {}): Done {
  const spent = report.cost.spentCredits + report.cost.unknownCredits;
  const { generated, restored, rendered } = report.counts;
  const made = `${counted(generated, 'picture')} generated, ${restored} restored, ${counted(rendered, 'file')} rendered`;
  return {
    say: `${say ?? made}${spent > 0 ? `, for ${credits(spent)}` : ''}.`,
    problems: report.failure === undefined ? [] : report.errors,
    ...more,
  };
}
