import { interleave, node } from '../interleave.js';
import { BIN } from '../project.js';

/** How long it takes to say anything at all. */
export async function start({ quick }) {
  const { ours, bare } = await interleave(
    { ours: node(BIN, '--version'), bare: node('-e', '0') },
    quick ? 11 : 31,
  );
  return [{ row: 'start', work: '`--version`', reference: '`node -e 0`', ours, theirs: bare, atMost: 1.25 }];
}
