import { FAULT_KIND_NAMES, parseFaultRule } from '../../embedded/faults/index.js';
import { countFlag, durationFlag, type Flag, listFlag, switchFlag, textFlag } from './flag.js';
import { parseStartAt } from './start-at.js';

const clock = 'Clock:';
const policy = 'What it lets clients do:';
const state = 'What it keeps and tells:';
const faults = 'Faults:';

/** The clock of `nineam serve`. */
export const clockFlags = {
  startAt: {
    ...textFlag({
      name: 'start-at',
      env: 'NINEAM_START_AT',
      group: clock,
      placeholder: '<time>',
      description:
        'what its clock shows at first: RFC 3339, HH:MM[:SS] of today in UTC, or "monday 08:58", "weekday 08:58" for the next one to come',
      defaultText: 'now',
    }),
    fallback: null,
    parse: (texts: readonly string[]) => parseStartAt(texts.at(-1) ?? ''),
  } satisfies Flag<ReturnType<typeof parseStartAt> | null>,
  clockOffset: durationFlag({
    name: 'clock-offset',
    env: 'NINEAM_CLOCK_OFFSET',
    group: clock,
    description: 'how far ahead its clock is, without telling anybody; negative: behind',
    fallback: 0,
    defaultText: '0s',
    minMs: -365 * 24 * 3600 * 1000,
  }),
  noAnnounceClock: switchFlag({
    name: 'no-announce-clock',
    env: 'NINEAM_NO_ANNOUNCE_CLOCK',
    group: clock,
    description: 'do not tell clients its clock: they estimate it as with a real server',
  }),
};

/** What `nineam serve` lets clients do; named as in `coder server`, where that has the same. */
export const policyFlags = {
  apiRateLimit: rateLimitFlag('api-rate-limit', 'NINEAM_API_RATE_LIMIT', 'requests a minute and path', 512),
  loginRateLimit: rateLimitFlag('login-rate-limit', 'NINEAM_LOGIN_RATE_LIMIT', 'logins a minute', 60),
  noFirstUser: switchFlag({
    name: 'no-first-user',
    env: 'NINEAM_NO_FIRST_USER',
    group: policy,
    description: 'have no owner: whoever comes first is asked to be the first user, as after an installation',
  }),
  disablePasswordAuth: switchFlag({
    name: 'disable-password-auth',
    env: 'NINEAM_DISABLE_PASSWORD_AUTH',
    group: policy,
    description: 'let nobody log in with a password, except owners',
  }),
  allowWorkspaceRenames: switchFlag({
    name: 'allow-workspace-renames',
    env: 'NINEAM_ALLOW_WORKSPACE_RENAMES',
    group: policy,
    description: 'let workspaces be renamed',
  }),
  experiments: {
    ...textFlag({
      name: 'experiments',
      env: 'NINEAM_EXPERIMENTS',
      group: policy,
      placeholder: '<a,b|none>',
      description: 'experiments that are switched on; the stream of all builds is one',
      defaultText: 'workspace-build-updates',
    }),
    fallback: null,
    parse: (texts: readonly string[]) => parseExperiments(texts.at(-1) ?? ''),
  } satisfies Flag<readonly string[] | null>,
};

/** What `nineam serve` keeps and tells. */
export const stateFlags = {
  stateFile: textFlag({
    name: 'state',
    env: 'NINEAM_STATE',
    group: state,
    placeholder: '<file>',
    description:
      'go on from this file if it is there, and save everything in it at the end (mode 0600; tokens as digests)',
  }),
  exportBuilds: textFlag({
    name: 'export-builds',
    env: 'NINEAM_EXPORT_BUILDS',
    group: state,
    placeholder: '<file.csv>',
    description: 'write every build of the model here at the end',
  }),
  accessLog: textFlag({
    name: 'access-log',
    env: 'NINEAM_ACCESS_LOG',
    group: state,
    placeholder: '<file>',
    description: 'write one JSON line a request here',
  }),
  prometheusAddress: textFlag({
    name: 'prometheus-address',
    env: 'NINEAM_PROMETHEUS_ADDRESS',
    group: state,
    placeholder: '<host:port>',
    description: "serve /metrics here, under Coder's own names, without a token; Coder's own port is 2112",
    defaultText: 'off',
  }),
};

/** What goes wrong on purpose in `nineam serve`. */
export const faultFlags = {
  faults: listFlag({
    name: 'fault',
    env: 'NINEAM_FAULT',
    group: faults,
    placeholder: '<kind[:name=value,…]>',
    description: `do something wrong on purpose, e.g. drop-update:rate=0.02; kinds: ${FAULT_KIND_NAMES.join(', ')}`,
    parseItem: parseFaultRule,
  }),
  faultLog: textFlag({
    name: 'fault-log',
    env: 'NINEAM_FAULT_LOG',
    group: faults,
    placeholder: '<file>',
    description: 'write one JSON line a fault that happened here',
  }),
};

function rateLimitFlag(name: string, env: string, what: string, limit: number): Flag<number | null> {
  return countFlag({
    name,
    env,
    group: policy,
    description: `${what} before it answers 429; 0 = no limit`,
    min: 0,
    max: 1_000_000_000,
    fallback: null,
    defaultText: String(limit),
  });
}

function parseExperiments(text: string): readonly string[] {
  if (text === 'none') return [];
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => !/^[a-z0-9*-]+$/.test(name)))
    throw new Error(`must be names of experiments with commas between, or none; got '${text}'`);
  return names;
}
