import { z } from 'zod';
import type { Capability } from '../../core/capability.ts';
import type { InputRule } from '../../core/input-rule.ts';
import { SEED_LIMIT } from '../../manifest/index.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';

/** What one operation of one model takes: texts, inputs with their rules, and parameters with ranges and defaults. */
export async function modelLines(
  capability: Capability,
  { styleData: style }: Pick<Terminal, 'styleData'>,
): Promise<string[]> {
  const { operation, model, summary, deprecated } = capability;
  const rows = [...textRows(capability), ...inputRows(capability), ...paramRows(capability)];
  const cells = await table(rows, (cell, column) => (column === 2 ? style('dim', cell) : cell));
  return [
    `${style('bold', operation)}${model === undefined ? '' : ` with ${style('bold', model)}`}`,
    `  ${deprecated ?? summary}`,
    ...cells.map((line) => `  ${line}`),
  ];
}

function textRows({ prompt, promptLimit, negativePrompt, seed }: Capability): string[][] {
  const length = promptLimit === undefined ? '' : `at most ${promptLimit.toLocaleString('en')} characters`;
  return [
    ...(prompt === 'none' ? [] : [['prompt', prompt, length]]),
    ...(negativePrompt ? [['negative_prompt', 'optional', length]] : []),
    ...(seed ? [['seed', `1 to ${SEED_LIMIT}, or random`, '']] : []),
  ];
}

function inputRows({ inputs, inputRules = {} }: Capability): string[][] {
  return Object.entries(inputs).map(([role, need]) => [
    role,
    `picture, ${need}`,
    ruleText(inputRules[role as keyof typeof inputRules]),
  ]);
}

function ruleText({
  formats,
  minSide,
  maxSide,
  minPixels,
  maxPixels,
  maxRatio,
  sizes,
  sameSizeAs,
}: InputRule = {}): string {
  const amount = (pixels: number) => pixels.toLocaleString('en');
  return [
    formats?.join(', '),
    span(minSide, maxSide, (side) => String(side), 'pixels a side'),
    span(minPixels, maxPixels, amount, 'pixels in all'),
    maxRatio && `at most ${maxRatio} : 1`,
    sizes?.map((pair) => pair.join('x')).join(', '),
    sameSizeAs && `as large as ${sameSizeAs}`,
  ]
    .filter(Boolean)
    .join('; ');
}

function span(
  least: number | undefined,
  most: number | undefined,
  shown: (value: number) => string,
  unit: string,
): string | undefined {
  if (least === undefined) return most === undefined ? undefined : `at most ${shown(most)} ${unit}`;
  return most === undefined
    ? `at least ${shown(least)} ${unit}`
    : `${shown(least)} to ${shown(most)} ${unit}`;
}

/** As much of a JSON Schema as parameters need. */
interface Field {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly description?: string;
}

function paramRows({ params }: Capability): string[][] {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const field = property as Field;
    const usual = field.default === undefined ? '' : `, ${JSON.stringify(field.default)} when absent`;
    return [`params.${name}`, `${valuesText(field)}${usual}`, field.description ?? ''];
  });
}

function valuesText({ type = 'value', enum: values, minimum, maximum }: Field): string {
  if (values) return values.join(', ');
  const kind = type === 'integer' ? 'whole number' : type;
  const unbounded = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  if (minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER)
    return unbounded ? kind : `${kind} up to ${maximum}`;
  return unbounded ? `${kind} from ${minimum}` : `${kind} from ${minimum} to ${maximum}`;
}
