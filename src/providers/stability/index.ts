import { buy } from '../http.ts';
import { defineProvider, type GenerateRequest, ProviderError, type ProviderWorld } from '../provider.ts';
import { SERVICES, type Service } from './capabilities.ts';
import { errorOf } from './errors.ts';
import { artifactOf, jsonOf } from './v1.ts';
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
        body: current ? formOf(service, request) : jsonOf(request),
        key,
        accept: current ? pictureOf : artifactOf,
        explain: (answer) => errorOf(answer, keyVariable),
      },
      world,
    );
  },
});

function serviceFor(request: GenerateRequest): Service {
  const service = SERVICES.find(
    ({ capability }) => capability.operation === request.operation && capability.model === request.model,
  );
  if (service !== undefined) return service;
  throw notSendable(`Stability has no ${request.operation} with ${request.model ?? 'no model'}`);
}

/** Limits on texts, counted as the API does: in characters, not in UTF-16 units. */
function requireSendable(
  { capability: { promptLimit = Number.POSITIVE_INFINITY } }: Service,
  { prompt = '', negativePrompt = '' }: GenerateRequest,
): void {
  if (prompt === '') throw notSendable('the prompt is empty');
  for (const [name, text] of Object.entries({ prompt, 'negative prompt': negativePrompt })) {
    const { length } = [...text];
    if (length > promptLimit) {
      throw notSendable(`the ${name} has ${length} characters; this model takes at most ${promptLimit}`);
    }
  }
}

function notSendable(message: string): ProviderError {
  return new ProviderError(message, { kind: 'rejected', charged: 'no' });
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
