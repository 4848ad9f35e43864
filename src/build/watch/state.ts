/**
 * What a watch session is about:
 *
 *                        ┌────────────────── changed ──────────────────┐
 *                        ▼                                             │
 *     opening ─good─▶ building ──done──▶ waiting ──saved──▶ settling ──┤
 *        │             │    ▲             ▲   ▲                │       │
 *        └────────────────────────────────┘   └─ the same, ────┘       │
 *      none, or broken │    │ done              or broken              │
 *                 overtaken │                                          │
 *                      ▼    │                                          │
 *                    yielding          performing ──done──▶ building   │
 *                                          ▲                           │
 *                                          └──── work was handed in ───┘
 *
 * From everywhere `close` leads over `closing` to `closed`.
 */
export type WatchState =
  /** Reads the manifest for the first time. */
  | 'opening'
  /** A round is under way. */
  | 'building'
  /** A round is under way that a save has overtaken: it begins nothing that costs, and ends with what it has begun. */
  | 'yielding'
  /** All is done; the next save begins a round. */
  | 'waiting'
  /** Something was saved; waits until the editor is done, and reads it. */
  | 'settling'
  /** Work that was handed in is under way. */
  | 'performing'
  /** Begins nothing more; waits for paid requests in flight. */
  | 'closing'
  | 'closed';

const NEXT: { readonly [State in WatchState]: readonly WatchState[] } = {
  opening: ['building', 'waiting', 'performing', 'closing'],
  building: ['yielding', 'building', 'waiting', 'performing', 'closing'],
  yielding: ['building', 'waiting', 'performing', 'closing'],
  waiting: ['settling', 'building', 'performing', 'closing'],
  settling: ['waiting', 'building', 'performing', 'closing'],
  performing: ['building', 'waiting', 'performing', 'closing'],
  closing: ['closed'],
  closed: [],
};

/** Throws where the diagram has no arrow: that would be a fault of ours. */
export function requireArrow(from: WatchState, to: WatchState): void {
  if (!NEXT[from].includes(to)) throw new Error(`a watch session does not go from ${from} to ${to}`);
}
