import { z } from 'zod';
import { isDigest } from '../core/digest.ts';
import { PICTURE_FORMATS } from '../core/picture.ts';
import type { LedgerRecord, PendingPurchase } from './journal.ts';
import { unsealed } from './sealed.ts';
import type { KeptGeneration } from './store.ts';

// Records lie in files that a crash may spoil, version control may merge and anybody may write. What is not of these
// shapes is no record: a digest that is none would lead to another file than a master's. Members that are not known
// here may come from a newer version, and stay.

const digest = z.string().refine(isDigest);
const picture = z.looseObject({ digest, bytes: z.int().min(1), format: z.enum(PICTURE_FORMATS) });
const side = z.int().min(1);
const seed = z.number().optional();
/** No account holds so many. */
const credits = z.number().min(0).max(1e12);
const moment = z.string().refine(isMoment);
const recipe = z.looseObject({
  provider: z.string(),
  operation: z.string(),
  model: z.string().optional(),
  params: z.record(z.string(), z.unknown()),
  inputs: z.record(z.string(), digest),
  copied_from: z.record(z.string(), digest).optional(),
});

const keptGeneration = z.looseObject({
  key: digest,
  recipe,
  master: picture.extend({ width: side, height: side }),
  seed,
  source: z.enum(['generated', 'imported']),
  credits,
  siblings: z.array(z.looseObject({ digest, seed })).optional(),
});

const received = z.looseObject({ picture, seed });

const pendingPurchase = z.looseObject({
  key: digest,
  recipe,
  target: z.string(),
  asset: z.string().optional(),
  provider: z.string(),
  credits,
  seed,
  replaces: digest.optional(),
  // It becomes part of an address.
  job: z
    .string()
    .regex(/^[^\s/?#\\]{1,1000}$/)
    .optional(),
  fruitless: z.literal(true).optional(),
  received: received.extend({ others: z.array(received).optional() }).optional(),
  several: z.string().optional(),
  account: z.string().optional(),
  startedAt: moment,
});

const ledgerRecord = z.looseObject({
  at: moment,
  startedAt: moment,
  outcome: z.enum(['paid', 'refused', 'failed', 'unknown']),
  key: z.string(),
  target: z.string(),
  asset: z.string().optional(),
  provider: z.string(),
  model: z.string().optional(),
  credits,
  charged: z.enum(['yes', 'no', 'unknown']),
  requestId: z.string().optional(),
});

/** True for a date and time as ISO 8601 has it. */
export function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Text → what a key stands for; undefined where it is no such record. */
export function parseKept(text: string): KeptGeneration | undefined {
  return parsed(keptGeneration, text) as KeptGeneration | undefined;
}

/** Text → a purchase in flight; undefined where it is no such record. */
export function parsePending(text: string): PendingPurchase | undefined {
  return parsed(pendingPurchase, text) as PendingPurchase | undefined;
}

/** A line → one request and what it cost; undefined where it is no such record. */
export function parseLedgerLine(line: string): LedgerRecord | undefined {
  return parsed(ledgerRecord, line) as LedgerRecord | undefined;
}

/** What was written is handed out, and not the schema's copy of it. */
function parsed(schema: z.ZodType, text: string): unknown {
  const value = unsealed(text);
  return schema.safeParse(value).success ? value : undefined;
}
