import { problem } from '../../core/diagnostic.ts';
import type { Answer, Message, PriceAnswer, Shown } from '../shapes.ts';
import type { Source } from './source.ts';

/** A running studio. The token comes with the address, and stays in this tab. */
export function liveSource(): Source {
  const token = takeToken();
  return {
    live: true,
    trusted: token !== '',
    board: () => read('/api/board'),
    dossier: (id) => read(`/api/targets/${id.split('/').map(encodeURIComponent).join('/')}`),
    workbench: () => read('/api/workbench'),
    events: () => read('/api/events'),
    compare: (one, other) => read(`/api/compare/${hex(one)}/${hex(other)}`),
    picture: (picture, width) => `/pictures/${hex(picture)}${width === undefined ? '' : `?width=${width}`}`,
    difference: (one, other) => `/differences/${hex(one)}/${hex(other)}`,
    file: ({ href }) => href,
    listen(hear, connected) {
      const events = new EventSource('/events');
      events.onopen = () => connected(true);
      events.onerror = () => connected(false);
      events.onmessage = ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as Message);
      return () => events.close();
    },
    price: (action, input) => send(`/api/prices/${action}`, { input }, token),
    act: (action, input, confirmed) => send(`/api/actions/${action}`, { input, confirmed }, token),
    spend: (limit) => send('/api/spending', { limit }, token),
  };
}

export function hex({ digest }: Shown): string {
  return digest.replace('sha256:', '');
}

/** Out of the address as soon as it is read, so that nobody copies it along with a link. */
function takeToken(): string {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem('token', given);
    history.replaceState(undefined, '', '#/');
  }
  return sessionStorage.getItem('token') ?? '';
}

async function read<Value>(address: string): Promise<Value> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return (await response.json()) as Value;
}

async function send<Value extends Answer | PriceAnswer>(
  address: string,
  body: object,
  token: string,
): Promise<Value | (Answer & { readonly ok: false })> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-imagebuild-token': token },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Value;
  } catch {
    const hint = 'is `imagebuild studio` still running?';
    return { ok: false, problems: [problem('no-answer', 'the studio does not answer', { hint })] };
  }
}
