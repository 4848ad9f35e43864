import { join } from 'node:path';
import { type Project, profileFolder } from '../build/index.ts';
import type { MasterRecord } from '../core/picture.ts';
import { loadLockfile } from '../lockfile/index.ts';
import type { TargetId } from '../targets/index.ts';

/** Pictures that profiles have made, by target. */
export type Drafts = ReadonlyMap<
  TargetId,
  readonly { readonly profile: string; readonly master: MasterRecord }[]
>;

/** What the profiles of a manifest have made. Their lockfiles lie apart, and a spoilt one is as good as none. */
export async function draftsOf({ manifest, paths }: Project): Promise<Drafts> {
  const drafts = new Map<TargetId, { profile: string; master: MasterRecord }[]>();
  for (const profile of manifest.profiles.keys()) {
    const name = `${profileFolder(profile)}/imagebuild.lock`;
    const state = await loadLockfile(join(paths.root, name), name);
    if (state.kind !== 'loaded') continue;
    for (const [id, { master }] of state.lockfile.targets)
      drafts.set(id, [...(drafts.get(id) ?? []), { profile, master }]);
  }
  return drafts;
}
