import { CoderApiError } from '../../codersdk/index.js';
import { ExplainedError, messageOf } from '../../storm/index.js';
import { sleep } from '../../time/index.js';
import { isLostAnswer, type RunContext } from '../harness/index.js';
import type { UserClient } from './user-client.js';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

/** The server let nobody log in with the password that was just set. */
export class LoginRefusedError extends ExplainedError {
  readonly code = 'login_refused';
}

/**
 * Logs the user in and returns the session token. A lost answer leaves at most a session that nobody knows, so it is
 * simply asked for again, up to five times.
 * @throws LoginRefusedError if the deployment or the user allows no password login; what else the login meets.
 */
export async function logIn(
  client: UserClient<unknown>,
  email: string,
  password: string,
  ctx: Pick<RunContext, 'signal' | 'realClock' | 'log'>,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.users.login(email, password, { signal: ctx.signal });
    } catch (failure) {
      ctx.signal.throwIfAborted();
      if (failure instanceof CoderApiError && failure.status === 403) {
        throw new LoginRefusedError(`${email} may not log in with a password: ${failure.message}`, {
          hint: 'create the users without a login (auth none), or allow password logins on the deployment',
          cause: failure,
        });
      }
      if (!isLostAnswer(failure) || attempt === ATTEMPTS) {
        throw failure;
      }
      ctx.log.write(`login of ${email}: ${messageOf(failure)}; trying again`);
    }
    await sleep(ctx.realClock, FIRST_PAUSE_MS * 2 ** (attempt - 1), ctx.signal);
  }
}
