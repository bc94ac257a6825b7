import type { Workspace, WorkspaceBuild } from '../../codersdk/index.js';
import type { AutostartRule } from '../../collect/index.js';
import type { MissedOutcome } from './classify-outcome.js';
import { forbids, missed, startsLater } from './classify-outcome.js';

/** The stop after which the autostart build comes, as far as we know. */
export type KnownStop = Pick<WorkspaceBuild, 'buildNumber' | 'initiatorId'>;

/**
 * The number that the autostart build will have, from the workspace as listed after all schedules were stored. A stop
 * that was asked for twice, because neither answer came, may have been carried out twice.
 *
 * | the latest build as listed | the autostart build is |
 * |---|---|
 * | a later stop than the one we know, of the same initiator | the one after it |
 * | anything else, or not listed | the one after the stop that we know |
 */
export function autostartBuildNumber(workspace: Workspace | undefined, stop: KnownStop): number {
  const latest = workspace?.latestBuild;
  const isOurs = latest?.transition === 'stop' && latest.initiatorId === stop.initiatorId;
  return 1 + (isOurs ? Math.max(latest.buildNumber, stop.buildNumber) : stop.buildNumber);
}

/**
 * Whether the server will start the workspace at its minute, from the workspace as listed after all schedules were
 * stored.
 *
 * | listed | verdict |
 * |---|---|
 * | not at all | none: the record after the storm decides |
 * | a later build than the stop | none: the start has happened, and the next start is another one |
 * | dormant | `missed`: `workspace_dormant`; the server clears the next start of such a workspace |
 * | next start is the minute, or unknown (older servers, and a schedule whose next start the server has yet to compute) | none |
 * | next start is later | `missed`: `template_forbids` where the template's rules do, else `scheduled_late` |
 * | next start is earlier | none: it will be started, and the record says when |
 *
 * @param expectedBuildNumber - The number that the autostart build will have.
 * @param rule - What the template says of scheduled starts; `null` where that is not known.
 * @returns The outcome, if it can be known before the minute comes.
 */
export function verifySchedule(
  workspace: Workspace | undefined,
  expectedBuildNumber: number,
  scheduledAtMs: number,
  rule: AutostartRule | null = null,
): MissedOutcome | null {
  if (workspace === undefined || workspace.latestBuild.buildNumber >= expectedBuildNumber) return null;
  if (workspace.dormantAt !== null) {
    return missed('workspace_dormant', `the workspace is dormant since ${workspace.dormantAt.text}`);
  }
  const late = startsLater(workspace.nextStartAt, scheduledAtMs);
  return late && (forbids(rule, scheduledAtMs) ?? late);
}
