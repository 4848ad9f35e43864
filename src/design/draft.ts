import { join } from 'node:path';
import { type Project, profileFolder, type Workspace } from '../build/index.ts';
import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { POINTER_HINT } from '../core/lfs-pointer.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { type LockEntry, loadLockfile } from '../lockfile/index.ts';
import type { DamagedFile } from '../store/index.ts';
import type { TargetId } from '../targets/index.ts';

/** A picture that a profile has made of a target. */
export interface Draft {
  readonly profile: string;
  readonly entry: LockEntry;
}

/** The draft that is meant: that of a profile, or the only one there is. Its bytes are in the store. */
export async function findDraft(
  { paths, manifest }: Project,
  id: TargetId,
  profile: string | undefined,
  store: Workspace['store'],
): Promise<Result<Draft>> {
  const drafts: Draft[] = [];
  for (const name of profile === undefined ? manifest.profiles.keys() : [profile]) {
    const lockfile = `${profileFolder(name)}/imagebuild.lock`;
    const state = await loadLockfile(join(paths.root, lockfile), lockfile);
    if (state.kind === 'damaged') return fail(failure('lock-unusable', state.diagnostic));
    const entry = state.kind === 'loaded' ? state.lockfile.targets.get(id) : undefined;
    const damage = entry && store.damagedMaster(entry.master);
    if (damage) return fail(damagedDraft(id, name, damage));
    if (entry && store.holds(entry.master)) drafts.push({ profile: name, entry });
  }
  const [draft, ...more] = drafts;
  if (draft === undefined) return fail(noDraft(id, profile, [...manifest.profiles.keys()]));
  if (more.length > 0) return fail(several(id, drafts));
  return succeed(draft);
}

/** To make it again would pay for it again, so nobody is told to do that first. */
function damagedDraft(id: TargetId, profile: string, { file, isPointer }: DamagedFile): Failure {
  const back = isPointer ? POINTER_HINT : 'bring it back from version control or a copy';
  const message = `the draft of ${id} by the profile ${profile}, ${file}, is damaged`;
  const hint = `${back}; \`imagebuild build --force ${id} --profile ${profile}\` makes another`;
  return failure('damage-found', problem('master-damaged', message, { target: id, hint }));
}

function noDraft(id: TargetId, profile: string | undefined, profiles: readonly string[]): Failure {
  const [first] = profile === undefined ? profiles : [profile];
  const message = `there is no draft of ${id}${profile === undefined ? '' : ` by the profile ${profile}`}`;
  const hint =
    first === undefined
      ? 'name cheaper settings under `profiles` in the manifest, and build with --profile NAME'
      : `make one with \`imagebuild build ${id} --profile ${first}\`, or make the final picture with \`imagebuild build ${id}\``;
  return failure('invalid-input', problem('no-draft', message, { target: id, hint }));
}

function several(id: TargetId, drafts: readonly Draft[]): Failure {
  const names = drafts.map(({ profile }) => profile);
  const message = `there are drafts of ${id} by ${names.join(' and ')}`;
  const hint = `say which with --profile ${names[0]}`;
  return failure('invalid-input', problem('usage', message, { target: id, hint }));
}
