import { z } from 'zod';
import type { HttpAnswer } from '../exchange.ts';
import { ProviderError, type ProviderErrorDetails } from '../provider.ts';

/** Both versions' error bodies: v1 has one `message`, v2beta a list of `errors`. */
const errorBody = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  message: z.string().optional(),
  errors: z.array(z.string()).optional(),
});
type ErrorBody = z.infer<typeof errorBody>;

type Meaning = Pick<ProviderErrorDetails, 'kind' | 'charged' | 'hint' | 'scope'>;

/** What an answer other than a picture means, in the server's words. */
export function errorOf(answer: HttpAnswer, keyVariable: string): ProviderError {
  const body = bodyOf(answer);
  const texts = body.errors ?? (body.message === undefined ? [] : [body.message]);
  const message = texts.filter((text) => text !== '').join('; ');
  return new ProviderError(message === '' ? `Stability answered with status ${answer.status}` : message, {
    ...meaningOf(answer.status, body.name, keyVariable),
    status: answer.status,
    requestId: answer.header('x-request-id') ?? body.id,
  });
}

function meaningOf(status: number, name: string | undefined, keyVariable: string): Meaning {
  switch (status) {
    case 400:
      return name === 'invalid_prompts' ? REFUSED : rejected('The API does not accept these parameters.');
    case 401:
      return { ...unauthorized(`Check the key in ${keyVariable}.`), scope: 'provider' };
    case 402:
      return OUT_OF_CREDITS;
    case 403:
      if (name === 'content_moderation') return REFUSED;
      return unauthorized(`The key in ${keyVariable} may not do this.`);
    case 404:
      return rejected('The model may have been withdrawn, or base_url is not the Stability API.');
    case 413:
      return rejected('Requests are limited to 10 MiB; use smaller input pictures.');
    case 422:
      if (name === 'public_figure') return REFUSED;
      return rejected(
        name === 'invalid_language'
          ? 'The API reads English only; write the prompt in English.'
          : 'The API understood the request but declines it.',
      );
    case 429:
      // The older API says with one status that the account is empty and that there were too many requests.
      return name === 'insufficient_balance' ? OUT_OF_CREDITS : RATE_LIMITED;
    case 500:
    case 501:
    case 503:
      return { kind: 'unavailable', charged: 'no', hint: 'The server is in trouble; build again later.' };
    default:
      // Gateways answer for a server that may have gone on working.
      if (status >= 500 || status === 408) return OUTCOME_UNKNOWN;
      return rejected('The API does not accept this request.');
  }
}

const REFUSED: Meaning = {
  kind: 'refused',
  charged: 'no',
  hint: 'The content was declined; change the prompt or the input pictures.',
};

const OUT_OF_CREDITS: Meaning = {
  kind: 'out-of-credits',
  charged: 'no',
  scope: 'provider',
  hint: 'Buy credits at https://platform.stability.ai/account/credits.',
};

const RATE_LIMITED: Meaning = {
  kind: 'rate-limited',
  charged: 'no',
  hint: "Something else may be using the same key; lower the provider's limits.",
};

const OUTCOME_UNKNOWN: Meaning = {
  kind: 'outcome-unknown',
  charged: 'unknown',
  hint: 'The picture may have been charged. Look at the account, then build with --retry-unknown.',
};

function rejected(hint: string): Meaning {
  return { kind: 'rejected', charged: 'no', hint };
}

function unauthorized(hint: string): Meaning {
  return { kind: 'unauthorized', charged: 'no', hint };
}

/** Empty when the body is not the API's own: gateways answer with HTML or with nothing. */
function bodyOf(answer: HttpAnswer): ErrorBody {
  try {
    const parsed = errorBody.safeParse(JSON.parse(Buffer.from(answer.bytes).toString('utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
