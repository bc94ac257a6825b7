import type { BuildRow, OutcomeKind } from '../../../src/storm/index.js';
import { NOTHING } from '../../integration/support/raw-requests.js';
import { type CellResult, WORKSPACES } from './run-cell.js';

/**
 * Everything that is wrong with how a cell's run ended; empty: nothing.
 *
 * Every rule of the matrix lets a later try through: such faults delay answers or lose them, and none is an excuse. So
 * the right outcome of a workspace follows from the deployment's own builds alone:
 *
 * | its builds on the deployment | outcome |
 * |---|---|
 * | a start or a stop of set-up failed | `setup_failed` |
 * | its autostart build failed | `failed` |
 * | none failed | `started` |
 *
 * Only `restart` may make builds fail: it takes the built-in provisioners with it, and the jobs that they have. The
 * exit code is 0 when all are usable, else 4.
 */
export function problemsOf(result: CellResult): readonly string[] {
  const { cell, exitCode, outcomes, builds, left, fired, overdue } = result;
  const problems: string[] = [];
  if (overdue) problems.push('it did not end in time');
  if (fired === 0) problems.push('the fault never fired');
  for (const [kind, names] of Object.entries(left)) {
    if (names.length > NOTHING.users.length) problems.push(`left behind: ${kind} ${names.join(', ')}`);
  }
  let allUsable = true;
  for (let index = 0; index < WORKSPACES; index += 1) {
    const own = builds.filter((build) => build.owner.endsWith(`-${index}`));
    const expected = expectedOutcome(own);
    const outcome = outcomes.get(index);
    allUsable &&= expected === 'started';
    if (expected !== 'started' && cell.fault !== 'restart')
      problems.push(`a build of workspace ${index} failed, which this fault cannot bring about`);
    if (outcome !== expected)
      problems.push(`workspace ${index} is ${outcome ?? 'without outcome'}, not ${expected}`);
  }
  const expectedCode = allUsable ? 0 : 4;
  if (exitCode !== expectedCode) problems.push(`exit code ${exitCode}, not ${expectedCode}`);
  return problems;
}

function expectedOutcome(builds: readonly BuildRow[]): OutcomeKind {
  const failed = builds.filter(
    ({ jobStatus, transition }) => jobStatus === 'failed' && transition !== 'delete',
  );
  if (failed.length === 0) return 'started';
  return failed.some(({ reason }) => reason !== 'autostart') ? 'setup_failed' : 'failed';
}
