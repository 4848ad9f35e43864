import { z } from 'zod';
import type { Params } from '../core/capability.ts';
import { type InputRule, inputProblems, type KnownInputs } from '../core/input-rule.ts';
import type { PictureFacts } from '../core/picture.ts';
import type { InputRole } from '../core/recipe.ts';
import type { StabilityService } from '../providers/index.ts';
import { sharpRaster } from '../renditions/index.ts';
import type { Version } from './refusals.ts';
import type { SentFields, SentFile } from './sent.ts';

/** What was read out of the fields of a request. */
export interface Read {
  readonly params: Params;
  readonly problems: readonly string[];
}

/**
 * Reads the fields of a request with the schemas of the table. The fields of a form are text and are taken for
 * numbers and truth values where that is what the schema wants; JSON is taken as it is.
 */
export function readFields(
  fields: SentFields,
  schemas: { readonly [name: string]: z.ZodType },
  form: boolean,
): Read {
  const params: { [name: string]: unknown } = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(schemas)) {
    const value = fields[name];
    if (value === undefined || (form && isNone(value, schema))) continue;
    const readings = form && typeof value === 'string' ? readingsOf(value) : [value];
    const results = readings.map((reading) => schema.safeParse(reading));
    const good = results.find(({ success }) => success);
    if (good !== undefined) params[name] = good.data;
    else problems.push(...(results[0]?.error?.issues ?? []).map((issue) => sentence(name, issue)));
  }
  return { params, problems };
}

/** What a text of a form can stand for, the likeliest first. */
function readingsOf(text: string): unknown[] {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return [number, text];
  const object = objectIn(text);
  if (object !== undefined) return [object, text];
  // Python writes True and False, and so do the vendor's own nodes.
  const truth = text.toLowerCase();
  return truth === 'true' || truth === 'false' ? [truth === 'true', truth, text] : [text];
}

/** A choice that was not made: the vendor's own nodes send it as the word "none". */
function isNone(value: unknown, schema: z.ZodType): boolean {
  return (
    typeof value === 'string' &&
    value.toLowerCase() === 'none' &&
    !schema.safeParse(value).success &&
    schema.safeParse(undefined).success &&
    isChoice(schema)
  );
}

function isChoice(schema: z.ZodType): boolean {
  return (schema instanceof z.ZodOptional ? schema.unwrap() : schema) instanceof z.ZodEnum;
}

/** An object travels in a form as its JSON. */
function objectIn(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** A problem in the manner of the API, whose own wording of these is not known. */
function sentence(name: string, issue: z.core.$ZodIssue): string {
  const field = [name, ...issue.path].join('.');
  switch (issue.code) {
    case 'invalid_value':
      return `${field}: must be one of '${issue.values.join("' | '")}'`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `${field}: must have at least ${issue.minimum} ${issue.origin === 'string' ? 'character' : 'item'}(s)`
        : `${field}: must be greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `${field}: must have at most ${issue.maximum} ${issue.origin === 'string' ? 'character' : 'item'}(s)`
        : `${field}: must be less than or equal to ${issue.maximum}`;
    case 'invalid_type':
      return `${field}: must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected === 'int' ? 'integer' : issue.expected}`;
    default:
      return `${field}: ${issue.message}`;
  }
}

/** The words for a field that is missing. */
export function missing(name: string, version: Version): string {
  return version === 'v1' ? `${name}: is required` : `${name}: required`;
}

/** A text of so many characters, counted as the API does: not in UTF-16 units. */
export function textProblems(
  name: string,
  value: unknown,
  [least, most]: readonly [number, number],
): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'string') return [`${name}: must be a string`];
  const { length } = [...value];
  if (length < least) return [`${name}: must have at least ${least} character(s)`];
  return length > most ? [`${name}: must have at most ${most} character(s)`] : [];
}

/** A seed as the API takes it: 0 and none leave the choice to the server. */
export function readSeed(
  value: unknown,
  most: number,
  form: boolean,
): { readonly seed: number; readonly problems: readonly string[] } {
  if (value === undefined) return { seed: 0, problems: [] };
  const seed = form && typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seed !== 'number' || !Number.isInteger(seed))
    return { seed: 0, problems: ['seed: must be an integer'] };
  if (seed < 0) return { seed: 0, problems: ['seed: must be greater than or equal to 0'] };
  if (seed > most) return { seed: 0, problems: [`seed: must be less than or equal to ${most}`] };
  return { seed, problems: [] };
}

/** Input pictures by role, looked at. */
export interface Pictures {
  readonly bytes: { readonly [Role in InputRole]?: Uint8Array };
  readonly known: { readonly [Role in InputRole]?: PictureFacts };
  readonly problems: readonly string[];
}

/** Finds the input pictures of a request and holds them to the table's rules. */
export async function readPictures(
  files: { readonly [name: string]: SentFile },
  { files: names, capability, version }: StabilityService,
): Promise<Pictures> {
  const bytes: { [Role in InputRole]?: Uint8Array } = {};
  const known: { [Role in InputRole]?: PictureFacts } = {};
  const problems: string[] = [];
  for (const [role, need] of Object.entries(capability.inputs) as [InputRole, string][]) {
    const name = names[role] ?? role;
    const file = files[name];
    if (file === undefined) {
      if (need === 'required') problems.push(missing(name, version));
      continue;
    }
    try {
      known[role] = await sharpRaster.inspect(file.bytes);
      bytes[role] = file.bytes;
    } catch {
      problems.push(`${name}: must be a complete jpeg, png or webp image`);
    }
  }
  return { bytes, known, problems: [...problems, ...ruleProblems(capability.inputRules, known, names)] };
}

function ruleProblems(
  rules: { readonly [Role in InputRole]?: InputRule } | undefined,
  known: KnownInputs,
  names: StabilityService['files'],
): string[] {
  return inputProblems(rules, known).map(
    ({ role, sentence }) => `${names[role] ?? role}: ${sentence.replace(/^"\w+" /, '')}`,
  );
}
