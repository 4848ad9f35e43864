import { type BuildOptions, type Project, type ProjectRequest, unknownTarget } from '../build/index.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { setKey } from '../manifest/index.ts';
import type { TargetId } from '../targets/index.ts';
import { refuseFrozen } from './frozen.ts';
import { placeOf, type Written, writeEdit } from './write-manifest.ts';

export interface Protection {
  readonly target: TargetId;
  readonly on: boolean;
}

export interface Protected {
  readonly project: Project;
  /** Where it was written; absent where the manifest said so already. */
  readonly written?: Omit<Written, 'project'>;
}

/** Writes into the manifest that a target's picture may not, or may again, be replaced by a build. */
export async function protect(
  project: Project,
  request: ProjectRequest,
  { target: id, on }: Protection,
  agreed: boolean,
  { frozen }: Pick<BuildOptions, 'frozen'> = {},
): Promise<Result<Protected>> {
  const refused = refuseFrozen('protect', frozen);
  if (refused) return fail(refused);
  const target = project.graph.targets.get(id);
  if (target === undefined) return fail(unknownTarget(id, project.graph.targets.keys()));
  if (target.protect === on) return succeed({ project });
  const place = placeOf(target, 'protect');
  const edit = {
    target: id,
    place,
    apply: (text: string) => setKey(text, place.path, 'protect', on),
    isRight: (after: Project) => after.graph.targets.get(id)?.protect === on,
    changed: (before: Project, after: Project) =>
      [...after.graph.targets]
        .filter(([other, { protect }]) => protect !== before.graph.targets.get(other)?.protect)
        .map(([other]) => other),
    byHand: `write it by hand: protect: ${on}`,
  };
  const written = await writeEdit(project, request, edit, agreed);
  if (!written.ok) return written;
  const { project: read, ...where } = written.value;
  return succeed({ project: read, written: where });
}
