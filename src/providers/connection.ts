import type { Dispatcher } from 'undici';
import { isLoopback } from '../core/loopback.ts';
import type { Environment } from '../core/ports.ts';
import { ProviderError } from './provider.ts';

/**
 * The start of a request is the moment before its first byte is written. Before it, every failure is free; error
 * codes alone do not tell, since a reset can happen while connecting as well as afterwards.
 */
export function noticeStart(started: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    return dispatch(options, {
      onRequestStart(controller, context) {
        handler.onRequestStart?.(controller, context);
        started();
      },
      onRequestUpgrade: (...all) => handler.onRequestUpgrade?.(...all),
      onResponseStart: (...all) => handler.onResponseStart?.(...all),
      onResponseData: (...all) => handler.onResponseData?.(...all),
      onResponseEnd: (...all) => handler.onResponseEnd?.(...all),
      onResponseError: (...all) => handler.onResponseError?.(...all),
    });
  };
}

const agents = new Map<string, Dispatcher>();

/**
 * Connections are not kept: one that went stale between two requests fails after sending, which nobody can tell
 * from a request that was lost after being charged.
 */
export async function agentFor(url: URL, environment: Environment): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const named = (name: string) => environment(name) ?? environment(name.toLowerCase());
  const proxy = isLoopback(url) ? '' : (named('HTTPS_PROXY') ?? '');
  if (proxy !== '' && !isProxy(proxy))
    throw new ProviderError('HTTPS_PROXY does not hold the address of a proxy', {
      kind: 'rejected',
      charged: 'no',
      scope: 'provider',
      hint: 'Write it as in http://proxy.example.com:8080.',
    });
  const exceptions = named('NO_PROXY') ?? '';
  const identity = JSON.stringify([proxy, exceptions]);
  const known = agents.get(identity);
  if (known !== undefined) return known;
  // Empty rather than absent: what is absent would be looked up in the process's own environment.
  const settings = { pipelining: 0, httpProxy: '', httpsProxy: proxy, noProxy: exceptions };
  const agent = proxy === '' ? new Agent({ pipelining: 0 }) : new EnvHttpProxyAgent(settings);
  agents.set(identity, agent);
  return agent;
}

function isProxy(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}
