import type { EncoderSettings } from '../targets/index.ts';
import type { SettingsReason } from './plan.ts';

/** What is new, or not yet known, in this program's settings: the sum of several reasons. */
export interface EncoderChange {
  /** `newer`: the lockfile is of a later version of this program. */
  readonly lock: 'older' | 'newer';
  /** `webp settings 1 → 2, avif settings 2 → 3`. */
  readonly words: string;
  readonly tool: string;
  /** Members of `reasons` that it sums up. */
  readonly reasons: readonly SettingsReason[];
}

/** At most one change in each direction: a lock may have been written by several versions. */
export function encoderChanges(reasons: readonly SettingsReason[]): EncoderChange[] {
  const of = (lock: EncoderChange['lock']): EncoderChange[] => {
    const members = reasons.filter((reason) => directionOf(reason) === lock);
    const [first] = members;
    if (first === undefined) return [];
    const pairs = new Set(members.flatMap(({ from, to }) => pairsOf(from, to)));
    return [{ lock, words: [...pairs].sort().join(', '), tool: first.tool, reasons: members }];
  };
  return [...of('older'), ...of('newer')];
}

/** Says for each direction what has changed, in which outputs, and that nobody has edited anything. */
export function settingsText(reasons: readonly SettingsReason[]): string[] {
  return encoderChanges(reasons).map(({ lock, words, tool, reasons: members }) => {
    const outputs = [...new Set(members.map(({ field }) => field))].join(', ');
    const whose = lock === 'older' ? 'an earlier version' : 'a later version';
    return `output ${outputs}: other encoder settings in imagebuild ${tool} than in ${whose}, which wrote the lockfile (${words}); the manifest has not changed`;
  });
}

/** Versions are raised together, so one of them tells. */
function directionOf({ from, to }: SettingsReason): EncoderChange['lock'] {
  return Object.entries(from).some(([part, version]) => version > (to[part] ?? 0)) ? 'newer' : 'older';
}

function pairsOf(from: EncoderSettings, to: EncoderSettings): string[] {
  return Object.entries(from).map(([part, version]) => `${part} settings ${version} → ${to[part]}`);
}
