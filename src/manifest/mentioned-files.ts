import type { Place } from './manifest.ts';
import type { WrittenInclude } from './schema/index.ts';
import type { Path } from './yaml.ts';

/** A file that a manifest mentions: a text, or the rows of an `each`. */
export interface MentionedFile {
  readonly place: Place;
  /** The path as written; `undefined` for rows that stand in the manifest. */
  readonly file: string | undefined;
  readonly kind: 'text' | 'rows';
  readonly written: { readonly [key: string]: unknown };
}

/** Every `{ file: … }` and every `each` of a validated document. */
export function* mentionedFiles(source: string, document: WrittenInclude): Generator<MentionedFile> {
  yield* visit(document, []);

  function* visit(value: unknown, path: Path): Generator<MentionedFile> {
    if (value === null || typeof value !== 'object' || isParams(path)) return;
    const written = value as { readonly [key: string]: unknown };
    const file = typeof written.file === 'string' ? written.file : undefined;
    const place = { file: source, path };
    if (isEach(path)) return yield { place, file, kind: 'rows', written };
    if (file !== undefined && !Array.isArray(value)) yield { place, file, kind: 'text', written };
    for (const [key, member] of Object.entries(written)) {
      yield* visit(member, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  }
}

/** `assets.NAME.each`; an asset or a scene may be called `each` too. */
function isEach(path: Path): boolean {
  return path.length === 3 && path[0] === 'assets' && path[2] === 'each';
}

/** The params of a layer, which are the provider's own affair: `defaults.params`, `assets.NAME.scenes.NAME.params`, … */
function isParams(path: Path): boolean {
  if (path.at(-1) !== 'params') return false;
  const isName =
    path.at(-2) === 'assets' ||
    path.at(-2) === 'scenes' ||
    path.at(-2) === 'matrix' ||
    path.at(-3) === 'matrix';
  return !isName;
}
