import type { CallOptions } from '../../codersdk/index.js';
import type { Clock, Instant } from '../../time/index.js';
import type { AutostartClient, AutostartRunnerOptions } from './runner-options.js';

/** What a runner sees of its own requests. */
export interface SetupRequestHooks
  extends Pick<AutostartRunnerOptions, 'setupRequests' | 'scheduleRequests' | 'onServerTime'> {
  readonly clock: Clock;
  /** Called before the user logs in. */
  readonly onLogin: () => void;
}

/**
 * The client, with every request that changes something counted against the shared bounds, storing a schedule against
 * one of its own, and every creation observed: when it was sent, when answered, and the server's time in between. What was adopted after a lost answer
 * is not observed.
 */
export function setupClient(client: AutostartClient, hooks: SetupRequestHooks): AutostartClient {
  const { setupRequests, scheduleRequests = setupRequests, clock, onServerTime, onLogin } = hooks;
  const bounded = async <T>(
    options: CallOptions | undefined,
    send: () => Promise<T>,
    bound = setupRequests,
  ): Promise<T> => {
    const release = await bound?.acquire(options?.signal);
    try {
      return await send();
    } finally {
      release?.();
    }
  };
  const creating = <T extends { readonly createdAt: Instant }>(
    options: CallOptions | undefined,
    send: () => Promise<T>,
  ): Promise<T> =>
    bounded(options, async () => {
      const sentMs = clock.nowMs();
      const created = await send();
      onServerTime?.({ sentMs, receivedMs: clock.nowMs(), serverUs: created.createdAt.us });
      return created;
    });
  return {
    users: {
      create: (request, options) => creating(options, () => client.users.create(request, options)),
      login: (email, password, options) => {
        onLogin();
        return bounded(options, () => client.users.login(email, password, options));
      },
      get: (user, options) => client.users.get(user, options),
      delete: (user, options) => client.users.delete(user, options),
    },
    workspaces: {
      create: (user, request, options) =>
        creating(options, () => client.workspaces.create(user, request, options)),
      setAutostart: (id, schedule, options) =>
        bounded(options, () => client.workspaces.setAutostart(id, schedule, options), scheduleRequests),
      byOwnerAndName: (user, name, options) => client.workspaces.byOwnerAndName(user, name, options),
      get: (id, options) => client.workspaces.get(id, options),
    },
    builds: {
      create: (workspace, request, options) =>
        creating(options, () => client.builds.create(workspace, request, options)),
      byNumber: (owner, name, number, options) => client.builds.byNumber(owner, name, number, options),
      get: (id, options) => client.builds.get(id, options),
      cancel: (id, options) => client.builds.cancel(id, options),
    },
    withToken: (token) => setupClient(client.withToken(token), hooks),
  };
}
