import { randomInt } from 'node:crypto';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { GenerationKey, Recipe } from '../../core/recipe.ts';
import type { LockEntry } from '../../lockfile/index.ts';
import type { Manifest } from '../../manifest/index.ts';
import { isAdopted, type Plan, type PlannedTarget, picturesOf, priceOf } from '../../plan/index.ts';
import type { Store } from '../../store/index.ts';
import type { TargetId } from '../../targets/index.ts';
import { damagedMaster, damageProblem } from '../damage.ts';
import { brokenLimit, type Limit } from '../purse.ts';

/** A target as it would be made again: by its own recipe and seed. */
export interface Candidate extends PlannedTarget {
  readonly entry: LockEntry;
  readonly key: GenerationKey;
  readonly recipe: Recipe;
  /** Credits for asking once; undefined where nobody knows. What the open round has is not asked for again. */
  readonly price: number | undefined;
}

/** A target that is not asked for again, and why. */
export interface LeftOut {
  readonly id: TargetId;
  readonly because: string;
}

/** Which targets of a plan can be asked for again and compared. Of those that share a picture, the first. */
export function candidatesOf(
  { targets }: Pick<Plan, 'targets'>,
  named: ReadonlySet<TargetId>,
  manifest: Manifest,
  store: Store,
): { candidates: Candidate[]; leftOut: LeftOut[]; damage: Diagnostic[] } {
  const damage: Diagnostic[] = [];
  const candidates = new Map<GenerationKey, Candidate>();
  const leftOut: LeftOut[] = [];
  for (const planned of targets) {
    if (!named.has(planned.id)) continue;
    const { entry, key, recipe } = planned;
    const lost = entry && damagedMaster(entry.master, store);
    if (lost) damage.push(damageProblem(planned, lost));
    const because = reasonAgainst(planned, store);
    if (because !== undefined) leftOut.push({ id: planned.id, because });
    else if (entry && key && recipe && !candidates.has(key)) {
      const price = priceOf(planned.target, manifest);
      candidates.set(key, {
        ...planned,
        ...{ entry, key, recipe },
        // It has a master, and is to be made all the same.
        action: 'generate',
        source: undefined,
        reasons: [{ code: 'unchanged' }],
        ...{ price, estimatedCredits: price },
      });
    }
  }
  return { candidates: [...candidates.values()], leftOut, damage };
}

function reasonAgainst({ entry, key, target }: PlannedTarget, store: Store): string | undefined {
  if (entry === undefined) return 'it has not been made yet';
  if (isAdopted(entry)) return 'people made its picture';
  if (target.source === 'imported') return 'its picture is a file of yours';
  if (key !== entry.key) return 'the manifest asks for something else by now: build it first';
  if (target.capability.seed && entry.seed === undefined) return 'nobody knows its seed';
  if (store.damagedMaster(entry.master))
    return 'its master in the store is damaged: `imagebuild verify` says how to get it back';
  if (!store.holds(entry.master))
    return 'its master is not in the store, so there is nothing to compare with';
  return undefined;
}

/** So many of them, drawn at random, in the order of the draw. */
export function drawSample<Item>(
  items: readonly Item[],
  count: number,
  draw: (below: number) => number = (below) => randomInt(below),
): Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  while (drawn.length < count && left.length > 0) drawn.push(...left.splice(draw(left.length), 1));
  return drawn;
}

/** What of a sample can be paid for, in its order. */
export function affordable(
  sample: readonly Candidate[],
  limits: readonly Limit[],
  maxImages: number | undefined,
): { chosen: Candidate[]; leftOut: LeftOut[] } {
  const chosen: Candidate[] = [];
  const leftOut: LeftOut[] = [];
  let credits = 0;
  let images = 0;
  for (const candidate of sample) {
    const price = candidate.estimatedCredits ?? 0;
    const pictures = price > 0 ? picturesOf(candidate.target) : 0;
    const broken = price > 0 ? brokenLimit(limits, credits + price) : undefined;
    if (broken)
      leftOut.push({
        id: candidate.id,
        because: `it costs ${price} credits, more than ${broken.name} has left`,
      });
    else if (maxImages !== undefined && pictures > 0 && images + pictures > maxImages)
      leftOut.push({ id: candidate.id, because: `--max-images is ${maxImages}` });
    else {
      chosen.push(candidate);
      credits += price;
      images += pictures;
    }
  }
  return { chosen, leftOut };
}
