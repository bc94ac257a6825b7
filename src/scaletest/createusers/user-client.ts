import type { CoderClient } from '../../codersdk/index.js';

/** What creating a user needs of a Coder client; a CoderClient with an owner's token is one. */
export interface UserClient<Client> {
  readonly users: Pick<CoderClient['users'], 'create' | 'get' | 'login' | 'delete'>;
  /** A client that acts with another token. */
  withToken(token: string): Client;
}
