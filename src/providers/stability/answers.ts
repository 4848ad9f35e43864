import type { PictureFormat } from '../../core/picture.ts';
import type { HttpAnswer } from '../exchange.ts';
import { ProviderError } from '../provider.ts';

/** The format that the first bytes of a picture say it has. */
export function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16)).toString(
    'latin1',
  );
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'webp';
  return undefined;
}

/** An answer with status 200 has been paid for, also when it is of no use. */
export function badAnswer(message: string, answer: HttpAnswer, requestId?: string): ProviderError {
  return new ProviderError(message, {
    kind: 'bad-answer',
    status: answer.status,
    charged: 'yes',
    hint: 'Report this to the vendor with the request id. It is bought again only with --retry-unknown or --force.',
    requestId,
    answer: { bytes: answer.bytes, format: formatOf(answer.bytes) },
  });
}

/** The server drew something and blurred it. Whether it charges for that is not documented. */
export function filtered(answer: HttpAnswer, requestId?: string): ProviderError {
  return new ProviderError('the picture was blurred by the content filter (CONTENT_FILTERED)', {
    kind: 'refused',
    status: answer.status,
    charged: 'unknown',
    hint: 'Change the prompt; the same request is likely to be filtered again.',
    requestId,
  });
}
