import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { LockfileState } from '../lockfile/index.ts';
import {
  FORMAT_LIMIT,
  isAdopted,
  isSettingsReason,
  lacksMaster,
  type Plan,
  type PlannedTarget,
  replacesMaster,
} from '../plan/index.ts';
import type { SharedState } from '../store/index.ts';
import { damageProblem } from './damage.ts';
import type { BuildOptions } from './options.ts';
import { brokenLimit, type Limit } from './purse.ts';
import type { Workspace } from './workspace.ts';

/** What stands between a plan and its execution: each gate looks at the whole plan before anything is begun. */
export function checkGates(
  plan: Plan,
  { lockState, project, sharedStore }: Pick<Workspace, 'lockState' | 'project' | 'sharedStore'>,
  options: BuildOptions,
  limits: readonly Limit[],
  unreadable?: Failure,
): Failure | undefined {
  // One impossible file does not keep others from being made: it fails by itself.
  if (plan.problems.some(({ code }) => code !== FORMAT_LIMIT))
    return failure('invalid-input', ...plan.problems);
  const stale = options.frozen ? frozenGate(plan, lockState, project.paths.lockfileName) : undefined;
  return (
    stale ??
    codeGate(plan, options) ??
    spendingGates(plan, options, limits, sharedStore?.state(), unreadable).find(
      (refusal) => refusal !== undefined,
    )
  );
}

/** The gates that spending has to pass, in the order in which they are asked. `unreadable`: records of money that are. */
function spendingGates(
  plan: Plan,
  options: BuildOptions,
  limits: readonly Limit[],
  shared: SharedState | undefined,
  unreadable?: Failure,
) {
  return [
    protectionGate(plan, options),
    offlineGate(plan, options),
    priceGate(plan),
    plan.cost.paidImages > 0 ? unreadable : undefined,
    countGate(plan, options),
    budgetGate(plan, limits),
    sharingGate(plan, shared),
  ];
}

/** What would refuse a build of this plan, told beforehand. */
export function foreseenRefusals(
  plan: Plan,
  options: BuildOptions,
  limits: readonly Limit[],
  shared: SharedState | undefined,
  unreadable?: Failure,
): readonly Diagnostic[] {
  return [codeGate(plan, options), ...spendingGates(plan, options, limits, shared, unreadable)]
    .flatMap((refusal) => refusal?.diagnostics ?? [])
    .map((diagnostic) => ({ ...diagnostic, severity: 'warning' }));
}

/** The lock must already be what this build would make it. */
export function frozenGate(plan: Plan, lockState: LockfileState, lockfileName: string): Failure | undefined {
  const hint = 'run `imagebuild build` where you may spend, and commit the lockfile';
  if (lockState.kind === 'conflicted') {
    return failure(
      'lock-unusable',
      problem('lock-conflicted', `${lockfileName} has conflict markers`, {
        hint: 'run `imagebuild lock merge`',
      }),
    );
  }
  if (lockState.kind === 'absent' && plan.targets.length > 0) {
    return failure('lock-unusable', problem('lock-missing', `there is no ${lockfileName}`, { hint }));
  }
  const stale: Diagnostic[] = [
    ...plan.targets.filter(({ changesLock }) => changesLock).map((planned) => staleProblem(planned, hint)),
    ...plan.removals.map(({ id }) =>
      problem('lock-stale', `${id} is in the lockfile, but no longer in the manifest`, { target: id, hint }),
    ),
  ];
  if (stale.length > 0) return failure('lock-unusable', ...stale);
  const lost = plan.targets.filter(
    ({ action, target, entry, damage, reasons }) =>
      damage !== undefined ||
      (action === 'generate' && target.paid) ||
      (isAdopted(entry) && reasons.some(lacksMaster)),
  );
  if (lost.length === 0) return undefined;
  const kind = lost.every(({ damage }) => damage) ? 'damage-found' : 'lock-unusable';
  return failure(kind, ...lost.map(lostProblem));
}

function lostProblem(planned: PlannedTarget): Diagnostic {
  const { id, entry, damage } = planned;
  if (damage) return damageProblem(planned, damage);
  const why = isAdopted(entry)
    ? 'nobody but people can make it again'
    : 'a frozen build may not buy it again';
  return problem('master-missing', `the master of ${id} is not in the store, and ${why}`, {
    target: id,
    hint: 'bring .imagebuild/masters here, from version control or where it is kept',
  });
}

function staleProblem({ id, entry, reasons }: PlannedTarget, hint: string): Diagnostic {
  if (entry === undefined)
    return problem('lock-stale', `${id} is in the manifest, but not in the lockfile`, { target: id, hint });
  const changes = reasons.filter((reason) => !isSettingsReason(reason));
  const fields = [...new Set(changes.map(({ code, field }) => field ?? code))].join(', ');
  // Settings that this version knows nothing of cannot be told from an edit.
  const onlyOutputs = changes.every(({ code }) => code === 'rendition-changed');
  return problem('lock-stale', `${id} is not what the lockfile says: ${fields}`, {
    target: id,
    hint: onlyOutputs
      ? `${hint}; if the manifest has not changed, another version of imagebuild has written the lockfile: use that one`
      : hint,
  });
}

/** A manifest cannot run code by itself: whoever builds it says so. */
function codeGate(plan: Plan, { allowCode }: BuildOptions): Failure | undefined {
  if (allowCode) return undefined;
  const modules = new Map<string, string>();
  for (const { id, outputs } of plan.targets)
    for (const { spec } of outputs.flatMap(({ files }) => files))
      for (const { code, file } of spec.steps ?? [])
        if (code && file && !modules.has(file.path)) modules.set(file.path, id);
  if (modules.size === 0) return undefined;
  return failure(
    'invalid-input',
    ...[...modules].map(([path, id]) =>
      problem('code-not-allowed', `${id} runs ${path}, and code from a manifest is not allowed here`, {
        target: id,
        hint: 'read it, then allow it with --allow-code or IMAGEBUILD_ALLOW_CODE=1',
      }),
    ),
  );
}

function protectionGate(plan: Plan, options: BuildOptions): Failure | undefined {
  if (options.allowProtected) return undefined;
  const replaced = plan.targets.filter(
    (planned) => (planned.target.protect || isAdopted(planned.entry)) && replacesMaster(planned),
  );
  if (replaced.length === 0) return undefined;
  return failure('invalid-input', ...replaced.map(protectedProblem));
}

function protectedProblem({ id, target, entry, reasons, estimatedCredits }: PlannedTarget): Diagnostic {
  const why = reasons.map(({ code, field }) => field ?? code).join(', ');
  if (target.protect)
    return problem('protected', `${id} is protected, and this build would replace it (${why})`, {
      target: id,
      hint: 'take the change back, or replace it for once with --allow-protected',
    });
  const price = !target.paid ? '' : ` for ${estimatedCredits ?? 'an unknown number of'} credits`;
  const message = `${id} is adopted (${entry?.adoption?.reason ?? 'made by people'}), and this build would replace it${price} (${why})`;
  const hint = `give it back to generation at no cost with \`imagebuild adopt ${id} --release\`, or replace it for once with --allow-protected`;
  return problem('protected', message, { target: id, hint });
}

function offlineGate(plan: Plan, options: BuildOptions): Failure | undefined {
  if (!options.offline) return undefined;
  const online = plan.targets.filter(({ action, target }) => action === 'generate' && target.paid);
  if (online.length === 0) return undefined;
  const names = online.slice(0, 5).map(({ id }) => id);
  return failure(
    'provider-failed',
    problem(
      'offline',
      `${online.length} targets need a provider that is not on this machine: ${names.join(', ')}${online.length > 5 ? ', …' : ''}`,
      { hint: 'build without --offline' },
    ),
  );
}

function priceGate({ cost }: Plan): Failure | undefined {
  if (cost.unpriced.length === 0) return undefined;
  return failure('budget-refused', ...cost.unpriced.map(unpricedProblem));
}

export function unpricedProblem({ id, target }: Pick<PlannedTarget, 'id' | 'target'>): Diagnostic {
  const what = target.capability.model ?? target.capability.operation;
  return problem('price-unknown', `nobody knows what ${what} costs, so ${id} is not bought`, {
    target: id,
    hint: `give its price in credits: providers: { ${target.provider}: { prices: { ${what}: 4 } } }`,
  });
}

function countGate({ cost }: Plan, { maxImages }: BuildOptions): Failure | undefined {
  if (maxImages === undefined || cost.paidImages <= maxImages) return undefined;
  return failure(
    'budget-refused',
    problem(
      'too-many-images',
      `this build would buy ${cost.paidImages} images; --max-images is ${maxImages}`,
      { hint: 'nothing was bought; build fewer targets, or raise the limit' },
    ),
  );
}

function budgetGate({ cost }: Plan, limits: readonly Limit[]): Failure | undefined {
  const broken = brokenLimit(limits, cost.credits);
  if (broken === undefined || cost.credits === 0) return undefined;
  const left = Math.max(0, Math.round(broken.left * 1e6) / 1e6);
  return failure(
    'budget-refused',
    problem('over-budget', `this build would cost ${cost.credits} credits; ${broken.name} allows ${left}`, {
      hint: 'nothing was spent; build fewer targets, or raise the limit',
    }),
  );
}

/**
 * What others who share the store have bought or are buying can only be known from it: without it nothing is bought.
 * A store that is only read is its user's wish, and everything that costs nothing goes on without any.
 */
function sharingGate({ cost }: Plan, shared: SharedState | undefined): Failure | undefined {
  if (cost.paidImages === 0 || (shared !== 'absent' && shared !== 'failing')) return undefined;
  const what = counted(cost.paidImages);
  if (shared === 'absent')
    return failure(
      'invalid-input',
      problem('shared-store-absent', `there is no shared store where --store says, and ${what} to buy`, {
        hint: 'mount it; begin a new one with `imagebuild push`; or build without --store. Nothing was bought',
      }),
    );
  return failure(
    'unexpected',
    problem('shared-store-failing', `the shared store cannot be used, and ${what} to buy`, {
      hint: 'bring it back, or build without --store if nobody else buys these pictures. Nothing was bought',
    }),
  );
}

/** What a build says of a shared store that it cannot use as it is meant to be used. */
export function sharingNotice({ cost }: Plan, shared: SharedState | undefined): Diagnostic[] {
  if (shared === 'absent')
    return [
      warning('shared-store-absent', 'there is no shared store where --store says', {
        hint: 'mount it, or begin a new one with `imagebuild push`; what costs nothing goes on without it',
      }),
    ];
  if (shared === 'read-only' && cost.paidImages > 0)
    return [
      warning('shared-store-read-only', 'the shared store can only be read here', {
        hint: 'nobody else is kept from buying the same pictures at the same time, and what is bought stays in this checkout',
      }),
    ];
  return [];
}

function counted(images: number): string {
  return images === 1 ? 'there is 1 image' : `there are ${images} images`;
}
