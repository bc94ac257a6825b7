import type { World } from '../world.js';
import type { Case } from './case.js';

const LOGIN = { email: 'nobody@example.com', password: 'nope' };

/** Asks until there is no more, and says how often that took. */
async function exhaust(
  world: World,
  limit: number,
  asked: Parameters<World['client']['ask']>[0],
): Promise<void> {
  // What is left of the minute before, and the start of a new one on the way, can move the end a little.
  for (let requests = 1; requests <= 2 * limit; requests += 1) {
    const { status } = await world.client.ask(asked);
    if (status !== 429) continue;
    if (requests < limit) throw new Error(`refused the ${requests}th request of a limit of ${limit}`);
    return;
  }
  throw new Error(`not refused in ${2 * limit} requests`);
}

/** What a client is told that asks too much. */
export const rateLimits: readonly Case[] = [
  {
    exchange: '103-rate-limited',
    resource: 'rate limits',
    before: (world) =>
      exhaust(world, 512, {
        method: 'GET',
        path: '/api/v2/users/me',
        token: world.subject.token,
        headers: {},
      }),
  },
  { exchange: '104-rate-limited-bypass', resource: 'rate limits' },
  {
    exchange: '105-login-rate-limited',
    resource: 'rate limits',
    before: (world) =>
      exhaust(world, 60, {
        method: 'POST',
        path: '/api/v2/users/login',
        token: null,
        headers: {},
        body: LOGIN,
      }),
    request: () => ({ body: LOGIN }),
  },
];
