import type { OwnerStatus, StormModel } from '../../model/index.js';
import type { Identities } from '../identities.js';
import { SortedList } from './sorted-list.js';

/** How a user logs in; `none`: not at all, an owner acts for them. Nobody can log in by `github` here either. */
export type LoginType = 'password' | 'none' | 'github';

/** A user. Times are microseconds since the epoch. */
export interface UserRecord {
  /** Handle of the owner in the model. */
  readonly handle: number;
  readonly id: string;
  readonly username: string;
  readonly email: string;
  /** Full name; may be empty. */
  readonly name: string;
  readonly loginType: LoginType;
  /** `null` where there is no password. */
  readonly passwordDigest: Uint8Array | null;
  /** Whether the user has the site role `owner`. */
  readonly isOwner: boolean;
  readonly createdUs: number;
  readonly updatedUs: number;
  readonly lastSeenUs: number | null;
  readonly status: OwnerStatus;
  readonly deleted: boolean;
}

type StoredUser = { -readonly [Key in keyof UserRecord]: UserRecord[Key] };

/** A user as data: the place in the list is the handle, and the digest is base64. */
export type UserSnapshot = Omit<UserRecord, 'handle' | 'id' | 'passwordDigest'> & {
  readonly passwordDigest: string | null;
};

/** What a new user is made of. */
export type NewUser = Pick<
  UserRecord,
  'username' | 'email' | 'name' | 'loginType' | 'passwordDigest' | 'isOwner' | 'status'
>;

/** All users, and their states in the model. Names and addresses are unique among those not deleted, whatever their case. */
export class Users {
  readonly #model: StormModel;
  readonly #identities: Identities;
  readonly #byId = new Map<string, StoredUser>();
  readonly #byName = new Map<string, StoredUser>();
  readonly #byEmail = new Map<string, StoredUser>();
  readonly #byHandle: StoredUser[] = [];
  readonly #sorted = new SortedList<StoredUser>((user) => user.username.toLowerCase());

  constructor(model: StormModel, identities: Identities) {
    this.#model = model;
    this.#identities = identities;
  }

  /** The user who was made first, deleted or not; `undefined` while there has been none. */
  get first(): UserRecord | undefined {
    return this.#byHandle[0];
  }

  /** Users that are not deleted, by name. */
  get inOrder(): readonly UserRecord[] {
    return this.#sorted.items;
  }

  isTaken(username: string, email: string): boolean {
    return this.#byName.has(username.toLowerCase()) || this.#byEmail.has(email.toLowerCase());
  }

  /** The caller has checked that neither name nor address {@link isTaken}. */
  create(atUs: number, user: NewUser): UserRecord {
    const handle = this.#model.addOwner(Math.max(atUs, this.#model.nowUs), user.status);
    const record: StoredUser = {
      ...user,
      handle,
      id: this.#identities.of('user', handle),
      createdUs: atUs,
      updatedUs: atUs,
      lastSeenUs: null,
      deleted: false,
    };
    this.#keep(record);
    return record;
  }

  /** Deleted users too, as the recorded server finds them by id. */
  withId(id: string): UserRecord | undefined {
    return this.#byId.get(id);
  }

  named(username: string): UserRecord | undefined {
    return this.#byName.get(username.toLowerCase());
  }

  withEmail(email: string): UserRecord | undefined {
    return this.#byEmail.get(email.toLowerCase());
  }

  /** @throws RangeError if the model knows no such owner. */
  withHandle(handle: number): UserRecord {
    const record = this.#byHandle[handle];
    if (record === undefined) throw new RangeError(`no user has the handle ${handle}`);
    return record;
  }

  setStatus(atUs: number, user: UserRecord, status: OwnerStatus): void {
    const record = this.#stored(user);
    record.status = status;
    record.updatedUs = atUs;
    this.#model.setOwnerStatus(atUs, record.handle, status);
  }

  setOwner(atUs: number, user: UserRecord, isOwner: boolean): void {
    const record = this.#stored(user);
    record.isOwner = isOwner;
    record.updatedUs = atUs;
  }

  setPassword(atUs: number, user: UserRecord, digest: Uint8Array): void {
    const record = this.#stored(user);
    record.passwordDigest = digest;
    record.updatedUs = atUs;
  }

  /** The user was here: becomes active if dormant. Being seen is noted at most once in `resolutionUs`. */
  seen(atUs: number, user: UserRecord, resolutionUs: number): void {
    const record = this.#stored(user);
    if (record.status === 'dormant') this.setStatus(atUs, record, 'active');
    if (record.lastSeenUs !== null && atUs - record.lastSeenUs < resolutionUs) return;
    record.lastSeenUs = atUs;
    record.updatedUs = atUs;
  }

  /** Frees the name and the address. */
  delete(user: UserRecord): void {
    const record = this.#stored(user);
    if (record.deleted) return;
    record.deleted = true;
    this.#byName.delete(record.username.toLowerCase());
    this.#byEmail.delete(record.email.toLowerCase());
    this.#sorted.remove(record);
  }

  /** All, deleted ones too, as data in the order of their handles. */
  snapshot(): readonly UserSnapshot[] {
    return this.#byHandle.map(({ handle: _, id: __, passwordDigest, ...rest }) => ({
      ...rest,
      passwordDigest: passwordDigest === null ? null : Buffer.from(passwordDigest).toString('base64'),
    }));
  }

  /** Takes over saved users, whom the model knows already. To be called while there are none. */
  restore(users: readonly UserSnapshot[]): void {
    users.forEach(({ passwordDigest, ...rest }, handle) => {
      this.#keep({
        ...rest,
        handle,
        id: this.#identities.of('user', handle),
        passwordDigest: passwordDigest === null ? null : Buffer.from(passwordDigest, 'base64'),
      });
    });
  }

  #keep(record: StoredUser): void {
    this.#byHandle[record.handle] = record;
    this.#byId.set(record.id, record);
    if (record.deleted) return;
    this.#byName.set(record.username.toLowerCase(), record);
    this.#byEmail.set(record.email.toLowerCase(), record);
    this.#sorted.add(record);
  }

  #stored(user: UserRecord): StoredUser {
    const record = this.#byHandle[user.handle];
    if (record === undefined) throw new RangeError(`no user has the handle ${user.handle}`);
    return record;
  }
}
