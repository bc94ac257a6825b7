import { parseToken, type Secrets } from '../secrets.js';
import type { UserRecord } from './users.js';

const SECOND_US = 1e6;
const HOUR_US = 3600 * SECOND_US;

/** How long a session lives after its last use, in deployment time. */
export const SESSION_SECONDS = 24 * 3600;
/** How long a session that has expired is still known, and listed. */
const FORGET_SESSIONS_US = 7 * 24 * HOUR_US;
/** How long a token lives that was asked for without a lifetime. */
export const TOKEN_SECONDS = 7 * 24 * 3600;
/** The longest a member's token may live (Coder API contract, tokens); an owner's: {@link TOKEN_SECONDS}. */
export const MAX_MEMBER_TOKEN_SECONDS = 3_155_760_000;

/** A key: a session (sliding lifetime) or a token (fixed lifetime). Times are microseconds since the epoch. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly digest: Uint8Array;
  readonly user: UserRecord;
  readonly kind: 'session' | 'token';
  /** Empty for a session. */
  readonly name: string;
  readonly createdUs: number;
  readonly updatedUs: number;
  readonly expiresUs: number;
  readonly lastUsedUs: number | null;
  readonly lifetimeSeconds: number;
  /** What the key was asked to be for; shown, and not enforced: every key may do what its user may. */
  readonly scopes: readonly string[];
  /** The objects that it was asked to be for, as `type:id`; shown, and not enforced. */
  readonly allowList: readonly string[];
}

/** A key as data: its user by handle, the digest as base64. */
export type ApiKeySnapshot = Omit<ApiKeyRecord, 'user' | 'digest'> & {
  readonly user: number;
  readonly digest: string;
};

type StoredKey = { -readonly [Key in keyof ApiKeyRecord]: ApiKeyRecord[Key] };

/** What a token turned out to be. */
export type TokenCheck =
  | { readonly kind: 'valid'; readonly key: ApiKeyRecord }
  | { readonly kind: 'invalid'; readonly reason: string };

/** All session keys and tokens. */
export class ApiKeys {
  readonly #secrets: Secrets;
  readonly #byId = new Map<string, StoredKey>();
  readonly #byUser = new Map<UserRecord, Set<StoredKey>>();

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /**
   * Makes a key, and forgets sessions of its user that expired long ago.
   * @returns The whole token, which is not kept.
   */
  create(
    atUs: number,
    key: Pick<ApiKeyRecord, 'user' | 'kind' | 'name' | 'lifetimeSeconds'> &
      Partial<Pick<ApiKeyRecord, 'scopes' | 'allowList'>>,
  ): { key: ApiKeyRecord; token: string } {
    const { id, secret } = this.#secrets.newToken();
    const record: StoredKey = {
      scopes: ['coder:all'],
      allowList: ['*:*'],
      ...key,
      id,
      digest: this.#secrets.digest(secret),
      createdUs: atUs,
      updatedUs: atUs,
      expiresUs: atUs + key.lifetimeSeconds * SECOND_US,
      lastUsedUs: null,
    };
    for (const old of this.of(key.user)) {
      if (old.kind === 'session' && atUs - old.expiresUs > FORGET_SESSIONS_US) this.delete(old);
    }
    this.#keep(record);
    return { key: record, token: `${id}-${secret}` };
  }

  /** Whether a token is valid now; using a session lengthens its life once an hour of it is used up. */
  use(atUs: number, token: string): TokenCheck {
    const parts = parseToken(token);
    if (parts === null)
      return { kind: 'invalid', reason: 'The token does not have the form of a session token.' };
    const key = this.#byId.get(parts.id);
    if (key === undefined) return { kind: 'invalid', reason: 'No API key has this id.' };
    if (!this.#secrets.matches(parts.secret, key.digest)) {
      return { kind: 'invalid', reason: 'The secret of the API key is wrong.' };
    }
    if (atUs >= key.expiresUs) return { kind: 'invalid', reason: 'The API key has expired.' };
    key.lastUsedUs = atUs;
    const lifetimeUs = key.lifetimeSeconds * SECOND_US;
    if (key.kind === 'session' && key.expiresUs - atUs <= lifetimeUs - HOUR_US) {
      key.expiresUs = atUs + lifetimeUs;
      key.updatedUs = atUs;
    }
    return { kind: 'valid', key };
  }

  withId(id: string): ApiKeyRecord | undefined {
    return this.#byId.get(id);
  }

  /** A user's keys in the order of their creation. */
  of(user: UserRecord): readonly ApiKeyRecord[] {
    return [...(this.#byUser.get(user) ?? [])];
  }

  /** Ends the life of a key that has not expired yet; it stays listed. */
  expire(atUs: number, key: ApiKeyRecord): void {
    const stored = this.#byId.get(key.id);
    if (stored === undefined || stored.expiresUs <= atUs) return;
    stored.expiresUs = atUs;
    stored.updatedUs = atUs;
  }

  delete(key: ApiKeyRecord): void {
    const stored = this.#byId.get(key.id);
    if (stored === undefined) return;
    this.#byId.delete(key.id);
    this.#byUser.get(key.user)?.delete(stored);
  }

  /** All as data, in the order of their creation. */
  snapshot(): readonly ApiKeySnapshot[] {
    return [...this.#byId.values()].map(({ user, digest, ...rest }) => ({
      ...rest,
      user: user.handle,
      digest: Buffer.from(digest).toString('base64'),
    }));
  }

  /** Takes over saved keys. To be called while there are none. */
  restore(keys: readonly ApiKeySnapshot[], userOf: (handle: number) => UserRecord): void {
    for (const { user, digest, ...rest } of keys)
      this.#keep({ ...rest, user: userOf(user), digest: Buffer.from(digest, 'base64') });
  }

  #keep(record: StoredKey): void {
    this.#byId.set(record.id, record);
    this.#byUser.set(record.user, (this.#byUser.get(record.user) ?? new Set()).add(record));
  }

  deleteAllOf(user: UserRecord): void {
    for (const key of this.of(user)) this.#byId.delete(key.id);
    this.#byUser.delete(user);
  }
}
