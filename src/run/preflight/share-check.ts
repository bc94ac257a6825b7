import { formatDurationMs } from '../../time/index.js';
import { buildsAllowed } from '../set-up/index.js';
import { mostStartsAtOnce, shortestWindowMinutes } from '../storm-occupancy.js';
import { type Check, found, notAsked, ok, onTarget } from './check.js';

/**
 * The storm leaves provisioners to others. The server starts whatever is due, and nothing of ours stands between: a share
 * can only be kept by how many are due at a time.
 */
export const provisionersShare: Check = {
  name: 'provisioners-share',
  rank: 'refuses',
  skippable: true,
  judge: onTarget((target, { plan }) => {
    const { workspaceCount, provisionersShare: share, scheduleWindowMinutes: windowMinutes } = plan;
    const { liveProvisioners: live } = target;
    if (share === null) return notAsked('no share is to be kept (--max-provisioners-share)');
    if (workspaceCount === null || live === 0)
      return notAsked('needs the number of workspaces, and live provisioners');
    const allowed = buildsAllowed(live, share);
    // Without a build to go by, a start counts as over within its minute.
    const buildMs = target.template.buildTimeStats.start.p95Ms ?? 0;
    const most = mostStartsAtOnce({ workspaceCount, windowMinutes, buildMs });
    if (most <= allowed)
      return ok(`up to ${most} starts at once, and ${share}% of ${live} provisioners allow ${allowed}`);
    const shortest = shortestWindowMinutes({ workspaceCount, buildMs }, allowed);
    const spread =
      shortest === null
        ? 'no window of up to a day is long enough'
        : `spread the starts with --schedule-window ${formatDurationMs(shortest * 60_000)}`;
    return found(
      [
        {
          message:
            `up to ${most} starts would run at once and occupy ${Math.min(most, live)} of ${live} provisioners, by estimate; ` +
            `--max-provisioners-share ${share}% allows ${allowed}`,
          mend: `${spread}, lower --workspace-count, or raise the share`,
        },
      ],
      '',
    );
  }),
};
