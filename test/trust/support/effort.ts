import { appendFileSync } from 'node:fs';

/** True under `npm run trust`, which takes as long as it takes; the suite runs the quick version of each harness. */
export const thorough = process.env.IMAGEBUILD_TRUST_FIGURES !== undefined;

/** `npm run trust -- --times 10` tries ten times as much. */
const TIMES = Number(process.env.IMAGEBUILD_TRUST_TIMES ?? 1);

/** How much of something a harness tries. */
export function effort(quick: number, long: number): number {
  return thorough ? Math.ceil(long * TIMES) : quick;
}

/** What one harness has tried, in the words of docs/guarantees.md: `{ kills: 1000, 'bought twice': 0 }`. */
export interface Figures {
  readonly [what: string]: number;
}

/** Reports what a long run has tried; equal names of one harness add up. The quick version reports nothing. */
export function reportFigures(harness: string, figures: Figures): void {
  const path = process.env.IMAGEBUILD_TRUST_FIGURES;
  if (path !== undefined) appendFileSync(path, `${JSON.stringify({ harness, figures })}\n`);
}
