import { createHash } from 'node:crypto';
import { STABILITY_SERVICES, WITHDRAWN_ENGINES } from '../providers/index.ts';
import type { Account } from './accounts.ts';
import { type Answer, json } from './answer.ts';
import { accountOf } from './desk.ts';
import type { JournalEntry } from './journal.ts';
import type { State } from './state.ts';

/** What the older API tells about engines and accounts; the current one has no such routes. */
export function answerUser(path: string, entry: JournalEntry, state: State): Answer | undefined {
  const routes: { readonly [path: string]: (account: Account) => unknown } = {
    '/v1/engines/list': () => engines(state),
    '/v1/user/account': (account) => {
      const id = createHash('sha256').update(account.key).digest('hex');
      return {
        email: 'demo@example.com',
        id: `user-${id.slice(0, 16)}`,
        organizations: [{ id: account.organization, is_default: true, name: 'Personal', role: 'OWNER' }],
        profile_picture: `https://example.com/${id.slice(0, 16)}.png`,
      };
    },
    '/v1/user/balance': (account) => ({ credits: account.credits }),
  };
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return undefined;
  const account = accountOf(entry, state, 'v1');
  if ('status' in account) return account;
  return json(200, route(account));
}

function engines({ settings }: State) {
  const found = new Map<string, object>();
  for (const { version, route, capability } of STABILITY_SERVICES) {
    if (version !== 'v1' || (capability.deprecated !== undefined && !settings.withdrawnEngines)) continue;
    const id = capability.model ?? '';
    if (found.has(id)) continue;
    const upscaler = route.endsWith('/upscale');
    found.set(id, {
      description: capability.summary,
      id,
      name: upscaler ? id : 'Stable Diffusion XL v1.0',
      type: 'PICTURE',
    });
  }
  const withdrawn = settings.withdrawnEngines ? WITHDRAWN_ENGINES : [];
  const revived = withdrawn.map(({ id, name, when }) => ({
    description: `${name}, withdrawn ${when}.`,
    id,
    name,
    type: 'PICTURE',
  }));
  return [...found.values(), ...revived];
}
