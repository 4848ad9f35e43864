import { z } from 'zod';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { closest, didYouMean } from '../core/suggest.ts';
import type { Path, YamlDocument } from './yaml.ts';

type Issue = z.core.$ZodIssue;

/** What checking a document gives: without problems its whole value, else as much of it as is sound. */
export interface Validated<Value> {
  readonly value?: Value;
  readonly problems: readonly Diagnostic[];
  /** Paths that were left out of the value. */
  readonly removed: readonly Path[];
}

/** So often the rest of a document is tried without its mistakes. */
const ATTEMPTS = 4;

/**
 * Checks data against a schema; every problem points into the document. What is sound is returned even so, because
 * later stages may find more in it, and the author wants to hear everything at once.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  document: YamlDocument,
): Validated<z.output<Schema>> {
  const first = schema.safeParse(document.value, { reportInput: true });
  if (first.success) return { value: first.data, problems: [], removed: [] };
  const problems = first.error.issues.flatMap((issue) => explain(issue, [], schema, document));
  const removed: Path[] = [];
  let rest = document.value;
  let issues: readonly Issue[] = first.error.issues;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const mistakes = issues.flatMap((issue) => mistakenPaths(issue, rest));
    if (mistakes.some((path) => path.length === 0)) break;
    removed.push(...mistakes);
    for (const path of mistakes) rest = without(rest, path);
    const again = schema.safeParse(rest, { reportInput: true });
    if (again.success) return { value: again.data, problems, removed };
    issues = again.error.issues;
  }
  return { problems, removed };
}

/** What to leave out so that an issue goes away. Lists go whole, or the places behind the gap would be wrong. */
function mistakenPaths(issue: Issue, value: unknown): Path[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  const list = path.findIndex((step) => typeof step === 'number');
  const whole = list < 0 ? path : path.slice(0, list);
  return [memberAt(value, whole) === undefined ? whole.slice(0, -1) : whole];
}

function memberAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (member, step) => (member as { [name: string]: unknown } | null | undefined)?.[step],
    value,
  );
}

function without(value: unknown, [step, ...path]: Path): unknown {
  if (step === undefined || value === null || typeof value !== 'object') return value;
  const copy = Object.assign(Object.create(null), value) as { [name: string]: unknown };
  if (path.length === 0) delete copy[step];
  else if (copy[step] !== undefined) copy[step] = without(copy[step], path);
  return copy;
}

/** Keys that other tools know, and what does their work here. */
const KEY_HINTS = new Map([
  [
    '<<',
    'merge keys are not part of YAML 1.2; put what assets share into defaults:, a style or a named output, or repeat one whole value with an alias, as in `params: *shared`',
  ],
]);

function explain(issue: Issue, parent: Path, schema: z.ZodType, document: YamlDocument): Diagnostic[] {
  const path: Path = [...parent, ...(issue.path as Path)];
  const subject = subjectOf(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        problem('unknown-key', `unknown key "${key}"${path.length > 0 ? ` in ${subject}` : ''}`, {
          location: document.locate([...path, key], 'key'),
          hint: KEY_HINTS.get(key) ?? didYouMean(key, keysAt(schema, path)),
        }),
      );
    case 'invalid_type':
      return [explainType(issue, path, subject, document)];
    case 'invalid_value': {
      const known = issue.values.map(String);
      if (issue.input === undefined && path.length > 0) {
        const hint = known.length === 1 ? `write ${path.at(-1)}: ${known[0]}` : undefined;
        return [missing(path, document, hint)];
      }
      const message = isOwn(issue.message)
        ? `${subject}: ${issue.message}`
        : `${subject} is ${shown(issue.input)}, not one of: ${known.join(', ')}`;
      return [
        problem('invalid-value', message, {
          location: document.locate(path),
          hint: isOwn(issue.message) ? undefined : nearest(issue.input, known),
        }),
      ];
    }
    case 'invalid_union':
      return explainUnion(issue, path, subject, schema, document);
    case 'invalid_key': {
      const rule = issue.issues[0]?.message ?? issue.message;
      return [
        problem('invalid-name', `${subject}: ${rule}`, {
          location: document.locate(path, 'key'),
        }),
      ];
    }
    case 'too_small':
    case 'too_big':
      return [
        problem(
          'out-of-range',
          isOwn(issue.message) ? `${subject}: ${issue.message}` : `${subject} ${rangeText(issue)}`,
          { location: document.locate(path) },
        ),
      ];
    default:
      return [problem('invalid-value', `${subject}: ${issue.message}`, { location: document.locate(path) })];
  }
}

function explainType(
  issue: Issue & { code: 'invalid_type' },
  path: Path,
  subject: string,
  document: YamlDocument,
): Diagnostic {
  if (issue.input === undefined && path.length > 0) return missing(path, document);
  if (isOwn(issue.message) && issue.input !== null) {
    return problem('wrong-type', `${subject}: ${issue.message}`, { location: document.locate(path) });
  }
  const given = issue.input === null ? 'empty' : shown(issue.input);
  return problem(
    'wrong-type',
    `${subject} is ${given}, but must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`,
    {
      location: document.locate(path),
      hint:
        issue.expected === 'string' && typeof issue.input !== 'object'
          ? 'put it in quotes to make it text'
          : undefined,
    },
  );
}

function missing(path: Path, document: YamlDocument, hint?: string): Diagnostic {
  const within = path.length > 1 ? ` in ${subjectOf(path.slice(0, -1))}` : '';
  return problem('missing-key', `${subjectOf(path)} is missing${within}`, {
    location: document.locate(path.slice(0, -1), 'key'),
    hint,
  });
}

/** What a sentence about a value begins with: its key, or its number in a list. */
function subjectOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the manifest';
  if (typeof last === 'string') return `"${last}"`;
  return path.length > 1 ? `entry ${last + 1} of ${subjectOf(path.slice(0, -1))}` : `entry ${last + 1}`;
}

/** A hint when the author was close; the message itself lists what there is. */
function nearest(given: unknown, words: readonly string[]): string | undefined {
  const word = typeof given === 'string' ? closest(given, words) : undefined;
  return word === undefined ? undefined : `did you mean "${word}"?`;
}

/** Of a union, the branch the author most likely meant: the one whose problems lie deepest. */
function explainUnion(
  issue: Issue & { code: 'invalid_union' },
  path: Path,
  subject: string,
  schema: z.ZodType,
  document: YamlDocument,
): Diagnostic[] {
  if (isOwn(issue.message)) {
    return [problem('invalid-value', `${subject}: ${issue.message}`, { location: document.locate(path) })];
  }
  if (issue.input === undefined)
    return [
      explainType(
        { ...issue, code: 'invalid_type', expected: 'string' } as Issue & { code: 'invalid_type' },
        path,
        subject,
        document,
      ),
    ];
  const meant = issue.errors.filter((branch) =>
    branch.some((inner) => inner.path.length > 0 || !['invalid_type', 'invalid_value'].includes(inner.code)),
  );
  const branch =
    meant.length > 0 ? meant.reduce((best, other) => (other.length < best.length ? other : best)) : undefined;
  if (branch) return branch.flatMap((inner) => explain(inner, path, schema, document));
  const choices = issue.errors.flat();
  const words = choices.flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  const types = choices.flatMap((inner) =>
    inner.code === 'invalid_type' ? [TYPE_NAMES[inner.expected] ?? inner.expected] : [],
  );
  const allowed = [...words, ...new Set(types)];
  const given = issue.input === null ? 'empty' : shown(issue.input);
  return [
    problem(
      types.length > 0 && typeof issue.input !== 'string' ? 'wrong-type' : 'invalid-value',
      `${subject} is ${given}, but must be ${allowed.join(' or ')}`,
      {
        location: document.locate(path),
        hint: nearest(issue.input, words),
      },
    ),
  ];
}

const TYPE_NAMES: { readonly [expected: string]: string } = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

/** zod's default messages begin this way; ours never do. */
function isOwn(message: string): boolean {
  return !/^Invalid |^Too (small|big)/.test(message);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 57)}…"` : `"${value}"`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return String(value);
}

function rangeText(issue: Issue & { code: 'too_small' | 'too_big' }): string {
  const small = issue.code === 'too_small';
  const bound = Number(small ? issue.minimum : issue.maximum);
  if (issue.origin === 'array')
    return small
      ? `needs at least ${bound === 1 ? 'one entry' : `${bound} entries`}`
      : `has more than ${bound} entries`;
  if (issue.origin === 'string')
    return small
      ? bound === 1
        ? 'is empty'
        : `is shorter than ${bound} characters`
      : `is longer than ${bound} characters`;
  const given = shown(issue.input);
  const limit = small
    ? issue.inclusive === false
      ? 'more than'
      : 'at least'
    : issue.inclusive === false
      ? 'less than'
      : 'at most';
  return `is ${given}, but must be ${limit} ${bound}`;
}

/** The keys a schema knows at a path, for suggestions. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  let candidates: z.core.$ZodType[] = unwrap(schema);
  for (const step of path) candidates = candidates.flatMap((candidate) => unwrap(child(candidate, step)));
  return [
    ...new Set(
      candidates.flatMap((candidate) =>
        candidate instanceof z.ZodObject ? Object.keys(candidate.shape) : [],
      ),
    ),
  ];
}

function child(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[step] ?? schema.def.catchall;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType[] {
  if (schema === undefined) return [];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}
