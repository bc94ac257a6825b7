import { CoderApiError, type User } from '../../codersdk/index.js';
import { ExplainedError } from '../../storm/index.js';
import type { Cleanable, RunContext, Runnable } from '../harness/index.js';
import { generatedUserEmail, generatedUserMark, generatedUserName } from '../names/index.js';
import type { CreateUserConfig, UserIntent } from './config.js';
import { type CreatedAtObservation, createUser, findUser } from './create-user.js';
import { logIn } from './login.js';
import type { UserClient } from './user-client.js';

/** What a user runner works with. */
export interface CreateUserRunnerOptions<Client extends UserClient<Client>> {
  /** Carries the token of an owner or user administrator. */
  readonly client: Client;
  readonly config: CreateUserConfig;
  /** A fresh password that the server accepts; called at most once. */
  readonly randomPassword: () => string;
  /** A fresh text of a few lowercase letters and digits, for the names that the config leaves open. */
  readonly randomName: () => string;
  /**
   * The user, where an earlier process created it: it is taken over, and the owner acts for it, since its password is
   * forgotten. It must be ours.
   */
  readonly existing?: User;
  /** Called, and waited for, before the first request that creates the user. */
  readonly onCreate?: (intent: UserIntent) => void | Promise<void>;
}

/** A user that can be acted for. */
export interface UserSession<Client> {
  readonly user: User;
  /** The user's own session; null with auth `none`. Never write it anywhere. */
  readonly sessionToken: string | null;
  /** Acts for the user: with the user's own session, or as the owner with auth `none`. */
  readonly client: Client;
  /** Null when the answer to the creation was lost. */
  readonly createdAtObservation: CreatedAtObservation | null;
}

/** The server did not make the user active, so autostart would pass its workspaces over without a word. */
export class UserNotActiveError extends ExplainedError {
  readonly code = 'user_not_active';
}

type State =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'asked'; readonly intent: UserIntent }
  | { readonly kind: 'created'; readonly user: User };

/**
 * Creates one user and logs it in; removes it again.
 *
 * | state | entered when | cleanup |
 * |---|---|---|
 * | `nothing` | constructed; the user was removed | does nothing |
 * | `asked` | before the first request | looks for the user by name, and deletes it if it carries our mark |
 * | `created` | the user is known to exist and to be ours | deletes it |
 */
export class CreateUserRunner<Client extends UserClient<Client>> implements Runnable, Cleanable {
  readonly #options: CreateUserRunnerOptions<Client>;
  #state: State = { kind: 'nothing' };

  constructor(options: CreateUserRunnerOptions<Client>) {
    this.#options = options;
  }

  async run(ctx: RunContext): Promise<void> {
    await this.runReturningUser(ctx);
  }

  /**
   * Creates the user and, with auth `password`, logs it in. The password is not kept.
   * @throws UserTakenError, LoginRefusedError, UserNotActiveError, or what a request meets. Cleanup is due all the same.
   */
  async runReturningUser(ctx: RunContext): Promise<UserSession<Client>> {
    const { client, randomPassword, onCreate } = this.#options;
    const intent = this.#intent(ctx.id);
    await onCreate?.(intent);
    ctx.signal.throwIfAborted();
    const { existing } = this.#options;
    if (existing !== undefined) {
      this.#state = { kind: 'created', user: existing };
      ctx.log.write(`user ${existing.username} taken over as ${existing.id}`);
      refuseInactive(existing);
      return { user: existing, sessionToken: null, client, createdAtObservation: null };
    }
    this.#state = { kind: 'asked', intent };
    const password = intent.auth === 'password' ? randomPassword() : '';
    const { user, createdAtObservation } = await createUser(client, intent, password, ctx);
    this.#state = { kind: 'created', user };
    ctx.log.write(`user ${user.username} created as ${user.id}`);
    if (intent.auth === 'none') {
      refuseInactive(user);
      return { user, sessionToken: null, client, createdAtObservation };
    }
    const sessionToken = await logIn(client, intent.email, password, ctx);
    ctx.log.write(`user ${user.username} logged in`);
    return { user, sessionToken, client: client.withToken(sessionToken), createdAtObservation };
  }

  /**
   * Deletes the user, if this runner created one. A user that is gone already is no failure.
   * @throws CoderApiError 417 while the user owns workspaces; what else the requests meet.
   */
  async cleanup(ctx: RunContext): Promise<void> {
    const userId = await this.#createdUserId(ctx);
    if (userId !== null) {
      await deleteUser(this.#options.client, userId, ctx.signal);
      ctx.log.write(`user ${userId} deleted`);
    }
    this.#state = { kind: 'nothing' };
  }

  async #createdUserId(ctx: RunContext): Promise<string | null> {
    switch (this.#state.kind) {
      case 'nothing':
        return null;
      case 'created':
        return this.#state.user.id;
      case 'asked': {
        const found = await findUser(this.#options.client, this.#state.intent, ctx.signal);
        return found?.isOurs ? found.user.id : null;
      }
      default:
        return this.#state satisfies never;
    }
  }

  #intent(id: string): UserIntent {
    const { config, randomName } = this.#options;
    const random = randomName();
    return {
      username: config.username ?? generatedUserName(random, id),
      email: config.email ?? generatedUserEmail(random, id),
      name: config.name ?? generatedUserMark(random),
      organizationId: config.organizationId,
      auth: config.auth ?? 'password',
    };
  }
}

async function deleteUser(client: UserClient<unknown>, userId: string, signal: AbortSignal): Promise<void> {
  try {
    await client.users.delete(userId, { signal });
  } catch (failure) {
    if (!(failure instanceof CoderApiError && failure.status === 404)) {
      throw failure;
    }
  }
}

/** A login makes a dormant user active; without one it stays what it is. */
function refuseInactive(user: User): void {
  if (user.status !== 'active') {
    throw new UserNotActiveError(
      `the server created user ${user.username} as ${user.status}, not as active`,
      {
        hint: 'create the users with a password (auth password): their login makes them active',
      },
    );
  }
}
