import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/cli/flags/distribution.js';
import { parseFailureCause } from '../../src/cli/flags/failure-cause.js';
import { runFlags, serveFlags } from '../../src/cli/flags/index.js';
import { parseProvisionerChange, parseTaggedProvisioners } from '../../src/cli/flags/provisioner-settings.js';
import { resolveOptions } from '../../src/cli/flags/resolve.js';
import { parseServiceTime } from '../../src/cli/flags/service-time.js';
import { parseStartAt } from '../../src/cli/flags/start-at.js';
import { CoderClient } from '../../src/codersdk/index.js';
import { proxyFor } from '../../src/codersdk/proxy.js';
import { parseRegressionLimit } from '../../src/comparison/regression-limit.js';
import { readFaultRule, readFaultRuleObject } from '../../src/embedded/faults/rule-text.js';
import { parseOutputSpec } from '../../src/report/index.js';
import { ConfigError } from '../../src/storm/index.js';
import { parseThreshold } from '../../src/thresholds/index.js';
import {
  parseGoDurationNs,
  parseInstant,
  parseSchedule,
  ScheduleError,
  SystemClock,
  TimeZones,
} from '../../src/time/index.js';
import { anyText, likeJson, longTexts, readsOrRefuses, runs } from './fuzz.js';

type Refusal = new (...args: never[]) => Error;

const ZONES = new TimeZones();
const clientFor = (url: string) =>
  new CoderClient({ url, token: null, realClock: new SystemClock(), random: () => 0.5 });

interface Reader {
  readonly what: string;
  readonly read: (text: string) => unknown;
  readonly valid: readonly string[];
  readonly refusals: readonly Refusal[];
}

const reader = (
  what: string,
  read: (text: string) => unknown,
  valid: readonly string[],
  ...refusals: readonly Refusal[]
): Reader => ({ what, read, valid, refusals });

const READERS: readonly Reader[] = [
  reader('durations', parseGoDurationNs, ['-1h2.5m', '1.5ms', '90s'], RangeError),
  reader('instants', parseInstant, ['2026-11-23T09:31:00.123456Z', '2026-11-23T09:31:00+01:00'], RangeError),
  reader(
    'schedules',
    (text) => parseSchedule(text, ZONES),
    ['CRON_TZ=Europe/Berlin 30 9 * * 1-5', '*/5 0-23/2 * * MON,sun', 'CRON_TZ=UTC 31 9 * * 1'],
    ScheduleError,
  ),
  reader('thresholds', parseThreshold, ['ready_worst_p99.9<5m', 'usable>=99%', 'missed==0'], ConfigError),
  reader('limits on regressions', parseRegressionLimit, ['p95:10%', 'p99:30s'], ConfigError, Error),
  reader('fault rules', readFaultRule, [
    'lose-answer:method=POST,path=/api/v2/users,rate=0.1',
    'late-update:for=20s,rate=1',
  ]),
  reader('outputs', parseOutputSpec, ['json:report.json', 'text', 'html:-'], ConfigError),
  reader('distributions', parseDistribution, ['p50=45s,p95=90s', 'constant=45s', 'values=40s/45s'], Error),
  reader('service times', parseServiceTime, ['p50=45s,p95=90s', 'stop:constant=5s'], Error),
  reader('causes of failure', parseFailureCause, ['start=0.1', '0.15'], Error),
  reader('provisioners with tags', parseTaggedProvisioners, ['3:scope=organization,zone=eu'], Error),
  reader('changes of provisioners', parseProvisionerChange, ['5m=20', '5m:zone=eu=20'], Error),
  reader('beginnings', parseStartAt, ['monday 08:58', '2026-11-23T08:58:00Z', '8:58:30'], Error),
  reader(
    'addresses of deployments',
    clientFor,
    ['https://coder.example.com:7080/x', 'http://[::1]:80'],
    ConfigError,
  ),
  reader(
    'proxies',
    (text) => proxyFor(new URL('https://coder.example.com'), { httpsProxy: text, noProxy: text }),
    ['http://user:pass@proxy:3128', '10.0.0.0/8,.example.com:443,*'],
    ConfigError,
  ),
];

describe.each(READERS)('any text for $what', ({ read, valid, refusals }) => {
  it('is read or refused as documented, soon, and changes nothing', () => {
    fc.assert(
      fc.property(anyText(...valid), (text) => {
        readsOrRefuses(() => read(text), ...refusals);
      }),
      runs(80),
    );
  });

  it('is read or refused soon though it is long, and made of one thing', () => {
    for (const text of longTexts(...valid)) readsOrRefuses(() => read(text), ...refusals);
  });
});

describe('rules of faults as objects', () => {
  it('are read or refused in words', () => {
    const valid = { kind: 'lose-answer', method: 'POST', path: '/api/v2/users', rate: 0.1, count: 3 };
    fc.assert(
      fc.property(likeJson(valid), (object) => {
        if (typeof object !== 'object' || object === null) return;
        readsOrRefuses(() => readFaultRuleObject(object as Record<string, unknown>));
      }),
      runs(200),
    );
  });
});

describe('a configuration file and an environment of anything', () => {
  it('give values or problems, and every value is of the kind of its default', () => {
    const file = {
      'workspace-count': 500,
      parameter: ['region=eu', 'size=4'],
      'no-cleanup': true,
      'service-time': 'p50=45s,p95=90s',
      url: 'https://coder.example.com',
      threshold: ['ready_p95<5m'],
    };
    for (const table of [runFlags, serveFlags]) {
      fc.assert(
        fc.property(
          likeJson(file),
          fc.dictionary(fc.constantFrom('CODER_URL', 'CODER_HEADER', '__proto__'), anyText()),
          (json, env) => {
            if (typeof json !== 'object' || json === null || Array.isArray(json)) return;
            const read = readsOrRefuses(() =>
              resolveOptions(table, { flags: {}, env, file: json as Record<string, unknown> }),
            );
            expect(read).not.toBe('refused');
          },
        ),
        runs(80),
      );
    }
  });
});
