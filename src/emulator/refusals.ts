import { randomBytes } from 'node:crypto';
import { type Answer, json } from './answer.ts';

export type Version = 'v1' | 'v2beta';

/**
 * The bodies of everything the API refuses, in its words. The older API has one `message`, the current one a
 * list of `errors`; both write their members in alphabetical order.
 */
export function refusals(version: Version) {
  const v1 = version === 'v1';
  const refuse = (status: number, name: string, ...texts: readonly string[]): Answer => {
    const id = name === 'rate_limit_exceeded' && !v1 ? name : newId();
    return json(status, v1 ? { id, message: texts.join('\n'), name } : { errors: texts, id, name });
  };
  return {
    refuse,
    badRequest: (problems: readonly string[]) => refuse(400, 'bad_request', ...problems),
    notMultipart: () => refuse(400, 'bad_request', 'content-type: must be multipart/form-data'),
    noKey: () =>
      refuse(
        401,
        'unauthorized',
        v1 ? 'missing authorization header' : 'authorization: invalid or missing header value',
      ),
    /** The older API repeats the key it was sent. */
    wrongKey: (key: string) =>
      refuse(
        401,
        'unauthorized',
        v1
          ? `Incorrect API key provided: ${key}. You can find your API key at https://stability.ai.`
          : 'authorization: invalid or missing header value',
      ),
    noCredits: (needed: number, left: number) =>
      v1
        ? refuse(
            429,
            'insufficient_balance',
            `Your organization does not have enough balance to request this action (need $${dollars(needed)}, have $0 in active grants, $${dollars(left)} in balance).`,
          )
        : refuse(
            402,
            'payment_required',
            'You lack sufficient credits to make this request. Please purchase more credits at https://platform.stability.ai/account/credits and try again.',
          ),
    notAllowed: () =>
      refuse(403, 'permission_denied', 'You do not have permission to perform this operation.'),
    /** What becomes of a prompt with words that moderation refuses. */
    refusedPrompt: () => (v1 ? refuse(400, 'invalid_prompts', 'Invalid prompts detected') : flagged()),
    flagged,
    /** Of an engine that was withdrawn the API says no more than of one that never was; here it is told. */
    unknownEngine: (engine: string, withdrawn?: string) => {
      const unknown = `The specified engine (ID ${engine}) was not found.`;
      const served = 'an emulator with --withdrawn-engines serves it';
      return refuse(
        404,
        'not_found',
        withdrawn ? `${unknown} (Emulator: ${withdrawn}; ${served}.)` : unknown,
      );
    },
    unknownRoute: () => refuse(404, 'not_found', 'The requested route was not found.'),
    noGeneration: () =>
      refuse(404, 'generation_not_found', 'id: the generation either does not exist or has expired.'),
    tooLarge: () => refuse(413, 'payload_too_large', 'body: payloads cannot be larger than 10MiB in size'),
    notEnglish: () =>
      refuse(422, 'invalid_language', 'English is the only supported language for this service.'),
    publicFigure: () =>
      refuse(
        422,
        'public_figure',
        'Our system detected the likeness of a public figure in your image. To comply with our guidelines, this request cannot be processed. Please upload a different image.',
      ),
    rateLimited: (limit: { readonly requests: number; readonly per: number; readonly penalty: number }) =>
      refuse(
        429,
        'rate_limit_exceeded',
        `You have exceeded the rate limit of ${limit.requests} requests within a ${limit.per / 1000} second period, and have been timed out for ${limit.penalty / 1000} seconds.`,
      ),
    broken: () =>
      v1
        ? refuse(500, 'server_error', 'An unexpected server error occurred, please try again.')
        : refuse(500, 'internal_error', 'An unexpected server error has occurred, please try again later.'),
  };

  function flagged(): Answer {
    return refuse(
      403,
      'content_moderation',
      'Your request was flagged by our content moderation system, as a result your request was denied and you were not charged.',
    );
  }
}

export type Refusals = ReturnType<typeof refusals>;

/** 32 hexadecimal digits, as the API names requests and errors. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}

/** A credit is a cent. */
function dollars(credits: number): number {
  return Number((credits / 100).toFixed(5));
}
