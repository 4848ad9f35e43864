/** A value that texts may mention as `{name}`; in ids and file names its own name stands instead of its text. */
export interface PlaceholderValue {
  readonly text: string;
  readonly name: string;
}

export type PlaceholderValues = ReadonlyMap<string, PlaceholderValue>;

export interface FilledText {
  readonly text: string;
  /** Names of the placeholders that were filled. */
  readonly used: ReadonlySet<string>;
  /** Names that stand in braces but mean nothing here. */
  readonly unknown: readonly string[];
}

const PLACEHOLDER = /\{\{|\}\}|\{([^{}]*)\}/g;

/** Fills `{scene}`, `{theme}`, `{column}`, and `{scene.name}` for the name instead of the text; `{{` is a brace. */
export function fillPlaceholders(
  text: string,
  values: PlaceholderValues,
  as: 'text' | 'name' = 'text',
): FilledText {
  if (!text.includes('{') && !text.includes('}')) return { text, used: NONE, unknown: [] };
  const used = new Set<string>();
  const unknown: string[] = [];
  const filled = text.replace(PLACEHOLDER, (found, inner: string | undefined) => {
    if (inner === undefined) return found === '{{' ? '{' : '}';
    const word = inner.trim();
    const whole = values.get(word);
    const named =
      whole === undefined && word.endsWith('.name') ? values.get(word.slice(0, -'.name'.length)) : undefined;
    if (whole === undefined && named === undefined) {
      unknown.push(word);
      return found;
    }
    used.add(whole === undefined ? word.slice(0, -'.name'.length) : word);
    return named?.name ?? (as === 'name' ? whole?.name : whole?.text) ?? '';
  });
  return { text: filled, used, unknown };
}

const NONE: ReadonlySet<string> = new Set();
