import type { Catalog } from '../core/catalog.ts';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { Digest } from '../core/digest.ts';
import { inputProblems, type KnownInputs } from '../core/input-rule.ts';
import { POINTER_HINT } from '../core/lfs-pointer.ts';
import type { ExpectedPicture, MasterRecord } from '../core/picture.ts';
import { type GenerationKey, type InputRole, keyedInputs, type Recipe } from '../core/recipe.ts';
import { timed } from '../core/timing.ts';
import type { LockEntry, Lockfile } from '../lockfile/index.ts';
import type { Manifest, Place } from '../manifest/index.ts';
import {
  type KnownMaster,
  RenditionTable,
  type ResolvedRendition,
  rightsOf,
  type Target,
  type TargetGraph,
  type TargetId,
} from '../targets/index.ts';
import { compareOutputs, fileReasons } from './compare-outputs.ts';
import { compareRecipes } from './compare-recipes.ts';
import { costOf, priceOf } from './cost.ts';
import { EarlierSettings, type SettingsChange } from './earlier-settings.ts';
import { filePath } from './file-names.ts';
import { beyondFormat, FORMAT_LIMIT_HINT } from './format-limits.ts';
import { inputDigests } from './input-digests.ts';
import { findCollisions, findRemovals, findUnwritable } from './leftovers.ts';
import type { Observations } from './observations.ts';
import {
  type Damage,
  type EarlierFile,
  isAdopted,
  isSettingsReason,
  lacksMaster,
  type MasterSource,
  needsMaking,
  type Plan,
  type PlannedFile,
  type PlannedOutput,
  type PlannedTarget,
  type Reason,
} from './plan.ts';
import { Shortfalls } from './shortfalls.ts';
import { type Wish, type Wishes, wishesOf } from './wishes.ts';

export interface PlanRequest {
  readonly manifest: Manifest;
  readonly graph: TargetGraph;
  /** Targets to look at, with everything they are made from. */
  readonly selected: ReadonlySet<TargetId>;
  /** Targets to make again whatever the lock says. */
  readonly forced: ReadonlySet<TargetId>;
  readonly lockfile: Lockfile;
  readonly catalog: Catalog;
  readonly observations: Observations;
  /** The version of this program. */
  readonly tool: string;
  /** True where the lock is not written: what differs by this program's settings alone then stays in it as it is. */
  readonly lockStays?: boolean;
}

/** Targets × lock × what there is → one action and its reasons for each target, and the price. Reads nothing itself. */
export function planTargets(request: PlanRequest, planner: Planner = new Planner(request)): Plan {
  const targets = [...request.graph.targets.values()]
    .filter(({ id }) => request.selected.has(id))
    .map((target) => planner.plan(target));
  const complete = request.selected.size === request.graph.targets.size;
  return {
    targets,
    removals: complete ? findRemovals(targets, request.graph, request.lockfile) : [],
    cost: costOf(targets),
    problems: [
      ...findCollisions(targets, request.graph, request.manifest),
      ...findUnwritable(targets, request.manifest),
      ...planner.problems,
    ],
    warnings: planner.warnings,
  };
}

/** A planned result that a dependant may ask for: its master, or undefined while that has to be made. */
type Result = MasterRecord | undefined;

/** Decides target by target. A build keeps it, to decide again about targets whose inputs have been made meanwhile. */
export class Planner {
  readonly #request: PlanRequest;
  readonly #problems = new Map<string, Diagnostic>();
  /** Sizes of masters that are still to be made, as far as their providers can say. */
  readonly #expected = new Map<TargetId, ExpectedPicture | undefined>();
  readonly #results = new Map<TargetId, Result>();
  readonly #byKey = new Map<GenerationKey, LockEntry>();
  /** Who makes the master of a key: whoever comes second shares it. */
  readonly #makers = new Map<GenerationKey, TargetId>();
  readonly #shortfalls = new Shortfalls();
  readonly #warned = new Map<string, ReturnType<typeof warning>>();

  readonly #renditions: RenditionTable;
  readonly #earlier = new EarlierSettings();

  constructor(request: PlanRequest) {
    this.#request = request;
    this.#renditions = new RenditionTable(request.catalog, (path) => request.observations.input(path));
    for (const [id, entry] of request.lockfile.targets) {
      // A picture that people made stands for its target, not for its key; whoever renames that target takes it along.
      if (isAdopted(entry) && request.graph.targets.has(id)) continue;
      if (!this.#byKey.has(entry.key)) this.#byKey.set(entry.key, entry);
    }
  }

  get warnings() {
    return [...this.#warned.values(), ...this.#shortfalls.warnings];
  }

  /** What providers would refuse for certain. */
  get problems() {
    return [...this.#problems.values()];
  }

  /** Tells that a target's master is there now. */
  settle(id: TargetId, master: MasterRecord): void {
    this.#results.set(id, master);
  }

  plan(target: Target): PlannedTarget {
    const planned = this.#decide(target);
    this.#results.set(target.id, expectedMaster(planned));
    if (needsMaking(planned)) this.#expected.set(target.id, this.#expectedSize(target));
    if (planned.action === 'generate') {
      this.#checkInputs(target);
      this.#remark(target);
    }
    return planned;
  }

  /** What is to be written for a master that has just been made. */
  outputsOf(target: Target, master: MasterRecord): readonly PlannedOutput[] {
    const outputs = this.#plannedOutputs(target, master, master.digest);
    const entry = this.#request.lockfile.targets.get(target.id);
    if (entry?.master.digest !== master.digest || this.#request.observations.holds(master)) return outputs;
    return this.#withoutMaster(target, entry, this.#compare(target, entry, outputs).outputs);
  }

  #decide(target: Target): PlannedTarget {
    const entry = this.#request.lockfile.targets.get(target.id);
    const inputs = inputDigests(target, this.#request.observations, (id) => this.#results.get(id)?.digest);
    const wishes = inputs.unknown.length > 0 ? undefined : wishesOf(target, inputs, entry);
    const forced = this.#request.forced.has(target.id);
    if (isAdopted(entry) && !forced) return this.#planAdopted(target, entry, wishes);
    if (wishes === undefined) return this.#planUnknown(target, entry, inputs.unknown);
    const { recipe, key } = forced ? wishes.now : this.#choose(target, wishes, entry);
    if (forced) return this.#planGenerate(target, entry, recipe, key, [{ code: 'forced' }]);
    if (entry?.key === key) return this.#planExisting(target, entry, recipe, key);
    const reasons: Reason[] = entry
      ? compareRecipes(entry.recipe, wishes.asLocked.recipe)
      : [{ code: 'new' }];
    const kept = this.#findKept(key);
    if (kept) return this.#planRestore(target, entry, recipe, key, kept, reasons);
    return this.#planGenerate(target, entry, recipe, key, reasons);
  }

  /** What an earlier version asked for stands as long as anything is known of it; nobody pays for an upgrade. */
  #choose(target: Target, { now, all }: Wishes, entry: LockEntry | undefined): Wish {
    if (all.length === 1) return now;
    return (
      all.find(({ key }) => key === entry?.key) ??
      all.find(({ key }) => this.#findKept(key) !== undefined) ??
      all.find(({ key }) => this.#damageOf(target, entry, key) !== undefined) ??
      all.find(({ key }) => this.#request.observations.asked(key)) ??
      now
    );
  }

  /** A purchase under the same key, by whatever name: what makes renaming free. */
  #findKept(key: GenerationKey): MasterSource | undefined {
    const locked = this.#byKey.get(key);
    if (locked && this.#request.observations.holds(locked.master)) return locked;
    const kept = this.#request.observations.kept(key);
    return kept && this.#request.observations.holds(kept.master) ? kept : undefined;
  }

  #planUnknown(target: Target, entry: LockEntry | undefined, roles: readonly InputRole[]): PlannedTarget {
    const reasons: Reason[] = entry
      ? roles.map((field) => ({ code: 'input-changed', field, from: keyedInputs(entry.recipe)[field] }))
      : [{ code: 'new' }];
    return {
      id: target.id,
      target,
      action: 'generate',
      reasons,
      entry,
      estimatedCredits: this.#price(target),
      conditional: entry !== undefined,
      awaits: roles.flatMap((role) => {
        const input = target.inputs.get(role);
        return input?.kind === 'target' ? [input.id] : [];
      }),
      outputs: this.#plannedOutputs(target, this.#expectedSize(target)),
      changesLock: true,
    };
  }

  #planGenerate(
    target: Target,
    entry: LockEntry | undefined,
    recipe: Recipe,
    key: GenerationKey,
    reasons: readonly Reason[],
  ): PlannedTarget {
    const isForced = reasons.some(({ code }) => code === 'forced');
    const damage = isForced ? undefined : this.#damageOf(target, entry, key);
    if (damage) return this.#planDamaged(target, entry, recipe, key, reasons, damage);
    const outputs = this.#plannedOutputs(target, this.#expectedSize(target));
    // Identical keys are bought once: whoever comes second restores what the first one buys.
    const maker = this.#makers.get(key) ?? target.id;
    this.#makers.set(key, maker);
    const shared = maker !== target.id;
    const action = shared ? 'restore' : 'generate';
    return {
      id: target.id,
      target,
      action,
      reasons,
      key,
      recipe,
      entry,
      estimatedCredits: shared || this.#request.observations.ordered(key) ? 0 : this.#price(target),
      conditional: false,
      outputs,
      changesLock: true,
    };
  }

  /** Why a picture that was paid for cannot be had although it should be here. */
  #damageOf(target: Target, entry: LockEntry | undefined, key: GenerationKey): Damage | undefined {
    const { observations } = this.#request;
    // An ordered picture is fetched, and has been paid for.
    if (!target.paid || observations.ordered(key)) return undefined;
    const record = observations.damagedRecord(key);
    if (record) return record;
    const known = [entry?.key === key ? entry : undefined, this.#byKey.get(key), observations.kept(key)];
    for (const source of known) {
      const damage = source && observations.damagedMaster(source.master);
      if (damage) return damage;
    }
    return undefined;
  }

  /** Nothing is bought in the place of what is damaged: a build takes it from the store, or fails. */
  #planDamaged(
    target: Target,
    entry: LockEntry | undefined,
    recipe: Recipe,
    key: GenerationKey,
    reasons: readonly Reason[],
    damage: Damage,
  ): PlannedTarget {
    const told = reasons.some(({ code }) => code === damage.code);
    return {
      id: target.id,
      target,
      action: 'restore',
      reasons: told ? reasons : [...reasons, { code: damage.code, field: damage.file }],
      key,
      recipe,
      entry,
      damage,
      estimatedCredits: 0,
      conditional: false,
      outputs: this.#plannedOutputs(
        target,
        damage.master ?? this.#expectedSize(target),
        damage.master?.digest,
      ),
      changesLock: true,
    };
  }

  #planRestore(
    target: Target,
    entry: LockEntry | undefined,
    recipe: Recipe,
    key: GenerationKey,
    source: MasterSource,
    reasons: readonly Reason[],
  ): PlannedTarget {
    const outputs = this.#plannedOutputs(target, source.master, source.master.digest);
    return {
      id: target.id,
      target,
      action: 'restore',
      reasons,
      key,
      recipe,
      entry,
      source,
      estimatedCredits: 0,
      conditional: false,
      outputs,
      changesLock: true,
    };
  }

  #planExisting(target: Target, entry: LockEntry, recipe: Recipe, key: GenerationKey): PlannedTarget {
    const existing = this.#renderExisting(target, entry, recipe, key);
    if (this.#request.observations.holds(entry.master)) return existing;
    const { outputs, reasons, changesLock } = existing;
    const damage = this.#request.observations.damagedMaster(entry.master);
    if (!target.paid || this.#needsMaster(outputs)) {
      const lost = [lossOf(damage), ...reasons.filter(isChange)];
      return { ...this.#planGenerate(target, entry, recipe, key, lost), outputs, changesLock };
    }
    this.#warnLost(target, damage);
    return existing;
  }

  /**
   * A picture that people made stays whatever the manifest has come to ask for, and cannot be made again: where it is
   * lost and a file needs it, the target fails. Without a recipe its inputs are still to be made.
   */
  #planAdopted(target: Target, entry: LockEntry, wishes: Wishes | undefined): PlannedTarget {
    const { recipe, key } = wishes ? this.#choose(target, wishes, entry) : {};
    if (wishes && key !== entry.key)
      this.#warnOutgrown(target, compareRecipes(entry.recipe, wishes.asLocked.recipe));
    const existing = this.#renderExisting(target, entry, recipe, key);
    if (this.#request.observations.holds(entry.master)) return existing;
    const damage = this.#request.observations.damagedMaster(entry.master);
    if (!this.#needsMaster(existing.outputs)) {
      this.#warnLost(target, damage);
      return existing;
    }
    const reasons = [lossOf(damage), ...existing.reasons];
    if (damage) return { ...existing, action: 'render', reasons, damage };
    this.#warn(
      `master ${target.id}`,
      'master-missing',
      `the master of ${target.id} is not in the store; it is adopted, so nobody but people can make it again`,
      'bring .imagebuild/masters back from where it is kept, or adopt its file again',
      target.id,
    );
    return { ...existing, action: 'render', reasons };
  }

  #warnOutgrown({ id }: Target, reasons: readonly Reason[]): void {
    const fields = reasons.map(({ field }) => field).join(', ');
    this.#warn(
      `outgrown ${id}`,
      'adopted-recipe-changed',
      `${id} is adopted, and its recipe has changed since (${fields}); the adopted picture stays`,
      `if it still fits, adopt it again; else give the target back to generation with \`imagebuild adopt ${id} --release\``,
      id,
    );
  }

  /** Tells of a lost master that no file needs at the moment. */
  #warnLost({ id }: Target, damage: Damage | undefined): void {
    const remedy = damage?.isPointer ? POINTER_HINT : 'restore .imagebuild/masters from where it is kept';
    this.#warn(
      `master ${id}`,
      damage?.code ?? 'master-missing',
      damage ? `the master of ${id}, ${damage.file}, is damaged` : `the master of ${id} is not in the store`,
      `its files are intact, so nothing is bought; ${remedy}`,
      damage && id,
    );
  }

  /** What is to be done with the master there is. */
  #renderExisting(
    target: Target,
    entry: LockEntry,
    recipe: Recipe | undefined,
    key: GenerationKey | undefined,
  ): PlannedTarget {
    const wanted = this.#plannedOutputs(target, entry.master, entry.master.digest);
    let { outputs, reasons: renditionReasons } = this.#compare(target, entry, wanted);
    if (renditionReasons.some(isSettingsReason) && !this.#request.observations.holds(entry.master)) {
      const possible = this.#withoutMaster(target, entry, outputs);
      ({ outputs, reasons: renditionReasons } = this.#compare(target, entry, possible));
    }
    const reasons = [...renditionReasons, ...fileReasons(outputs, renditionReasons)];
    const { lockStays = false } = this.#request;
    const changes = lockStays
      ? renditionReasons.filter((reason) => !isSettingsReason(reason))
      : renditionReasons;
    const idle = lockStays ? changes.length === 0 && outputs.every(isFresh) : reasons.length === 0;
    return {
      id: target.id,
      target,
      action: idle ? 'reuse' : 'render',
      reasons: reasons.length === 0 ? [{ code: 'unchanged' }] : reasons,
      key,
      recipe,
      entry,
      source: entry,
      estimatedCredits: 0,
      conditional: false,
      outputs,
      changesLock: changes.length > 0,
    };
  }

  /** Where the lock and the manifest disagree about outputs, and whether that is the manifest's doing or this program's. */
  #compare(
    target: Target,
    entry: LockEntry,
    outputs: readonly PlannedOutput[],
  ): { readonly outputs: readonly PlannedOutput[]; readonly reasons: readonly Reason[] } {
    const compared = compareOutputs(outputs, entry);
    if (compared.length === 0) return { outputs, reasons: compared };
    const changes = new Map<string | undefined, SettingsChange>();
    for (const { field } of compared) {
      const change = field === undefined ? undefined : this.#settingsChange(target, entry, field);
      if (change) changes.set(field, change);
    }
    const { tool } = this.#request;
    return {
      outputs: outputs.map((output) => {
        const earlier = changes.get(output.name)?.files;
        return earlier ? { ...output, earlier } : output;
      }),
      reasons: compared.map((reason) => {
        const change = changes.get(reason.field);
        if (change === undefined) return reason;
        const { from, to } = change;
        return { ...reason, cause: 'encoder-settings', from, to, tool };
      }),
    };
  }

  #settingsChange(target: Target, entry: LockEntry, name: string): SettingsChange | undefined {
    const { catalog, manifest } = this.#request;
    const output = target.outputs.find((output) => output.name === name);
    const locked = Object.hasOwn(entry.outputs, name) ? entry.outputs[name] : undefined;
    if (output === undefined || locked === undefined) return undefined;
    const { renditions } = this.#renditions.resolve(output, entry.master, this.#around(target));
    return this.#earlier.find(locked, {
      renditions,
      master: entry.master.digest,
      pathOf: (rendition, key) => filePath(target, output, rendition, key, manifest.site, catalog),
    });
  }

  /**
   * Nothing is bought for the sake of this program's own settings: where a master that costs something, or that people made,
   * is not there, files that are as the lock knows them stay.
   */
  #withoutMaster(
    target: Target,
    entry: LockEntry,
    outputs: readonly PlannedOutput[],
  ): readonly PlannedOutput[] {
    if (!target.paid && !isAdopted(entry)) return outputs;
    const { observations } = this.#request;
    return outputs.map((output) => {
      const { name, files, earlier } = output;
      if (earlier === undefined || !this.#needsMaster([output])) return output;
      const kept = files.map(({ spec }, index): PlannedFile => {
        const { path, renderKey } = earlier[index] as EarlierFile;
        return { path, spec, renderKey, state: observations.file(path, renderKey) };
      });
      return kept.every(({ state }) => state === 'fresh') ? { name, files: kept } : output;
    });
  }

  /** Whether a file has to be made that cannot be had without the master. */
  #needsMaster(outputs: readonly PlannedOutput[]): boolean {
    return outputs
      .flatMap(({ files }) => files)
      .some(
        ({ state, renderKey }) =>
          state !== 'fresh' && (renderKey === undefined || !this.#request.observations.cached(renderKey)),
      );
  }

  #price(target: Target): number | undefined {
    return priceOf(target, this.#request.manifest);
  }

  /** The size of a master that does not exist yet, as far as its provider can say. */
  #expectedSize(target: Target): ExpectedPicture | undefined {
    const { known, expected } = this.#inputSizes(target);
    return target.capability.resultSize?.(target.params, { ...known, ...expected });
  }

  /** What is known of the inputs, and what is expected of those that are still to be made. */
  #inputSizes(target: Target): { known: KnownInputs; expected: KnownInputs } {
    const known: { -readonly [Role in InputRole]?: KnownInputs[Role] } = {};
    const expected: { -readonly [Role in InputRole]?: KnownInputs[Role] } = {};
    for (const [role, input] of target.inputs) {
      const facts =
        input.kind === 'file'
          ? this.#request.observations.inputFacts(input.path)
          : this.#results.get(input.id);
      if (facts) known[role] = { width: facts.width, height: facts.height, format: facts.format };
      else if (input.kind === 'target') expected[role] = this.#expected.get(input.id);
    }
    return { known, expected };
  }

  /** Says beforehand, in the provider's words, what its answer will not show. */
  #remark({ id, capability, prompt, negativePrompt }: Target): void {
    for (const sentence of capability.remarks?.(prompt ?? '', negativePrompt) ?? []) {
      const message = `${id}: ${sentence}`;
      this.#warned.set(message, warning('provider-warning', message, { target: id }));
    }
  }

  /** Inputs that the provider will refuse are found before anything is bought, those of a chain included. */
  #checkInputs(target: Target): void {
    const { inputRules: rules, model, operation } = target.capability;
    if (rules === undefined) return;
    const { known, expected } = this.#inputSizes(target);
    const certain = inputProblems(rules, known);
    const place = (role: InputRole) => target.inputs.get(role)?.place ?? target.place;
    for (const { role, sentence } of certain) {
      const message = `${target.id}: ${model ?? operation} does not take this picture: ${sentence}`;
      const location = this.#request.manifest.locate(place(role));
      this.#problems.set(message, problem('unsuitable-input', message, { location, target: target.id }));
    }
    for (const { sentence } of inputProblems(rules, { ...known, ...expected })) {
      if (certain.some((found) => found.sentence === sentence)) continue;
      const message = `${target.id}: ${model ?? operation} will hardly take its input: ${sentence}`;
      const hint =
        'the input is made first, so its size is only expected; choose another model or input size';
      this.#warn(message, 'unsuitable-input', message, hint);
    }
  }

  #plannedOutputs(target: Target, master: KnownMaster | undefined, digest?: Digest): PlannedOutput[] {
    const { catalog, manifest, observations } = this.#request;
    const around = this.#around(target);
    return target.outputs.map((output) => {
      const resolved = this.#renditions.resolve(output, master, around);
      for (const { width, available } of resolved.shortfalls)
        this.#shortfalls.add(target.asset, output.name, width, available);
      this.#checkFrames(target, output.name, resolved.renditions);
      const files = resolved.renditions.map((rendition): PlannedFile => {
        const { spec } = rendition;
        const key = digest && timed('key', () => rendition.keyFor(digest));
        const path = filePath(target, output, rendition, key, manifest.site, catalog);
        this.#checkFormat(target, output.place, { path, spec });
        if (key === undefined) return { path, spec, state: 'missing' };
        return { path, spec, renderKey: key, state: observations.file(path, key) };
      });
      return { name: output.name, files };
    });
  }

  #around(target: Target) {
    const { catalog, graph } = this.#request;
    return { focalPoint: target.focalPoint, rights: rightsOf(target, graph, catalog) };
  }

  /** Formats that stand beside an animation and do not move are not offered to browsers. */
  #checkFrames(target: Target, output: string, renditions: readonly ResolvedRendition[]): void {
    const formats = [...new Set(renditions.map(({ spec }) => spec.format))];
    const stills = formats.filter((format) => this.#request.catalog.formats.get(format)?.animation !== true);
    if (stills.length === 0 || stills.length === formats.length) return;
    if (!this.#request.observations.animated(target)) return;
    const message = `${target.id}: its picture is an animation, and ${output} makes ${stills.join(' and ')} of it, which hold its first frame only`;
    const hint =
      'they are written, but no <picture> offers them: it would not move; leave them out of `formats`';
    this.#warn(`${target.id} ${output}`, 'still-formats', message, hint, target.id);
  }

  /** A size that no file of the format has. */
  #checkFormat(target: Target, place: Place | undefined, file: Pick<PlannedFile, 'path' | 'spec'>): void {
    const { catalog, manifest } = this.#request;
    const message = beyondFormat(file, catalog);
    if (message === undefined) return;
    const location = manifest.locate(place ?? target.place);
    const about = { location, target: target.id, hint: FORMAT_LIMIT_HINT };
    this.#problems.set(message, problem('format-limit', message, about));
  }

  #warn(identity: string, code: string, message: string, hint: string, target?: TargetId): void {
    if (!this.#warned.has(identity)) this.#warned.set(identity, warning(code, message, { hint, target }));
  }
}

function isFresh({ files }: PlannedOutput): boolean {
  return files.every(({ state }) => state === 'fresh');
}

function isChange({ code }: Reason): boolean {
  return code !== 'unchanged';
}

function lossOf(damage: Damage | undefined): Reason {
  return damage ? { code: damage.code, field: damage.file } : { code: 'master-missing' };
}

/** The master that a target has or is expected to have: a lost one is expected to come out as the lock knows it. */
function expectedMaster({ reasons, entry, source, damage }: PlannedTarget): Result {
  if (source) return source.master;
  return damage?.master ?? (reasons.some(lacksMaster) ? entry?.master : undefined);
}
