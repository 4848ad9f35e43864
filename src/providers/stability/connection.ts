import { ProviderError, type ProviderWorld } from '../provider.ts';

const DEFAULT_HOST = 'https://api.stability.ai';
const KEY_VARIABLE = 'STABILITY_API_KEY';

/** Where the API is and who asks. */
export interface Connection {
  readonly baseUrl: string;
  readonly key: string;
  readonly keyVariable: string;
  /** Headers of a request that wants to be answered with this type. */
  headers(accept: string): { readonly [name: string]: string };
}

/** The connection that manifest and environment describe; throws when there is no key. */
export function connectionOf({
  settings,
  environment,
}: Pick<ProviderWorld, 'settings' | 'environment'>): Connection {
  const keyVariable = settings.keyEnv ?? KEY_VARIABLE;
  const key = keyFrom(keyVariable, environment);
  return {
    baseUrl: settings.baseUrl ?? (environment('STABILITY_API_HOST') || DEFAULT_HOST),
    key,
    keyVariable,
    headers: (accept) => headersFor(settings.headers, key, accept),
  };
}

function keyFrom(variable: string, environment: ProviderWorld['environment']): string {
  const key = environment(variable)?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ProviderError(key === '' ? `${variable} is not set` : `${variable} does not hold a key`, {
    kind: 'unauthorized',
    charged: 'no',
    scope: 'provider',
    hint: `Set ${variable} to a key from https://platform.stability.ai/account/keys.`,
  });
}

/** The manifest's own headers may name an organization or a client, but not replace what a request needs. */
function headersFor(own: { readonly [name: string]: string }, key: string, accept: string) {
  const lowered = Object.entries(own).map(([name, value]) => [name.toLowerCase(), value] as const);
  const {
    'content-type': _type,
    'content-length': _length,
    ...extra
  }: { readonly [name: string]: string } = Object.fromEntries(lowered);
  return { 'stability-client-id': 'imagebuild', ...extra, authorization: `Bearer ${key}`, accept };
}
