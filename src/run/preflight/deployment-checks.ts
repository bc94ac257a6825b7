import { counted } from '../../storm/index.js';
import { type Check, type Finding, found, notAsked, ok, onCount, unknown } from './check.js';
import { minutes } from './words.js';

/** Something answers, and it is Coder: whatever does not, is found before any other check. */
export const deployment: Check = {
  name: 'deployment',
  rank: 'refuses',
  skippable: false,
  judge: () => ok('it answers, and is a Coder deployment'),
};

/** The releases whose API is known. */
const KNOWN_MAJOR = 2;

/** Its version is one whose API is known. */
export const version: Check = {
  name: 'version',
  rank: 'warns',
  skippable: true,
  judge({ facts: { serverVersion } }) {
    const major = /^v?(\d+)\.\d+\.\d+/.exec(serverVersion)?.[1];
    if (major !== undefined && Number(major) === KNOWN_MAJOR) return ok(`Coder ${serverVersion}`);
    const what =
      major === undefined ? `calls its version "${serverVersion}"` : `is version ${major} (${serverVersion})`;
    return found(
      [
        {
          message: `the deployment ${what}; nineam knows the API of Coder ${KNOWN_MAJOR}`,
          mend: 'try a storm of a few workspaces first (-c 3), and read its report',
        },
      ],
      serverVersion,
    );
  },
};

/** Clocks that differ by less are no trouble: a run measures the difference, and has seconds to spare. */
const TOLERATED_OFFSET_MS = 5_000;

/** This machine's clock and the deployment's agree. */
export const clock: Check = {
  name: 'clock',
  rank: 'warns',
  skippable: true,
  judge({ facts }) {
    if (facts.clock.kind === 'announced') return ok('the deployment announces its clock, which is followed');
    if (facts.clock.kind === 'not_told') return unknown('its answers have no Date header');
    const { leastMs, mostMs } = facts.clock;
    if (leastMs <= TOLERATED_OFFSET_MS && mostMs >= -TOLERATED_OFFSET_MS)
      return ok(
        `agrees with this machine's within ${minutes(Math.max(Math.abs(leastMs), Math.abs(mostMs)))}`,
      );
    const [offMs, direction] = leastMs > 0 ? [leastMs, 'ahead of'] : [-mostMs, 'behind'];
    return found(
      [
        {
          message: `the deployment's clock is at least ${minutes(offMs)} ${direction} this machine's`,
          mend: 'synchronize both (NTP); a run measures the difference from its own requests and corrects for it',
        },
      ],
      '',
    );
  },
};

const WATCH_ALL = 'workspace-build-updates';

/** Builds can be followed as asked. */
export const feed: Check = {
  name: 'feed',
  rank: 'refuses',
  skippable: true,
  judge({ plan, facts: { experiments } }) {
    if (plan.updates === 'poll')
      return ok('builds will be followed by counting polls, as asked (--updates poll)');
    if (!experiments.known) return unknown(experiments.why);
    if (experiments.value.includes(WATCH_ALL))
      return ok('builds will be followed by one watch-all socket; if it cannot be had, by counting polls');
    if (plan.updates === 'auto')
      return ok(`builds will be followed by counting polls: the experiment ${WATCH_ALL} is off`);
    return found(
      [
        {
          message: `--updates watch-all needs the experiment ${WATCH_ALL}, which is off`,
          mend: `give --updates auto, which polls, or start the server with CODER_EXPERIMENTS=${WATCH_ALL}`,
        },
      ],
      '',
    );
  },
};

/** Logins within a minute, by address; no setting changes it (Coder API contract, rate limits). */
const LOGINS_A_MINUTE = 60;

/** The owner's requests are free of rate limits. */
export const rateLimits: Check = {
  name: 'rate-limits',
  rank: 'warns',
  skippable: true,
  judge: onCount((workspaceCount, { facts, plan }) => {
    if (facts.config.known && facts.config.value.rateLimitsDisabled === true)
      return ok('the deployment has no rate limits');
    if (!facts.bypass.known) return unknown(facts.bypass.why);
    const { standing } = facts.bypass.value;
    if (standing === null) return unknown('no answer tells of a rate limit (X-RateLimit-Limit)');
    if (standing.remaining === standing.limit - 1)
      return ok(`the owner's requests pass the limit of ${standing.limit} a minute and path`);
    const logins = plan.userAuth !== 'none' && facts.passwordUsers;
    const creationMinutes = Math.floor(workspaceCount / standing.limit);
    const loginMinutes = logins ? Math.floor(workspaceCount / LOGINS_A_MINUTE) : 0;
    const longest = Math.max(creationMinutes, loginMinutes);
    if (longest === 0)
      return ok(
        `${counted(workspaceCount, 'workspace')} stay below the limit of ${standing.limit} a minute and path`,
      );
    return found(
      [
        {
          message:
            `the owner's requests do not pass the rate limit of ${standing.limit} a minute and path: ` +
            `set-up takes at least ${longest} minutes longer`,
          mend: `let the header X-Coder-Bypass-Ratelimit through whatever stands in front of the deployment${logins && loginMinutes > creationMinutes ? ', or give --user-auth none, which needs no logins' : ''}`,
        },
      ],
      '',
    );
  }),
};

/** Nothing is left of earlier load tests. */
export const leftovers: Check = {
  name: 'leftovers',
  rank: 'warns',
  skippable: true,
  judge({ facts: { scaletest, unfinishedRuns }, plan }) {
    if (plan.target.kind === 'embedded') return notAsked('the deployment begins with this run');
    const { users, workspaces } = scaletest;
    const runs = unfinishedRuns.known ? unfinishedRuns.value : [];
    const findings: Finding[] = [];
    if (runs.length > 0) {
      findings.push({
        message: `${counted(runs.length, 'earlier run')} of this machine did not end clean here, or still goes on: ${listed(runs)}`,
        mend: '`nineam cleanup` removes what they left, `nineam cleanup --list` only lists it',
      });
    }
    if (users + workspaces > 0) {
      findings.push({
        message: `${counted(users, 'user')} and ${counted(workspaces, 'workspace')} named scaletest-… are there: another load test goes on, or left them`,
        mend: 'let it end, or clean up with the tool and on the machine that it ran on',
      });
    }
    if (findings.length === 0 && !unfinishedRuns.known) return unknown(unfinishedRuns.why);
    return found(findings, 'nothing named scaletest-…, and no run of this machine that did not end clean');
  },
};

const NAMED = 3;

function listed(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return `${ids.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
