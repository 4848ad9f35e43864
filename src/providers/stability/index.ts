import { inputProblems } from '../../core/input-rule.ts';
import type { InputRole } from '../../core/recipe.ts';
import type { HttpAnswer } from '../exchange.ts';
import { buy } from '../http.ts';
import { defineProvider, type GenerateRequest, ProviderError } from '../provider.ts';
import { accountOf } from './account.ts';
import { findService, SERVICES, type Service } from './capabilities.ts';
import { connectionOf } from './connection.ts';
import { errorOf } from './errors.ts';
import { collect, jobOf, MISSES } from './jobs.ts';
import { artifactsOf, engineBody } from './v1.ts';
import { formOf, pictureOf } from './v2beta.ts';
import { WITHDRAWN_MODELS } from './withdrawn-engines.ts';

/** The API takes no larger request; what surrounds the files needs a little room. */
const BODY_LIMIT = 10 * 1024 * 1024 - 64 * 1024;

/** The Stability AI image API. */
export const stability = defineProvider({
  type: 'stability',
  summary: 'Stability AI: paid, needs a key and the network.',
  paid: true,
  source: 'generated',
  digitalSource: 'trainedAlgorithmicMedia',
  capabilities: SERVICES.map(({ capability }) => capability),
  withdrawn: WITHDRAWN_MODELS,
  inputLimit: BODY_LIMIT,

  async generate(request, world) {
    const service = serviceFor(request);
    requireSendable(service, request);
    const connection = connectionOf(world);
    const order = {
      ...connection,
      route: service.route,
      explain: (answer: HttpAnswer) => errorOf(answer, connection.keyVariable),
    };
    if (service.version === 'v1') {
      const headers = connection.headers('application/json');
      const accept = artifactsOf;
      return buy({ ...order, headers, body: engineBody(service, request), accept }, world);
    }
    const body = formOf(service, request);
    if (!service.asynchronous)
      return buy({ ...order, headers: connection.headers('image/*'), body, accept: pictureOf }, world);
    const headers = connection.headers('application/json');
    const job = await buy({ ...order, headers, body, accept: jobOf }, world);
    await world.accepted(job);
    return collect(job, connection, world, { first: 'later', misses: MISSES });
  },

  async resume(job, world, before) {
    const misses = before === 'lost' ? 0 : MISSES;
    return collect(job, connectionOf(world), world, { first: 'now', misses });
  },

  account: accountOf,
});

function serviceFor(request: GenerateRequest): Service {
  const service = findService(request.operation, request.model);
  if (service !== undefined) return service;
  throw notSendable(`Stability has no ${request.operation} with ${request.model ?? 'no model'}`);
}

/** Whatever the API would refuse for certain is refused here, before it is sent. */
function requireSendable({ capability }: Service, request: GenerateRequest): void {
  const { prompt = '', negativePrompt = '', params, inputs } = request;
  const { promptLimit = Number.POSITIVE_INFINITY } = capability;
  if (capability.prompt === 'required' && prompt === '') throw notSendable('the prompt is empty');
  for (const [name, text] of Object.entries({ prompt, 'negative prompt': negativePrompt })) {
    // Counted as the API does: in characters, not in UTF-16 units.
    const { length } = [...text];
    if (length > promptLimit) {
      throw notSendable(`the ${name} has ${length} characters; this model takes at most ${promptLimit}`);
    }
  }
  const roles = Object.keys(inputs) as InputRole[];
  for (const [role, need] of Object.entries(capability.inputs)) {
    if (need === 'required' && !roles.includes(role as InputRole))
      throw notSendable(`${capability.operation} needs the input "${role}"`);
  }
  const [problem] = [
    ...(capability.check?.(params, roles, prompt) ?? []),
    ...inputProblems(capability.inputRules, inputs).map(({ sentence }) => sentence),
  ];
  if (problem !== undefined) throw notSendable(problem);
  const bytes = Object.values(inputs).reduce((sum, input) => sum + input.bytes.byteLength, 0);
  if (bytes > BODY_LIMIT) {
    const megabytes = (bytes / 1024 / 1024).toFixed(1);
    throw notSendable(
      `the input pictures have ${megabytes} MiB, and the API takes requests of at most 10 MiB`,
      'Use smaller pictures, or JPEG or WebP.',
    );
  }
}

function notSendable(message: string, hint?: string): ProviderError {
  return new ProviderError(message, { kind: 'rejected', charged: 'no', hint });
}
