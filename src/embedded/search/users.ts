import type { UserRecord } from '../directory/users.js';
import { searchedUs } from './instants.js';
import { containing } from './matching.js';
import { badSearch, listTerms, requireKnown } from './terms.js';
import { searchedFlag, searchedWords } from './values.js';

type UserTest = (user: UserRecord) => boolean;

const NO_KEYS: ReadonlySet<string> = new Set();
const never: UserTest = () => false;
const always: UserTest = () => true;

/** A test for each key, from its value. */
const TESTS: Readonly<Record<string, (value: string) => UserTest>> = {
  search: (value) => {
    const matches = containing(value);
    return (user) => matches(user.username) || matches(user.email);
  },
  name: (value) => {
    const matches = containing(value);
    return (user) => matches(user.name);
  },
  status: (value) => {
    const statuses = searchedWords('status', value, ['active', 'dormant', 'suspended']);
    return (user) => statuses.has(user.status);
  },
  // Everybody is a member, owners too.
  role: (value) => {
    const roles = value.split(',').map((role) => role.trim());
    return roles.includes('member') ? always : (user) => user.isOwner && roles.includes('owner');
  },
  login_type: (value) => {
    const types = searchedWords('login_type', value, ['password', 'github', 'oidc', 'token', 'none']);
    return (user) => types.has(user.loginType);
  },
  created_before: (value) => {
    const us = searchedUs('created_before', value);
    return (user) => user.createdUs <= us;
  },
  created_after: (value) => {
    const us = searchedUs('created_after', value);
    return (user) => user.createdUs >= us;
  },
  last_seen_before: (value) => {
    const us = searchedUs('last_seen_before', value);
    return (user) => (user.lastSeenUs ?? Number.NEGATIVE_INFINITY) <= us;
  },
  last_seen_after: (value) => {
    const us = searchedUs('last_seen_after', value);
    return (user) => (user.lastSeenUs ?? Number.NEGATIVE_INFINITY) >= us;
  },
  service_account: (value) => (searchedFlag('service_account', value) ? never : always),
  github_com_user_id: (value) => {
    if (/^[+-]?\d+$/.test(value)) return never;
    throw badSearch([{ field: 'github_com_user_id', detail: 'Must be a whole number.' }]);
  },
};

/**
 * The test that a search text for users stands for; a bare word searches names and addresses.
 * @throws Refusal with 400 if it has an unknown key or a malformed term.
 */
export function userTest(text: string): UserTest {
  const terms = listTerms(text, (word) => [['search', word]], NO_KEYS);
  requireKnown(terms, TESTS);
  const tests = terms.map(([key, value]) => TESTS[key]?.(value) ?? always);
  return (user) => tests.every((test) => test(user));
}
