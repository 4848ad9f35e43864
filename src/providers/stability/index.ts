import { inputProblems } from '../../core/input-rule.ts';
import type { InputRole } from '../../core/recipe.ts';
import { buy } from '../http.ts';
import { defineProvider, type GenerateRequest, ProviderError, type ProviderWorld } from '../provider.ts';
import { findService, SERVICES, type Service } from './capabilities.ts';
import { errorOf } from './errors.ts';
import { artifactOf, engineBody } from './v1.ts';
import { formOf, pictureOf } from './v2beta.ts';

const DEFAULT_HOST = 'https://api.stability.ai';

/** The Stability AI image API. */
export const stability = defineProvider({
  type: 'stability',
  summary: 'Stability AI: paid, needs a key and the network.',
  paid: true,
  source: 'generated',
  capabilities: SERVICES.map(({ capability }) => capability),

  async generate(request, world) {
    const service = serviceFor(request);
    requireSendable(service, request);
    const { settings, environment } = world;
    const keyVariable = settings.keyEnv ?? 'STABILITY_API_KEY';
    const key = keyFrom(keyVariable, world);
    const current = service.version === 'v2beta';
    return buy(
      {
        baseUrl: settings.baseUrl ?? environment('STABILITY_API_HOST') ?? DEFAULT_HOST,
        route: service.route,
        headers: headersFor(settings.headers, key, current ? 'image/*' : 'application/json'),
        body: current ? formOf(service, request) : engineBody(service, request),
        key,
        accept: current ? pictureOf : artifactOf,
        explain: (answer) => errorOf(answer, keyVariable),
      },
      world,
    );
  },
});

function serviceFor(request: GenerateRequest): Service {
  const service = findService(request.operation, request.model);
  if (service !== undefined) return service;
  throw notSendable(`Stability has no ${request.operation} with ${request.model ?? 'no model'}`);
}

/** The API takes no larger request; what surrounds the files needs a little room. */
const BODY_LIMIT = 10 * 1024 * 1024 - 64 * 1024;

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

function keyFrom(variable: string, { environment }: ProviderWorld): string {
  const key = environment(variable)?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ProviderError(key === '' ? `${variable} is not set` : `${variable} does not hold a key`, {
    kind: 'unauthorized',
    charged: 'no',
    hint: `Set ${variable} to a key from https://platform.stability.ai/account/keys.`,
  });
}

/** The manifest's own headers may name an organization or a client, but not replace what a request needs. */
function headersFor(own: { readonly [name: string]: string }, key: string, accept: string) {
  const lowered = Object.entries(own).map(([name, value]) => [name.toLowerCase(), value]);
  const { 'content-type': _type, 'content-length': _length, ...extra } = Object.fromEntries(lowered);
  return { 'stability-client-id': 'imagebuild', ...extra, authorization: `Bearer ${key}`, accept };
}
