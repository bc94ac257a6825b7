import { formatDurationMs } from '../../time/index.js';
import { buildsAllowed } from '../set-up/index.js';
import { mostStartsAtOnce, shortestWindowMinutes } from '../storm-occupancy.js';
import { type Check, none, onTarget } from './check.js';

/**
 * The storm leaves provisioners to others. The server starts whatever is due, and nothing of ours stands between: a share
 * can only be kept by how many are due at a time.
 */
export const provisionersShare: Check = {
  name: 'provisioners-share',
  skippable: true,
  find: onTarget((target, { plan }) => {
    const { workspaceCount, provisionersShare: share, scheduleWindowMinutes: windowMinutes } = plan;
    const { liveProvisioners: live } = target;
    if (share === null || live === 0) return none;
    const allowed = buildsAllowed(live, share);
    // Without a build to go by, a start counts as over within its minute.
    const buildMs = target.template.buildTimeStats.start.p95Ms ?? 0;
    const most = mostStartsAtOnce({ workspaceCount, windowMinutes, buildMs });
    if (most <= allowed) return none;
    const shortest = shortestWindowMinutes({ workspaceCount, buildMs }, allowed);
    const spread =
      shortest === null
        ? 'no window of up to a day is long enough'
        : `spread the starts with --schedule-window ${formatDurationMs(shortest * 60_000)}`;
    return [
      {
        message:
          `up to ${most} starts would run at once and occupy ${Math.min(most, live)} of ${live} provisioners, by estimate; ` +
          `--max-provisioners-share ${share}% allows ${allowed}`,
        mend: `${spread}, lower --workspace-count, or raise the share`,
      },
    ];
  }),
};
