import { type Diagnostic, warning } from '../core/diagnostic.ts';
import type { Plan } from '../plan/index.ts';
import type { PendingPurchase } from '../store/index.ts';
import { type Collected, fetchOrdered } from './collect-job.ts';
import { type Customer, formerCustomer } from './customer.ts';
import type { Obtained } from './obtained.ts';
import { abandonedJobs, waitingJob } from './recover.ts';
import type { Run } from './run.ts';

/** Milliseconds that a build waits for such pictures when all else is done. Jobs take less than a minute. */
const PATIENCE = 60_000;

/**
 * Fetches the pictures of jobs that nothing asks for, beside the build, and keeps each under the key it was ordered
 * for: who undoes an edit gets it at no cost. Those that are `leaving` the list of unknown purchases are asked for
 * before they are forgotten. What is returned waits for them, and says what has become of each.
 */
export function collectAbandoned(
  plan: Plan,
  run: Run,
  leaving: readonly PendingPurchase[],
): () => Promise<readonly Diagnostic[]> {
  const waiting = abandonedJobs(plan, run.jobs.values());
  if (run.options.offline)
    return async () =>
      waiting.map((job) =>
        waitingJob(job, 'build without --offline to fetch it; the server forgets it after 24 hours'),
      );
  const jobs = [...waiting, ...leaving];
  const giveUp = new AbortController();
  const stop = () => giveUp.abort();
  const tire = () => giveUp.abort(new Error('it is still being made'));
  run.options.signal?.addEventListener('abort', stop, { once: true });
  const open = new Set<PendingPurchase>(jobs);
  const results = jobs.map(async (job) => {
    const said = await collect(job, plan, run, giveUp.signal);
    open.delete(job);
    return said;
  });
  return async () => {
    for (const { target } of open) run.emit({ type: 'job-awaited', target });
    const timer = setTimeout(tire, PATIENCE);
    const said = (await Promise.all(results)).flat();
    clearTimeout(timer);
    run.options.signal?.removeEventListener('abort', stop);
    return said;
  };
}

/** Never rejects: what a fetch that fails leaves behind is asked for again by the next build. */
async function collect(
  job: PendingPurchase,
  plan: Plan,
  run: Run,
  patience: AbortSignal,
): Promise<readonly Diagnostic[]> {
  try {
    const fetching = fetchOrdered(customerOfJob(job, run), job, run, patience);
    run.underway.set(job.key, fetching.then(unlessNothing));
    const obtained = await fetching;
    if (obtained.kind === 'nothing') {
      await run.workspace.journal.close(job.key);
      return [];
    }
    if (obtained.kind === 'failed') return [{ ...obtained.diagnostic, severity: 'warning' }];
    return obtained.kind === 'stopped' ? [] : [fetched(job, plan), ...obtained.warnings];
  } catch (error) {
    return [waitingJob(job, `it could not be fetched: ${(error as Error)?.message ?? error}; build again`)];
  }
}

/** Nothing asks for it in this build, and whoever did would have been told to stop. */
function unlessNothing(collected: Collected): Obtained {
  return collected.kind === 'nothing' ? { kind: 'stopped' } : collected;
}

/** A name that the manifest has given to another provider since does not lead the key to that one's host. */
function customerOfJob(job: PendingPurchase, run: Run): Customer {
  const customer = formerCustomer(job);
  const { provider, providerType } = customer;
  const declared = run.workspace.project.manifest.providers.get(provider);
  return (declared?.type ?? providerType) === providerType
    ? customer
    : { ...customer, provider: providerType };
}

function fetched({ target, key, credits }: PendingPurchase, plan: Plan): Diagnostic {
  const planned = plan.targets.find(({ id }) => id === target);
  const hint =
    planned === undefined
      ? `when ${target} is as it was when it was ordered, it gets that picture at no cost`
      : planned.key === key
        ? `${target} keeps the picture it has; without its block in the lockfile, the next build takes the new one at no cost`
        : `${target} was changed since; take the change back, and it gets that picture at no cost`;
  const message = `${target}: the picture that an interrupted build had ordered for ${credits} credits was fetched and kept`;
  return warning('purchase-recovered', message, { target, hint });
}
