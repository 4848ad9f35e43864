import { z } from 'zod';
import type { HttpAnswer, RequestBody } from '../exchange.ts';
import type { GenerateRequest, Generation } from '../provider.ts';
import { badAnswer, filtered, formatOf } from './answers.ts';
import { engineSize } from './sizes.ts';

const answerBody = z.object({
  artifacts: z
    .array(
      z.object({
        base64: z.string().optional(),
        seed: z.number().optional(),
        finishReason: z.string().optional(),
      }),
    )
    .min(1),
});

/** The JSON of a request to the older API. The size is always sent: the documented default is not a legal size. */
export function jsonOf(request: GenerateRequest): RequestBody {
  const prompts = [{ text: request.prompt, weight: 1 }];
  if (request.negativePrompt !== undefined) prompts.push({ text: request.negativePrompt, weight: -1 });
  return {
    type: 'json',
    value: {
      text_prompts: prompts,
      seed: request.seed,
      samples: 1,
      ...request.params,
      ...engineSize(request.params),
    },
  };
}

/** The picture of an answer with status 200, which holds it as text. */
export function artifactOf(answer: HttpAnswer): Generation {
  const requestId = answer.header('x-request-id');
  const artifact = parse(answer)?.artifacts[0];
  if (artifact === undefined) {
    const type = answer.header('content-type') ?? 'nothing';
    throw badAnswer(`the server sent no artifact, but ${type}`, answer, requestId);
  }
  if (artifact.finishReason === 'CONTENT_FILTERED') throw filtered(answer, requestId);
  if (artifact.finishReason !== undefined && artifact.finishReason !== 'SUCCESS') {
    throw badAnswer(`the server ended with "${artifact.finishReason}"`, answer, requestId);
  }
  const bytes = Buffer.from(artifact.base64 ?? '', 'base64');
  const format = formatOf(bytes);
  if (format === undefined) throw badAnswer('the artifact is not a picture', answer, requestId);
  return { bytes, format, seed: artifact.seed, warnings: [], requestId };
}

function parse(answer: HttpAnswer): z.infer<typeof answerBody> | undefined {
  try {
    return answerBody.safeParse(JSON.parse(Buffer.from(answer.bytes).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
