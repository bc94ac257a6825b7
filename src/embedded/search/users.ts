import type { UserRecord } from '../directory/users.js';
import { searchedUs } from './instants.js';
import { containing } from './matching.js';
import { badSearch, parseTerms } from './terms.js';

type UserTest = (user: UserRecord) => boolean;

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
    const statuses = value.split(',');
    return (user) => statuses.includes(user.status);
  },
  role: (value) => {
    const roles = value.split(',');
    return (user) => roles.includes(user.isOwner ? 'owner' : 'member');
  },
  login_type: (value) => {
    const types = value.split(',');
    return (user) => types.includes(user.loginType);
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
  service_account: (value) => () => value !== 'true',
};

/**
 * The test that a search text for users stands for; a bare word searches names and addresses.
 * @throws Refusal with 400 if it has an unknown key or a malformed term.
 */
export function userTest(text: string): UserTest {
  const terms = parseTerms(text, (word) => [['search', word]]);
  const unknown = [...terms.keys()].filter((key) => !Object.hasOwn(TESTS, key));
  if (unknown.length > 0)
    throw badSearch(unknown.map((field) => ({ field, detail: 'There is no such key.' })));
  const tests = [...terms].map(([key, value]) => TESTS[key]?.(value) ?? (() => true));
  return (user) => tests.every((test) => test(user));
}
