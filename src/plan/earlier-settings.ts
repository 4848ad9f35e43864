import type { Digest } from '../core/digest.ts';
import type { LockEntry } from '../lockfile/index.ts';
import type { EncoderSettings, KeyedRendition, RenderKey } from '../targets/index.ts';
import { lockedOutputKey } from './compare-outputs.ts';
import type { EarlierFile } from './plan.ts';

/** The settings that the lock's files of an output were made with, and those of this program, where the two differ. */
export interface SettingsChange {
  readonly from: EncoderSettings;
  readonly to: EncoderSettings;
  readonly files: readonly EarlierFile[];
}

/** An output as this program makes it. */
export interface CurrentOutput {
  readonly renditions: readonly KeyedRendition[];
  readonly master: Digest;
  /** Where a rendition is written under a key: names may hold a part of it. */
  readonly pathOf: (rendition: KeyedRendition, key: RenderKey) => string;
}

/** So many versions ahead are tried: what a newer program has made is still called that. */
const AHEAD = 2;
/** Bounds what is tried for one output in each direction. */
const MOST_TRIED = 1000;
/**
 * After so many outputs in succession that nothing new has fitted, only what fitted before is tried: an edit of a profile that
 * thousands of targets share is told at once, and a frozen build refuses it anyway.
 */
const MOST_MISSED = 50;

/**
 * Tells a change of this program from a change of the manifest. The lock has one hash for each output, so the versions that
 * other programs have had, or will have, are tried until one gives that hash.
 */
export class EarlierSettings {
  /** What has fitted: one program has usually written the whole lock. */
  readonly #fitted: EncoderSettings[] = [];
  #missed = 0;

  find(locked: LockEntry['outputs'][string], output: CurrentOutput): SettingsChange | undefined {
    const { renditions } = output;
    if (renditions.length === 0 || locked.files.length !== renditions.length) return undefined;
    const to: EncoderSettings = Object.assign({}, ...renditions.map(({ settings }) => settings));
    const keysUnder = keysOf(output);
    // The files alone have other names: that is the manifest's doing.
    if (locked.key === lockedOutputKey(keysUnder(to))) return undefined;
    for (const tried of this.#tries(to)) {
      const from = { ...to, ...pick(tried, to) };
      const keys = keysUnder(from);
      if (locked.key !== lockedOutputKey(keys)) continue;
      const files = renditions.map((rendition, index) => {
        const { renderKey } = keys[index] as { renderKey: RenderKey };
        return { path: output.pathOf(rendition, renderKey), renderKey };
      });
      if (files.some(({ path }, index) => path !== locked.files[index])) return undefined;
      this.#note(tried);
      return { ...difference(from, to), files };
    }
    this.#missed += 1;
    return undefined;
  }

  *#tries(current: EncoderSettings): Generator<EncoderSettings> {
    yield* [...this.#fitted];
    if (this.#missed < MOST_MISSED) yield* candidates(current);
  }

  #note(fitting: EncoderSettings): void {
    if (this.#fitted.includes(fitting)) return;
    this.#fitted.unshift(fitting);
    this.#missed = 0;
  }
}

interface Keyed {
  readonly renderKey: RenderKey;
}

/** Returns the keys of all files under any settings, each worked out once: files of one format have the same settings. */
function keysOf({ renditions, master }: CurrentOutput): (settings: EncoderSettings) => readonly Keyed[] {
  const kinds = new Map<string, { readonly parts: EncoderSettings; readonly at: number[] }>();
  for (const [index, { settings }] of renditions.entries()) {
    const kind = Object.keys(settings).join(' ');
    const { at } = kinds.get(kind) ?? { at: [] };
    kinds.set(kind, { parts: settings, at: [...at, index] });
  }
  const known = new Map<string, readonly Keyed[]>();
  return (settings) => {
    const keys: Keyed[] = [];
    for (const [kind, { parts, at }] of kinds) {
      const own = pick(settings, parts);
      const identity = `${kind} ${Object.values(own).join(' ')}`;
      const made =
        known.get(identity) ??
        at.map((index) => ({ renderKey: renditions[index]?.keyUnder(own)(master) as RenderKey }));
      known.set(identity, made);
      for (const [position, index] of at.entries()) keys[index] = made[position] as Keyed;
    }
    return keys;
  };
}

/** Other versions of some settings: earlier ones of one part, of two and so on, then later ones. */
function* candidates(current: EncoderSettings): Generator<EncoderSettings> {
  const parts = Object.entries(current);
  const earlier = parts.map(([part, version]) => ({ part, versions: countDown(version - 1, 1) }));
  const later = parts.map(([part, version]) => ({ part, versions: countUp(version + 1, version + AHEAD) }));
  for (const choices of [earlier, later]) {
    let tried = 0;
    for (let changed = 1; changed <= parts.length; changed += 1)
      for (const candidate of combinations(choices, changed)) {
        tried += 1;
        if (tried > MOST_TRIED) break;
        yield candidate;
      }
  }
}

interface Choice {
  readonly part: string;
  readonly versions: readonly number[];
}

/** Every choice of so many parts and one version of each. */
function* combinations(choices: readonly Choice[], changed: number): Generator<EncoderSettings> {
  if (changed === 0) {
    yield {};
    return;
  }
  for (const [index, { part, versions }] of choices.entries())
    for (const version of versions)
      for (const others of combinations(choices.slice(index + 1), changed - 1))
        yield { [part]: version, ...others };
}

function countDown(from: number, to: number): number[] {
  return countUp(to, from).reverse();
}

function countUp(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** Those settings that the others name, too. */
function pick(settings: EncoderSettings, named: EncoderSettings): EncoderSettings {
  return Object.fromEntries(
    Object.keys(named).flatMap((part) => {
      const version = settings[part];
      return version === undefined ? [] : [[part, version]];
    }),
  );
}

function difference(
  from: EncoderSettings,
  to: EncoderSettings,
): { from: EncoderSettings; to: EncoderSettings } {
  const parts = Object.keys(to).filter((part) => from[part] !== to[part]);
  const of = (settings: EncoderSettings) =>
    Object.fromEntries(parts.map((part) => [part, settings[part] ?? 0]));
  return { from: of(from), to: of(to) };
}
