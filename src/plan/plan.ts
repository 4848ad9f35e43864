import type { Diagnostic } from '../core/diagnostic.ts';
import type { MasterRecord } from '../core/picture.ts';
import type { GenerationKey, Recipe } from '../core/recipe.ts';
import type { LockEntry } from '../lockfile/index.ts';
import type { EncoderSettings, RenderKey, RenditionSpec, Target, TargetId } from '../targets/index.ts';

/** What `build` will do with a target. */
export type Action =
  /** Ask the provider for a new master. */
  | 'generate'
  /** Take a master from the store that this target did not have. */
  | 'restore'
  /** Make files from the master it has. */
  | 'render'
  /** Nothing. */
  | 'reuse'
  /** Forget it: delete its files, keep its master until `prune`. */
  | 'remove';

/** Why, one member per cause. */
export type ReasonCode =
  | 'new'
  | 'recipe-changed'
  | 'input-changed'
  | 'master-missing'
  /** Something else lies in the place of its master. */
  | 'master-damaged'
  /** Nobody can read what was bought for it. */
  | 'record-damaged'
  | 'rendition-changed'
  | 'output-missing'
  | 'output-modified'
  | 'forced'
  | 'unchanged'
  | 'no-longer-declared';

export interface Reason {
  readonly code: ReasonCode;
  /** The recipe field, input role, output name or file it is about. */
  readonly field?: string;
  readonly from?: unknown;
  readonly to?: unknown;
  /**
   * Present where the manifest has not changed, but this program: `from` and `to` are then versions of its settings by the
   * part they are of, and `tool` is its own version.
   */
  readonly cause?: 'encoder-settings';
  readonly tool?: string;
}

/** A reason that is no change of the project's, but one of this program's. */
export interface SettingsReason extends Reason {
  readonly cause: 'encoder-settings';
  readonly field: string;
  readonly from: EncoderSettings;
  readonly to: EncoderSettings;
  readonly tool: string;
}

export function isSettingsReason(reason: Reason): reason is SettingsReason {
  return reason.cause === 'encoder-settings';
}

/** True of a reason by which the master that a target had is not to be had. */
export function lacksMaster({ code }: Reason): boolean {
  return code === 'master-missing' || code === 'master-damaged';
}

/** What was paid for or made by people, and cannot be used. */
export interface Damage {
  readonly code: 'master-damaged' | 'record-damaged';
  /** For messages: the file that is damaged. */
  readonly file: string;
  /** True where Git LFS has left a pointer in its place. */
  readonly isPointer: boolean;
  /** The master that ought to be there, where anybody knows. */
  readonly master?: MasterRecord;
}

/** A decision about one target: pure data. */
export interface PlannedTarget {
  readonly id: TargetId;
  readonly target: Target;
  readonly action: Exclude<Action, 'remove'>;
  /** At least one. */
  readonly reasons: readonly Reason[];
  /** Unknown until its inputs have been made. */
  readonly key?: GenerationKey;
  readonly recipe?: Recipe;
  /** The lock's entry, where there is one. */
  readonly entry?: LockEntry;
  /** The master it has or will restore; undefined when that has to be made. */
  readonly source?: MasterSource;
  /** Why a build will fail on it: nothing is bought in the place of what is damaged, unless that is forced. */
  readonly damage?: Damage;
  /** Credits; 0 where nothing is bought, undefined where the price is not known. */
  readonly estimatedCredits: number | undefined;
  /** True when an input is made first and may come out as it was, so that nothing need be bought. */
  readonly conditional: boolean;
  /** Inputs that are made first: until then nobody knows this target's key. */
  readonly awaits?: readonly TargetId[];
  readonly outputs: readonly PlannedOutput[];
  /** True when the lock must change. */
  readonly changesLock: boolean;
}

/** True when the lock must change for another reason than other settings of this program. */
export function differsFromLock({ action, changesLock, reasons }: PlannedTarget): boolean {
  const keepsMaster = action === 'render' || action === 'reuse';
  const ours = keepsMaster && reasons.every((reason) => isSettingsReason(reason) || isAboutFile(reason));
  return changesLock && !ours;
}

function isAboutFile({ code }: Reason): boolean {
  return code === 'output-missing' || code === 'output-modified';
}

/** True when the target's master has to be made, by itself or by another target that shares its key. */
export function needsMaking({ source }: PlannedTarget): boolean {
  return source === undefined;
}

/** A master that exists, and what the lock will say of it. */
export interface MasterSource {
  readonly master: MasterRecord;
  readonly seed?: number;
  readonly source: LockEntry['source'];
  readonly credits: number;
  readonly adoption?: LockEntry['adoption'];
  /** What it was made from, with the digests of what was sent. */
  readonly recipe?: Recipe;
}

/** True when a picture that people made is the master: only its own words can take it away again. */
export function isAdopted(entry: LockEntry | undefined): entry is LockEntry & { readonly source: 'manual' } {
  return entry?.source === 'manual';
}

/** True when what is planned puts another master in place of the one there is. A lost master that is made again is no replacement. */
export function replacesMaster({ entry, source, damage, reasons }: PlannedTarget): boolean {
  if (entry === undefined || damage !== undefined || reasons.some(lacksMaster)) return false;
  return source?.master.digest !== entry.master.digest;
}

export interface PlannedOutput {
  readonly name: string;
  readonly files: readonly PlannedFile[];
  /** The same files as the lock knows them, where another version of this program has made them; in the same order. */
  readonly earlier?: readonly EarlierFile[];
}

/** A file as other encoder settings make it. */
export interface EarlierFile {
  /** Another one than today's where names hold a part of the key. */
  readonly path: string;
  readonly renderKey: RenderKey;
}

export interface PlannedFile {
  /** Relative to the project root. */
  readonly path: string;
  readonly spec: RenditionSpec;
  /** Unknown until the master is there. */
  readonly renderKey?: RenderKey;
  readonly state: FileState;
}

/**
 * `stale`: a file is as it was written, but of something else than what is wanted now. `unverified`: a file is there,
 * but nothing on this machine says what its bytes should be.
 */
export type FileState = 'fresh' | 'missing' | 'modified' | 'stale' | 'unverified';

/** A target that the manifest no longer has. */
export interface PlannedRemoval {
  readonly id: TargetId;
  /** Files that we recorded writing and nobody wants any more. */
  readonly files: readonly string[];
}

export interface Plan {
  /** Inputs before the targets made from them. */
  readonly targets: readonly PlannedTarget[];
  readonly removals: readonly PlannedRemoval[];
  readonly cost: PlannedCost;
  /** Problems that stop a build before it begins. */
  readonly problems: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

export interface PlannedCost {
  /** Credits of everything whose price is known. */
  readonly credits: number;
  /** The part of it that may turn out not to be needed. */
  readonly conditionalCredits: number;
  readonly paidImages: number;
  /** Targets whose price nobody knows; they block. */
  readonly unpriced: readonly PlannedTarget[];
}

/** How many targets each action has. */
export type ActionCounts = { readonly [A in Action]: number };

export function countActions(plan: Plan): ActionCounts {
  const count = (action: Action) => plan.targets.filter((planned) => planned.action === action).length;
  return {
    generate: count('generate'),
    restore: count('restore'),
    render: count('render'),
    reuse: count('reuse'),
    remove: plan.removals.length,
  };
}
