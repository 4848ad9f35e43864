import { access, constants, statfs } from 'node:fs/promises';
import type { Result } from '../core/result.ts';
import { sharpRaster } from '../renditions/index.ts';
import { sharedStore } from '../store/index.ts';
import { type AccountReport, askAccounts } from './accounts.ts';
import { assembleCatalog } from './catalog.ts';
import { damagedTargets } from './damage.ts';
import { ignoredByGit } from './ignored-by-git.ts';
import { openProject, type Project, type ProjectRequest } from './project.ts';
import { planWorkspace } from './selection.ts';
import { everything, openWorkspace } from './workspace.ts';

/** One thing that was looked at. */
export interface Checkup {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** The least version that package.json asks for. */
const NODE = [20, 19] as const;
const LEAST_SPACE = 500e6;
/** Longer than this, signatures and log files stop to make sense. */
const LARGEST_SKEW = 60_000;

/** Looks at everything a build needs of its surroundings. Spends nothing and changes nothing. */
export async function examine(request: ProjectRequest, signal: AbortSignal): Promise<Checkup[]> {
  const opened = await openProject(request);
  const project = opened.ok ? opened.value : undefined;
  const environment = request.environment ?? ((name: string) => process.env[name]);
  const providers = project?.providers ?? assembleCatalog(request.providers).providers;
  const folder = project?.paths.root ?? request.cwd ?? '.';
  const paid = project === undefined || [...project.graph.targets.values()].some(({ paid }) => paid);
  const accounts = paid ? await askAccounts(project, { environment, providers }, signal) : [];
  return [
    nodeVersion(),
    await imageLibrary(),
    manifest(opened),
    await writable(folder),
    await space(folder),
    ...sharedFolder(project?.paths.sharedStore),
    ...(project === undefined ? [] : await storedMasters(project)),
    ...(project === undefined ? [] : await ignoredFiles(project, paid)),
    ...(paid
      ? accounts.flatMap(account)
      : [{ name: 'providers', ok: true, found: 'no target costs credits' }]),
  ];
}

function nodeVersion(): Checkup {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
  return {
    name: 'node',
    ok,
    found: process.versions.node,
    hint: ok ? undefined : `install Node ${NODE.join('.')} or newer`,
  };
}

async function imageLibrary(): Promise<Checkup> {
  try {
    await sharpRaster.encodePng({ width: 1, height: 1, data: new Uint8Array(4) });
    return { name: 'sharp', ok: true, found: 'encodes' };
  } catch (error) {
    const [found = ''] = (error as Error).message.split('\n');
    return { name: 'sharp', ok: false, found, hint: 'install again for this machine: npm install sharp' };
  }
}

function manifest(opened: Result<Project>): Checkup {
  if (opened.ok) {
    const { manifest, graph } = opened.value;
    return { name: 'manifest', ok: true, found: `${manifest.file}, ${graph.targets.size} targets` };
  }
  const [first] = opened.failure.diagnostics;
  return {
    name: 'manifest',
    ok: false,
    found: first?.message ?? 'unusable',
    hint: first?.hint ?? 'run `imagebuild plan`',
  };
}

async function writable(folder: string): Promise<Checkup> {
  const name = 'write permission';
  try {
    await access(folder, constants.W_OK);
    return { name, ok: true, found: 'the project folder can be written' };
  } catch {
    return {
      name,
      ok: false,
      found: 'the project folder cannot be written',
      hint: 'change its owner or its permissions',
    };
  }
}

async function space(folder: string): Promise<Checkup> {
  const name = 'disk space';
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const ok = free >= LEAST_SPACE;
    const hint = ok ? undefined : 'make room: a master has some megabytes, and a build keeps all of them';
    return { name, ok, found: `${(free / 1e9).toFixed(1)} GB free`, hint };
  } catch {
    return { name, ok: true, found: 'not known here' };
  }
}

/** One row for each target of which something in the store is damaged; one in all where nothing is. */
async function storedMasters(project: Project): Promise<Checkup[]> {
  const name = 'masters';
  const opened = await openWorkspace(project);
  if (!opened.ok)
    return opened.failure.diagnostics.map(({ message, hint }) => ({ name, ok: false, found: message, hint }));
  const workspace = opened.value;
  const { plan } = planWorkspace(workspace, { selected: everything(workspace), forced: new Set() });
  const damaged = damagedTargets(plan, workspace.store);
  if (damaged.length === 0) return [{ name, ok: true, found: 'none has another size than it had' }];
  return damaged.map(({ message, hint }) => ({ name, ok: false, found: message, hint }));
}

/** One row for each file that git ignores and should not; one in all where it ignores none. */
async function ignoredFiles({ paths }: Project, paid: boolean): Promise<Checkup[]> {
  const name = 'git';
  const found = await ignoredByGit(paths, paid);
  if (found.length === 0) return [{ name, ok: true, found: 'ignores nothing that must be kept' }];
  return found.map(({ message, hint }) => ({ name, ok: false, found: message, hint }));
}

/** Only where one is named. */
function sharedFolder(folder: string | undefined): Checkup[] {
  if (folder === undefined) return [];
  const name = 'shared store';
  switch (sharedStore(folder).state()) {
    case 'ready':
      return [{ name, ok: true, found: 'can be read and written' }];
    case 'read-only':
      return [{ name, ok: true, found: 'can only be read: others are not kept from buying the same' }];
    case 'absent':
      return [{ name, ok: false, found: 'not there', hint: 'mount it, or begin one with `imagebuild push`' }];
    case 'failing':
      return [{ name, ok: false, found: 'cannot be used', hint: 'look at the folder that --store names' }];
  }
}

function account({ provider, keyVariable, hasKey, account, error }: AccountReport): Checkup[] {
  const key: Checkup = hasKey
    ? { name: `${provider}: key`, ok: true, found: `${keyVariable} is set` }
    : {
        name: `${provider}: key`,
        ok: false,
        found: `${keyVariable} is not set`,
        hint: `set ${keyVariable}, or name a file that holds it with --env-file`,
      };
  if (!hasKey) return [key];
  if (error !== undefined)
    return [key, { name: `${provider}: account`, ok: false, found: error.message, hint: error.hint }];
  if (account === undefined) return [key];
  const { credits, clock } = account;
  const checks: Checkup[] = [
    key,
    {
      name: `${provider}: account`,
      ok: credits > 0,
      found: `the key works; ${credits} credits`,
      hint: credits > 0 ? undefined : 'buy credits from the provider',
    },
  ];
  if (clock === undefined) return checks;
  const skew = Math.abs(clock.server - clock.ours);
  const ok = skew <= LARGEST_SKEW;
  const found = ok ? 'agrees with the server' : `${Math.round(skew / 1000)} s apart from the server`;
  return [
    ...checks,
    { name: `${provider}: clock`, ok, found, hint: ok ? undefined : 'set the clock of this machine' },
  ];
}
