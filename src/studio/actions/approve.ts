import { z } from 'zod';
import { openProject } from '../../build/index.ts';
import { succeed } from '../../core/result.ts';
import { approve as approveTargets, revokeApproval } from '../../design/index.ts';
import { action } from './action.ts';

interface Wanted {
  id: string;
  by?: string | undefined;
  revoke?: boolean | undefined;
}

/** Says that a picture may go out, or takes that back. */
export const approve = action<Wanted>({
  name: 'approve',
  input: z.strictObject({ id: z.string(), by: z.string().optional(), revoke: z.boolean().optional() }),
  async run({ id, by, revoke }, { request, options }) {
    // Drafts go nowhere, so it is the final picture that is approved, whatever is looked at.
    const opened = await openProject({ ...request, profile: undefined });
    if (!opened.ok) return opened;
    const patterns = [id];
    const changed = revoke
      ? await revokeApproval(opened.value, { patterns }, options)
      : await approveTargets(opened.value, { patterns, ...(by === undefined ? {} : { by }) }, options);
    if (!changed.ok) return changed;
    const say = revoke ? `${id} is no longer approved.` : `${id} is approved${by ? ` by ${by}` : ''}.`;
    return succeed({ say, problems: [] });
  },
});
