import { randomBytes } from 'node:crypto';

/** An answer of the API other than a picture. */
export interface Refusal {
  readonly status: number;
  readonly body: { readonly [name: string]: unknown };
  readonly headers?: { readonly [name: string]: string };
}

type Version = 'v1' | 'v2beta';

/** The bodies and texts of the API, as documented and observed, for one version of it. */
export function refusals(version: Version) {
  const refuse = (status: number, name: string, ...texts: readonly string[]): Refusal => {
    const id = randomBytes(16).toString('hex');
    const body = version === 'v1' ? { id, message: texts.join('\n'), name } : { errors: texts, id, name };
    return { status, body };
  };
  const current = version === 'v2beta';
  return {
    refuse,
    badRequest: (problems: readonly string[]) => refuse(400, 'bad_request', ...problems),
    notMultipart: () => refuse(400, 'bad_request', 'content-type: must be multipart/form-data'),
    noKey: () =>
      current
        ? refuse(401, 'unauthorized', 'authorization: invalid or missing header value')
        : refuse(401, 'unauthorized', 'missing authorization header'),
    wrongKey: (key: string) =>
      current
        ? refuse(401, 'unauthorized', 'authorization: invalid or missing header value')
        : refuse(
            401,
            'unauthorized',
            `Incorrect API key provided: ${key}. You can find your API key at https://stability.ai.`,
          ),
    noCredits: (needed: number, left: number) =>
      current
        ? refuse(
            402,
            'payment_required',
            'You lack sufficient credits to make this request. Please purchase more credits at https://platform.stability.ai/account/credits and try again.',
          )
        : refuse(
            429,
            'insufficient_balance',
            `Your organization does not have enough balance to request this action (need $${dollars(needed)}, have $0 in active grants, $${dollars(left)} in balance).`,
          ),
    moderated: () =>
      refuse(
        403,
        'content_moderation',
        'Your request was flagged by our content moderation system, as a result your request was denied and you were not charged.',
      ),
    unknownEngine: (engine: string) =>
      refuse(404, 'not_found', `The specified engine (ID ${engine}) was not found.`),
    wrongSize: (width: unknown, height: unknown) =>
      refuse(
        400,
        'invalid_sdxl_v1_dimensions',
        `for stable-diffusion-xl-1024-v0-9 and stable-diffusion-xl-1024-v1-0 the allowed dimensions are ${SDXL_SIZES.join(', ')}, but we received ${width}x${height}`,
      ),
    tooLarge: () => refuse(413, 'payload_too_large', 'body: payloads cannot be larger than 10MiB in size'),
    notFound: () => refuse(404, 'not_found', 'The requested route was not found.'),
    rateLimited: (requests: number, per: number, penalty: number, retryAfter?: string): Refusal => ({
      ...refuse(
        429,
        'rate_limit_exceeded',
        `You have exceeded the rate limit of ${requests} requests within a ${per / 1000} second period, and have been timed out for ${penalty / 1000} seconds.`,
      ),
      headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    }),
  };
}

/** A credit is a cent. */
function dollars(credits: number): number {
  return Number((credits / 100).toFixed(5));
}

export type Refusals = ReturnType<typeof refusals>;

/** The nine sizes of the SDXL engine, in the order its own error message has them. */
export const SDXL_SIZES = [
  '1024x1024',
  '1152x896',
  '1216x832',
  '1344x768',
  '1536x640',
  '640x1536',
  '768x1344',
  '832x1216',
  '896x1152',
];
