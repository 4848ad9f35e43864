import { parse } from 'yaml';
import { z } from 'zod';
import { readOrigin } from './cors.ts';
import { durationOf } from './faults.ts';
import type { EmulatorOptions } from './options.ts';

const duration = z.union([z.string(), z.number()]).transform((text, context) => {
  const milliseconds = durationOf(String(text));
  if (milliseconds !== undefined) return milliseconds;
  context.addIssue({ code: 'custom', message: 'must be a duration, as in 800ms, 3s or 24h' });
  return z.NEVER;
});

const range = z.union([z.string(), z.number()]).transform((text, context) => {
  const found = rangeOf(String(text));
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: 'must be a duration or a range, as in 800ms..3s' });
  return z.NEVER;
});

const origin = z.string().transform((text, context) => {
  const found = readOrigin(text);
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: 'must be an origin, as in http://localhost:5173, or *' });
  return z.NEVER;
});

const words = z.array(z.string().min(1));

const schema = z.strictObject({
  port: z.int().min(0).max(65_535).optional(),
  host: z.string().min(1).optional(),
  keys: z.record(z.string().regex(/^[\x21-\x7e]+$/, 'must be a key'), z.number().min(0)).optional(),
  limit: z.strictObject({ requests: z.int().min(1), per: duration, penalty: duration }).optional(),
  moderation: z.strictObject({ refuse: words.optional(), blur: words.optional() }).optional(),
  latency: range.optional(),
  job_time: range.optional(),
  job_life: duration.optional(),
  pictures: z.enum(['drawn', 'plain']).optional(),
  unknown_fields: z.enum(['ignore', 'refuse']).optional(),
  withdrawn_engines: z.boolean().optional(),
  cors: z.union([origin.transform((one) => [one]), z.array(origin)]).optional(),
  charge_filtered: z.boolean().optional(),
});

/** The settings file of an emulator, read; or everything that is wrong with it, one sentence each. */
export type EmulatorConfig =
  | { readonly ok: true; readonly options: EmulatorOptions }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the YAML or JSON of a settings file. */
export function readEmulatorConfig(text: string): EmulatorConfig {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    return { ok: false, problems: [(error as Error).message.split('\n')[0] ?? 'cannot be read'] };
  }
  const read = schema.safeParse(document ?? {});
  if (!read.success) {
    // The name of a key is the key itself, and keys are not repeated.
    const place = (path: readonly PropertyKey[]) =>
      path[0] === 'keys' && path.length > 1 ? 'keys' : path.join('.');
    return {
      ok: false,
      problems: read.error.issues.map(({ path, message }) => `${place(path) || 'the file'}: ${message}`),
    };
  }
  const { keys, job_time, job_life, unknown_fields, withdrawn_engines, charge_filtered, ...same } = read.data;
  return {
    ok: true,
    options: {
      ...same,
      credits: keys,
      jobTime: job_time,
      jobLife: job_life,
      unknownFields: unknown_fields,
      withdrawnEngines: withdrawn_engines,
      chargeFiltered: charge_filtered,
    },
  };
}

/** A duration, or two with `..` between them. */
export function rangeOf(text: string): EmulatorOptions['latency'] {
  const [from, to, ...rest] = text.split('..').map(durationOf);
  if (from === undefined || rest.length > 0) return undefined;
  if (!text.includes('..')) return from;
  return to === undefined || to < from ? undefined : { from, to };
}
