import { canonicalText } from '../core/recipe.ts';
import type { AssetDeclaration, Settings } from '../manifest/index.ts';
import type { Combination } from './cells.ts';
import { fillPlaceholders, type PlaceholderValue, type PlaceholderValues } from './placeholders.ts';

/** A filled text and the placeholders in it that mean nothing. */
export interface Composed {
  readonly text: string;
  readonly unknown: readonly string[];
}

/** What the texts of one combination may mention. Later texts may use earlier ones: columns, axes, scene. */
export function placeholderValues(
  asset: AssetDeclaration,
  combination: Combination,
  id: string,
): { values: PlaceholderValues; unknown: string[] } {
  const values = new Map<string, PlaceholderValue>();
  const unknown: string[] = [];
  const filled = (text: string): string => {
    const result = fillPlaceholders(text, values);
    unknown.push(...result.unknown);
    return result.text;
  };
  for (const [column, value] of combination.row?.columns ?? [])
    values.set(column, { text: value, name: value });
  values.set('asset', { text: asset.name, name: asset.name });
  values.set('id', { text: id, name: id });
  if (combination.row) values.set('key', { text: combination.row.key, name: combination.row.key });
  const variants: PlaceholderValue[] = [];
  for (const [index, axis] of asset.axes.entries()) {
    const variation = combination.values[index];
    if (variation === undefined) continue;
    const value = { text: filled(variation.layer.settings.prompt ?? ''), name: variation.name };
    values.set(axis.name, value);
    variants.push(value);
  }
  values.set('variant', {
    text: joined(variants.map(({ text }) => text)),
    name: [combination.row?.key, ...variants.map(({ name }) => name)].filter(Boolean).join('.'),
  });
  values.set('scene', {
    text: filled(combination.scene?.layer.settings.prompt ?? ''),
    name: combination.scene?.name ?? '',
  });
  return { values, unknown };
}

export interface PromptParts {
  readonly prompt: string;
  readonly template: string | undefined;
  readonly styles: readonly string[];
}

/**
 * The text that is sent. Without a template: prompt, scene, variant values and styles joined by commas, leaving
 * out what the prompt has already placed itself with a placeholder.
 */
export function composePrompt(
  parts: PromptParts,
  asset: AssetDeclaration,
  values: PlaceholderValues,
): Composed {
  const base = fillPlaceholders(parts.prompt, values);
  const styles = parts.styles.map((style) => fillPlaceholders(style, values));
  const style = joined(styles.map(({ text }) => text));
  const unknown = [...base.unknown, ...styles.flatMap((filled) => filled.unknown)];
  if (parts.template !== undefined) {
    const known = new Map([
      ...values,
      ['prompt', { text: base.text, name: '' }],
      ['style', { text: style, name: '' }],
    ] as const);
    const whole = fillPlaceholders(parts.template, known);
    return { text: canonicalText(tidied(whole.text)), unknown: [...unknown, ...whole.unknown] };
  }
  const scene = base.used.has('scene') ? '' : (values.get('scene')?.text ?? '');
  const variants = base.used.has('variant')
    ? []
    : asset.axes.filter((axis) => !base.used.has(axis.name)).map((axis) => values.get(axis.name)?.text ?? '');
  return { text: canonicalText(joined([base.text, scene, ...variants, style])), unknown };
}

/** A descriptive text such as alt; empty placeholders leave no dangling commas. */
export function composeText(text: string, values: PlaceholderValues): Composed {
  const filled = fillPlaceholders(text, values);
  return { text: tidied(filled.text), unknown: filled.unknown };
}

function joined(texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join(', ');
}

function tidied(text: string): string {
  return text
    .replace(/(\s*,)+(?=\s*,)/g, '')
    .replace(/^\s*,\s*|\s*,\s*$/g, '')
    .replace(/\s+([,.])/g, '$1')
    .trim();
}

/** Settings keys whose texts may hold placeholders and go to the site manifest. */
export const DESCRIPTIVE_TEXTS = [
  'alt',
  'title',
  'description',
] as const satisfies readonly (keyof Settings)[];
