import { systemClock } from '../core/ports.ts';
import { declareProvider } from '../manifest/index.ts';
import { type Account, type Provider, ProviderError, type ProviderSettings } from '../providers/index.ts';
import type { Project } from './project.ts';

/** The account behind a paid provider, or why nobody can tell. */
export interface AccountReport {
  /** The provider's name in the manifest. */
  readonly provider: string;
  readonly type: string;
  /** The variable that should hold the key. */
  readonly keyVariable: string;
  readonly hasKey: boolean;
  readonly account?: Account;
  readonly error?: ProviderError;
}

type World = Pick<Project, 'environment' | 'providers'>;

/** Asks every paid provider that targets use; costs nothing. Without a project, or without paid targets, the usual one. */
export async function askAccounts(
  project: Project | undefined,
  world: World,
  signal: AbortSignal,
): Promise<AccountReport[]> {
  const reports: AccountReport[] = [];
  for (const settings of paidSettings(project, world)) {
    const provider = world.providers.get(settings.type);
    if (provider !== undefined) reports.push(await ask(provider, settings, world, signal));
  }
  return reports;
}

function paidSettings(project: Project | undefined, { providers }: World): ProviderSettings[] {
  const used = new Map<string, ProviderSettings>();
  for (const { paid, provider, providerType } of project?.graph.targets.values() ?? []) {
    if (!paid || used.has(provider)) continue;
    const declared = project?.manifest.providers.get(provider);
    used.set(provider, declared ?? declareProvider(provider, { type: providerType }));
  }
  if (used.size > 0) return [...used.values()];
  return [...providers.values()]
    .filter(({ account }) => account !== undefined)
    .map(({ type }) => declareProvider(type, { type }));
}

async function ask(
  provider: Provider,
  settings: ProviderSettings,
  { environment }: World,
  signal: AbortSignal,
): Promise<AccountReport> {
  const keyVariable = settings.keyEnv ?? `${settings.type.toUpperCase().replaceAll('-', '_')}_API_KEY`;
  const base = {
    provider: settings.name,
    type: settings.type,
    keyVariable,
    hasKey: (environment(keyVariable) ?? '').trim() !== '',
  };
  if (provider.account === undefined) return base;
  try {
    // People wait for this one: a server that is silent for long is a finding.
    const timeout = Math.min(settings.timeout, 15_000);
    const world = { settings: { ...settings, timeout }, environment, clock: systemClock, signal };
    return { ...base, account: await provider.account(world) };
  } catch (error) {
    if (error instanceof ProviderError) return { ...base, error };
    throw error;
  }
}
