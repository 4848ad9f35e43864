import { z } from 'zod';
import { openProject } from '../../build/index.ts';
import { type Result, succeed } from '../../core/result.ts';
import { type Promotion, promote as promoteTarget, promotionOf } from '../../design/index.ts';
import { action, type Desk } from './action.ts';
import { reported } from './reported.ts';

interface Wanted {
  id: string;
  profile: string;
  /** Begins with the draft, instead of making another picture from the same words. */
  fromDraft: boolean;
}

/** Makes the final picture of a draft. */
export const promote = action<Wanted>({
  name: 'promote',
  input: z.strictObject({ id: z.string(), profile: z.string(), fromDraft: z.boolean() }),
  async price(wanted, desk) {
    const found = await prepare(wanted, desk);
    if (!found.ok) return found;
    const { estimatedCredits, images } = found.value;
    const unpriced = estimatedCredits === undefined ? images : 0;
    return succeed({ credits: estimatedCredits ?? 0, images, unpriced });
  },
  async run(wanted, desk) {
    const found = await prepare(wanted, desk);
    if (!found.ok) return found;
    const promoted = await promoteTarget(found.value, desk.options);
    if (!promoted.ok) return promoted;
    const { report, shown, written } = promoted.value;
    const where = written ? `; see ${written.file}:${written.line}` : '';
    const { draft, final } = shown ?? {};
    return succeed(reported(report, `${wanted.id} is final${where}`, { draft, final }));
  },
});

/** The final picture is the manifest's own; the profile only says whose draft is meant. */
async function prepare({ id, profile, fromDraft }: Wanted, desk: Desk): Promise<Result<Promotion>> {
  const request = { ...desk.request, profile: undefined };
  const opened = await openProject(request);
  if (!opened.ok) return opened;
  return promotionOf(opened.value, request, { target: id, profile, ...(fromDraft ? { fromDraft: {} } : {}) });
}
