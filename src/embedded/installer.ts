import { ADMIN } from '../model/index.js';
import type { UserRecord } from './directory/users.js';
import type { Identities } from './identities.js';

/** Who made the templates of a deployment that has no users: nobody whom a request can find or be of. */
export function installer(identities: Identities, createdUs: number): UserRecord {
  return {
    handle: ADMIN,
    id: identities.of('installer', 0),
    username: 'system',
    email: '',
    name: '',
    loginType: 'none',
    passwordDigest: null,
    isOwner: false,
    createdUs,
    updatedUs: createdUs,
    lastSeenUs: null,
    status: 'active',
    deleted: false,
  };
}
