import { canonicalText } from '../core/recipe.ts';
import type { AssetDeclaration, Place, Settings, SettingsLayer } from '../manifest/index.ts';
import type { Combination } from './cells.ts';
import { fillPlaceholders, type PlaceholderValue, type PlaceholderValues } from './placeholders.ts';

/** A text of the manifest and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly place: Place;
  /** The style it is the text of, when it stands elsewhere. */
  readonly style?: string;
}

/** A placeholder that means nothing, and the text that it stands in. */
export interface UnknownPlaceholder extends Omit<PlacedText, 'text'> {
  readonly word: string;
}

/** A filled text and the placeholders in it that mean nothing. */
export interface Composed {
  readonly text: string;
  readonly unknown: readonly UnknownPlaceholder[];
}

/** What the texts of one combination may mention. Later texts may use earlier ones: columns, axes, scene. */
export function placeholderValues(
  asset: AssetDeclaration,
  combination: Combination,
  id: string,
): { values: PlaceholderValues; unknown: UnknownPlaceholder[] } {
  const values = new Map<string, PlaceholderValue>();
  const unknown: UnknownPlaceholder[] = [];
  const filled = ({ place, settings }: SettingsLayer): string => {
    const result = fillPlaceholders(settings.prompt ?? '', values);
    unknown.push(...result.unknown.map((word) => ({ word, place })));
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
    const value = { text: filled(variation.layer), name: variation.name };
    values.set(axis.name, value);
    variants.push(value);
  }
  values.set('variant', {
    text: joined(variants.map(({ text }) => text)),
    name: [combination.row?.key, ...variants.map(({ name }) => name)].filter(Boolean).join('.'),
  });
  values.set('scene', {
    text: combination.scene ? filled(combination.scene.layer) : '',
    name: combination.scene?.name ?? '',
  });
  return { values, unknown };
}

export interface PromptParts {
  readonly prompt: PlacedText;
  readonly template: PlacedText | undefined;
  readonly styles: readonly PlacedText[];
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
  const unknown: UnknownPlaceholder[] = [];
  const fill = ({ text, place, style }: PlacedText, known: PlaceholderValues) => {
    const filled = fillPlaceholders(text, known);
    unknown.push(...filled.unknown.map((word) => ({ word, place, style })));
    return filled;
  };
  const base = fill(parts.prompt, values);
  const style = joined(parts.styles.map((text) => fill(text, values).text));
  if (parts.template !== undefined) {
    const known = new Map([
      ...values,
      ['prompt', { text: base.text, name: '' }],
      ['style', { text: style, name: '' }],
    ] as const);
    return { text: canonicalText(tidied(fill(parts.template, known).text)), unknown };
  }
  const scene = base.used.has('scene') ? '' : (values.get('scene')?.text ?? '');
  const variants = base.used.has('variant')
    ? []
    : asset.axes.filter((axis) => !base.used.has(axis.name)).map((axis) => values.get(axis.name)?.text ?? '');
  return { text: canonicalText(joined([base.text, scene, ...variants, style])), unknown };
}

/** A descriptive text such as alt; empty placeholders leave no dangling commas. */
export function composeText({ text, place }: PlacedText, values: PlaceholderValues): Composed {
  const filled = fillPlaceholders(text, values);
  return { text: tidied(filled.text), unknown: filled.unknown.map((word) => ({ word, place })) };
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
