/** Where the time of a command can go. */
export const STAGES = ['parse', 'expand', 'key', 'stat', 'plan', 'generate', 'render', 'write'] as const;
export type Stage = (typeof STAGES)[number];

/** What is measured belongs to the process, as its memory does; nothing is measured unless somebody wants to see it. */
let spent: Map<Stage, number> | undefined;
/** Time that was spent in stages within the one that is open now. */
let within = 0;

export function beginTiming(): void {
  spent = new Map();
}

/** Milliseconds by stage; of work that goes on side by side the sum, so that it may be more than has passed. */
export function timings(): ReadonlyMap<Stage, number> | undefined {
  return spent;
}

/** Does some work of a stage. What it does of other stages counts for those. */
export function timed<Value>(stage: Stage, work: () => Value): Value {
  if (spent === undefined) return work();
  const outside = within;
  within = 0;
  const began = performance.now();
  try {
    return work();
  } finally {
    const took = performance.now() - began;
    add(stage, took - within);
    within = outside + took;
  }
}

/** The same for work that is waited for. */
export async function timedWait<Value>(stage: Stage, work: () => Promise<Value>): Promise<Value> {
  if (spent === undefined) return work();
  const began = performance.now();
  try {
    return await work();
  } finally {
    add(stage, performance.now() - began);
  }
}

function add(stage: Stage, took: number): void {
  spent?.set(stage, (spent.get(stage) ?? 0) + took);
}
