import { CoderApiError, type User } from '../../codersdk/index.js';
import { ExplainedError } from '../../storm/index.js';
import { createOnce, nullIfAbsent, type RunContext } from '../harness/index.js';
import type { UserIntent } from './config.js';
import type { UserClient } from './user-client.js';

/** Three times of one creation, from which the offset between two clocks can be bounded. */
export interface CreatedAtObservation {
  /** Milliseconds since the epoch on the run's clock, just before the request. */
  readonly sentMs: number;
  /** The same, just after the answer. */
  readonly receivedMs: number;
  /** `created_at` by the server's clock, in microseconds since the epoch. */
  readonly serverUs: number;
}

/** A user that exists, and when it was created as seen from both sides. */
export interface CreatedUser {
  readonly user: User;
  /** Null when the answer was lost: nobody knows when it would have come. */
  readonly createdAtObservation: CreatedAtObservation | null;
}

/** Somebody else has the username, or the e-mail address. */
export class UserTakenError extends ExplainedError {
  readonly code = 'user_taken';
}

/**
 * Creates the user as active, or adopts the one that an earlier request created although its answer was lost.
 * A user is adopted only if its full name is the intent's.
 * @param password - Empty when the intent's auth is `none`.
 * @throws UserTakenError if the name belongs to somebody else; whatever else refuses the creation.
 */
export async function createUser(
  client: UserClient<unknown>,
  intent: UserIntent,
  password: string,
  ctx: Pick<RunContext, 'signal' | 'clock' | 'realClock' | 'log'>,
): Promise<CreatedUser> {
  let createdAtObservation: CreatedAtObservation | null = null;
  const user = await createOnce(ctx, {
    what: `user ${intent.username}`,
    create: async (signal) => {
      const sentMs = ctx.clock.nowMs();
      const created = await client.users.create(
        {
          username: intent.username,
          email: intent.email,
          name: intent.name,
          password,
          loginType: intent.auth,
          organizationId: intent.organizationId,
          userStatus: 'active',
        },
        { signal },
      );
      createdAtObservation = { sentMs, receivedMs: ctx.clock.nowMs(), serverUs: created.createdAt.us };
      return created;
    },
    find: async (signal, refusal) => {
      const found = await findUser(client, intent, signal);
      if (found !== null && !found.isOurs) {
        throw taken(`a user ${intent.username} exists that this run did not create`, refusal);
      }
      if (found === null && refusal instanceof CoderApiError && refusal.status === 409) {
        ctx.log.write(`user ${intent.username}: none, so the e-mail address ${intent.email} may be taken`);
      }
      return found?.user ?? null;
    },
  }).catch((failure: unknown) => {
    throw failure instanceof CoderApiError && failure.status === 409
      ? taken(`a user with the e-mail address ${intent.email} exists that this run did not create`, failure)
      : failure;
  });
  return { user, createdAtObservation };
}

/** The user of the intent's name, and whether it carries the intent's mark; null when there is none. */
export async function findUser(
  client: UserClient<unknown>,
  intent: UserIntent,
  signal: AbortSignal,
): Promise<{ readonly user: User; readonly isOurs: boolean } | null> {
  const user = await nullIfAbsent(client.users.get(intent.username, { signal }));
  return user === null ? null : { user, isOurs: user.name === intent.name };
}

function taken(message: string, cause: unknown): UserTakenError {
  return new UserTakenError(message, {
    hint: 'choose another name, or remove that user; nineam leaves alone what it did not create',
    cause,
  });
}
