import type { RunIdentity } from './run-identity.js';

/** What names of a load test's users and workspaces begin with (Coder API contract, names). */
export const SCALETEST_PREFIX = 'scaletest-';
/** What stands in the username or the e-mail address of every user of a load test. */
export const SCALETEST_SEARCH = 'scaletest';
const SCALETEST_MAIL_DOMAIN = '@scaletest.local';
const MARK_PREFIX = 'nineam-';

/**
 * The highest index of a runner. Names of such runners have at most 24 characters, well within the 32 that a
 * server accepts (Coder API contract, names).
 */
export const MAX_RUNNER_INDEX = 99_999;

/**
 * Username of the runner with this index: `scaletest-<prefix>-<index>`.
 * @throws RangeError if the index is not a whole number from 0 to {@link MAX_RUNNER_INDEX}.
 */
export function userName(run: RunIdentity, index: number): string {
  return `${namePrefix(run)}${checkedIndex(index)}`;
}

/**
 * E-mail address of the runner's user: `<prefix>-<index>@scaletest.local`.
 * @throws RangeError if the index is not a whole number from 0 to {@link MAX_RUNNER_INDEX}.
 */
export function userEmail(run: RunIdentity, index: number): string {
  return `${run.prefix}-${checkedIndex(index)}${SCALETEST_MAIL_DOMAIN}`;
}

/**
 * Name of the runner's workspace: `scaletest-<prefix>-<index>`.
 * @throws RangeError if the index is not a whole number from 0 to {@link MAX_RUNNER_INDEX}.
 */
export function workspaceName(run: RunIdentity, index: number): string {
  return `${namePrefix(run)}${checkedIndex(index)}`;
}

/** The full name of every user of the run: `nineam-<run uuid>`. With the username it proves that a user is ours. */
export function userMark(run: RunIdentity): string {
  return `${MARK_PREFIX}${run.runId}`;
}

/** The id of the nineam run whose mark a user's full name is; `null` for any other full name. */
export function runIdOfMark(name: string): string | null {
  const id = name.startsWith(MARK_PREFIX) ? name.slice(MARK_PREFIX.length) : '';
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id) ? id : null;
}

/** What the names of all users and workspaces of the run begin with: `scaletest-<prefix>-`. */
export function namePrefix(run: RunIdentity): string {
  return `${SCALETEST_PREFIX}${run.prefix}-`;
}

/** Username for a user that belongs to no named run: `scaletest-<random>-<id>`. */
export function generatedUserName(random: string, id: string): string {
  return `${SCALETEST_PREFIX}${random}-${id}`;
}

/** E-mail address for a user that belongs to no named run: `<random>-<id>@scaletest.local`. */
export function generatedUserEmail(random: string, id: string): string {
  return `${random}-${id}${SCALETEST_MAIL_DOMAIN}`;
}

/** Full name for a user that belongs to no named run: `nineam-<random>`. */
export function generatedUserMark(random: string): string {
  return `${MARK_PREFIX}${random}`;
}

/** Name for a workspace that belongs to no named run: `scaletest-<random>-<id>`. */
export function generatedWorkspaceName(random: string, id: string): string {
  return `${SCALETEST_PREFIX}${random}-${id}`;
}

/**
 * Whether this run created the user: its username is one that the run gives, and its full name is the run's mark.
 * Nothing else is ever deleted.
 */
export function isOurUser(
  user: { readonly username: string; readonly name: string },
  run: RunIdentity,
): boolean {
  const prefix = namePrefix(run);
  return (
    user.name === userMark(run) &&
    user.username.startsWith(prefix) &&
    /^\d+$/.test(user.username.slice(prefix.length))
  );
}

/** Whether Coder's own scale-test cleanup would take the user for its own (Coder API contract, names). */
export function isScaletestUser(user: { readonly username: string; readonly email: string }): boolean {
  return user.username.startsWith(SCALETEST_PREFIX) || user.email.endsWith(SCALETEST_MAIL_DOMAIN);
}

/** Whether Coder's own scale-test cleanup would take the workspace for its own (Coder API contract, names). */
export function isScaletestWorkspace(workspace: {
  readonly name: string;
  readonly ownerName: string;
}): boolean {
  return workspace.name.startsWith(SCALETEST_PREFIX) || workspace.ownerName.startsWith(SCALETEST_PREFIX);
}

function checkedIndex(index: number): number {
  if (!Number.isInteger(index) || index < 0 || index > MAX_RUNNER_INDEX) {
    throw new RangeError(
      `the index of a runner is a whole number from 0 to ${MAX_RUNNER_INDEX}, not ${index}`,
    );
  }
  return index;
}
