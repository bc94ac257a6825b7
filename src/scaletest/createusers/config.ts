/**
 * How a simulated user is known to the server.
 *
 * | auth | login type | who acts for the user |
 * |---|---|---|
 * | `password` | password, random and forgotten after the login | the user, with a session of its own |
 * | `none` | none: nobody can log in | the owner, with the owner's token |
 */
export type UserAuth = 'password' | 'none';

/** The user to create. */
export interface CreateUserConfig {
  readonly organizationId: string;
  /** At most 32 letters, digits and single hyphens; by default `scaletest-<random>-<id of the run>`. */
  readonly username?: string;
  /** By default `<random>-<id of the run>@scaletest.local`. */
  readonly email?: string;
  /**
   * Full name. It is the mark by which a user is recognized as ours when an answer is lost, so it must be unique
   * to this run, or to one run of many users; by default `nineam-<random>`.
   */
  readonly name?: string;
  /** By default `password`. */
  readonly auth?: UserAuth;
}

/** What is about to be created; handed out before the first request. */
export interface UserIntent {
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly organizationId: string;
  readonly auth: UserAuth;
}
