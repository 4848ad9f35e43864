/** Milliseconds between two times that a file system can tell apart, when it counts in seconds. FAT counts every other. */
const COARSE = 2000;
/** The same for all others: the clocks of kernels tick every 10 ms or more often. */
const FINE = 50;

/**
 * Whether a file had been left alone for so long at a moment that whatever is written later gets another time. Else
 * the same times mean nothing. All in milliseconds since 1970; `changed` is when its entry was written, which nobody
 * can set back.
 */
export function wasStill(modified: number, changed: number, moment: number): boolean {
  const grain = changed % 1000 === 0 ? COARSE : FINE;
  return Math.max(modified, changed) < moment - grain;
}
