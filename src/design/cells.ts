import { parse } from 'yaml';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { SEED_LIMIT } from '../manifest/index.ts';

/** What a grid may vary beside the seed: a parameter, or one of these settings. */
const SETTINGS = ['style', 'model', 'negative_prompt'] as const;

export type Choice = { readonly key: string; readonly value: string | number | boolean };

/** A setting and the values that are tried. */
export interface Axis {
  /** `params.cfg_scale`, `style`, … */
  readonly key: string;
  readonly values: readonly Choice['value'][];
}

/** One picture of a grid. */
export interface Cell {
  /** From 1, row by row: what `pin --cell` means. */
  readonly number: number;
  readonly seed: number;
  readonly choices: readonly Choice[];
}

/** More pictures than this cannot be looked at on one sheet. */
export const CELL_LIMIT = 400;

/** `params.cfg_scale=5,7,9` → an axis, or what is wrong with the text. */
export function parseAxis(text: string): Axis | Diagnostic {
  const [, key = '', list = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const known = /^params\.[A-Za-z0-9_]+$/.test(key) || SETTINGS.some((setting) => setting === key);
  if (!known) {
    const hint = `an axis is written params.NAME=1,2 or ${SETTINGS.map((name) => `${name}=a,b`).join(', ')}`;
    return problem('usage', `--axis ${text} names nothing that can be varied`, { hint });
  }
  // Written as in the manifest: 5 is a number, "5" a text.
  const values = list.split(',').map((value) => (key.startsWith('params.') ? parse(value) : value.trim()));
  return { key, values: [...new Set(values)] };
}

/** Seeds from the one there is on, as many as are asked for. Neighbouring seeds give unrelated pictures. */
export function seedsFrom(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => ((seed - 1 + index) % SEED_LIMIT) + 1);
}

/** Seeds × the values of every axis: a row for each seed, a column for each combination of values. */
export function cellsOf(seeds: readonly number[], axes: readonly Axis[]): Cell[] {
  const columns = axes.reduce<readonly (readonly Choice[])[]>(
    (combinations, { key, values }) =>
      combinations.flatMap((choices) => values.map((value) => [...choices, { key, value }])),
    [[]],
  );
  return seeds
    .flatMap((seed) => columns.map((choices) => ({ seed, choices })))
    .map((cell, index) => ({ number: index + 1, ...cell }));
}

/** How many cells are beside each other on a sheet. */
export function columnsOf(axes: readonly Axis[], seeds: number): number {
  const combinations = axes.reduce((product, { values }) => product * values.length, 1);
  return combinations > 1 ? combinations : Math.min(4, Math.max(1, seeds));
}

/** What a cell is called for people: its seed and what else differs. */
export function labelOf({ seed, choices }: Pick<Cell, 'seed' | 'choices'>): string {
  return [`seed ${seed}`, ...choices.map(({ key, value }) => `${key.replace('params.', '')} ${value}`)].join(
    ', ',
  );
}
