import { z } from 'zod';
import type { Catalog } from '../../core/catalog.ts';
import { isLoopback } from '../../core/loopback.ts';
import { milliseconds } from '../units.ts';

/** Timers take no longer: they would end at once. */
const LONGEST_WAIT = 24 * 24 * 3_600_000;
const DURATION = /^\d+(\.\d+)?(ms|s|m|h)$/;
const DURATION_RULE = 'a duration is a number and ms, s, m or h, as in 10s';
const duration = z
  .string(DURATION_RULE)
  .regex(DURATION, { error: DURATION_RULE, abort: true })
  .refine((written) => milliseconds(written) <= LONGEST_WAIT, 'a duration is at most 24 days');
const ADDRESS_RULE =
  'an address begins with https:// (or http:// on this machine), and holds no name or password';
/** Editors refuse by this what no address begins with; the rest of the rule is ours alone. */
const ADDRESS_START = '^\\s*[hH][tT][tT][pP][sS]?:';
const HEADER_SECRET = /^(authorization|proxy-authorization|cookie|x-api-key|api-key)$/i;

/** An entry of `providers`, for the providers there are. */
export const providerSchema = (catalog: Catalog) =>
  z.strictObject({
    type: z
      .enum([...catalog.providers.keys()])
      .meta({ description: 'Which provider this is.', examples: ['stability', 'procedural'] }),
    base_url: z
      .url({ protocol: /^https?$/, error: ADDRESS_RULE, abort: true })
      .refine(keepsKeySafe, ADDRESS_RULE)
      .optional()
      .meta({ description: 'Another host that speaks the same API.', pattern: ADDRESS_START }),
    key_env: z
      .string()
      .regex(
        /^[A-Za-z_][A-Za-z0-9_]*$/,
        'the key itself does not stand here, only the name of an environment variable such as STABILITY_API_KEY',
      )
      .optional()
      .meta({
        description:
          'Name of the environment variable that holds the key. The key itself never stands in a manifest.',
        examples: ['STABILITY_API_KEY'],
      }),
    limits: z
      .strictObject({
        requests: z
          .int()
          .min(1)
          .optional()
          .meta({ description: 'At most so many requests in `per`.', default: 150 }),
        per: duration.optional().meta({ description: 'The window of `requests`.', default: '10s' }),
        concurrency: z
          .int()
          .min(1)
          .max(1000)
          .optional()
          .meta({ description: 'At most so many requests at once.', default: 20 }),
      })
      .optional()
      .meta({ description: 'How fast the provider may be asked.' }),
    poll: duration
      .optional()
      .meta({ description: 'Time between two looks at an asynchronous job.', default: '10s' }),
    timeout: duration.optional().meta({ description: 'Longest wait for one answer.', default: '180s' }),
    headers: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z0-9-]+$/, 'header names are letters, digits and "-"')
          .refine(
            (header) => !HEADER_SECRET.test(header),
            'such a header carries a secret; name the variable that holds it with key_env',
          ),
        z.string(),
      )
      .optional()
      .meta({
        description: 'Extra request headers, without secrets.',
        examples: [{ Organization: 'org-123456' }],
      }),
    prices: z
      .record(z.string(), z.number().min(0))
      .optional()
      .meta({
        description: 'Credits a picture, by model, where we do not know the price.',
        examples: [{ 'my-model': 4 }],
      }),
  });

/** A key sent to it cannot be read on the way, and the address tells none. */
function keepsKeySafe(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const url = new URL(address);
  return (url.protocol === 'https:' || isLoopback(url)) && url.username === '' && url.password === '';
}
