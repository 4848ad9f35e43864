import { z } from 'zod';
import type { HttpAnswer } from '../exchange.ts';
import { inquire } from '../inquiry.ts';
import { type Account, type AccountWorld, ProviderError } from '../provider.ts';
import { connectionOf } from './connection.ts';
import { errorOf } from './errors.ts';

const accountBody = z.object({
  id: z.string().optional(),
  email: z.string().optional(),
  organizations: z
    .array(z.object({ id: z.string(), name: z.string().default(''), is_default: z.boolean().default(false) }))
    .default([]),
});
const enginesBody = z.array(z.object({ id: z.string() }));
const balanceBody = z.object({ credits: z.number() });

/** Asks who the key belongs to, how many credits are left and which engines there are: three requests of the older API, which cost nothing. */
export async function accountOf(world: AccountWorld): Promise<Account> {
  const connection = connectionOf(world);
  const ask = <Body>(route: string, body: z.ZodType<Body>) =>
    inquire(
      {
        ...connection,
        route,
        headers: connection.headers('application/json'),
        retries: 1,
        accept: (answer) => ({ body: parse(answer, body), date: Date.parse(answer.header('date') ?? '') }),
        explain: (answer) => errorOf(answer, connection.keyVariable),
      },
      world,
    );
  const balance = await ask('/v1/user/balance', balanceBody);
  const ours = world.clock.now();
  const { body } = await ask('/v1/user/account', accountBody);
  const engines = await ask('/v1/engines/list', enginesBody);
  return {
    id: body.id,
    email: body.email,
    organizations: body.organizations.map(({ id, name, is_default: isDefault }) => ({ id, name, isDefault })),
    credits: balance.body.credits,
    engines: engines.body.map(({ id }) => id),
    ...(Number.isNaN(balance.date) ? {} : { clock: { server: balance.date, ours } }),
  };
}

function parse<Body>(answer: HttpAnswer, body: z.ZodType<Body>): Body {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(answer.bytes).toString('utf8'));
  } catch {
    read = undefined;
  }
  const parsed = body.safeParse(read);
  if (parsed.success) return parsed.data;
  throw new ProviderError('the server answered with something else than an account', {
    kind: 'bad-answer',
    status: answer.status,
    charged: 'no',
    hint: 'base_url may not lead to the Stability API.',
  });
}
