import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultKind, FaultRule } from '../../../src/embedded/faults/index.js';
import { formatFaultRule, parseFaultRule } from '../../../src/embedded/faults/index.js';
import { FAULT_KIND_LIST, kindNamed, settingsOf } from '../../../src/embedded/faults/kinds.js';
import { ruleProblems } from '../../../src/embedded/faults/rule-problems.js';
import { readFaultRule, readFaultRuleObject } from '../../../src/embedded/faults/rule-text.js';

const ms = fc.integer({ min: 1, max: 7 * 24 * 3600 * 1000 });
const microseconds = fc.integer({ min: 1, max: 10_000_000 }).map((us) => us / 1000);
const time = fc.oneof(
  fc.oneof(ms, microseconds).map((value) => ({ kind: 'constant' as const, value })),
  fc
    .tuple(ms, ms)
    .map(([a, b]) => ({ kind: 'lognormal' as const, p50: Math.min(a, b), p95: Math.max(a, b) })),
  fc
    .array(ms, { minLength: 1, maxLength: 5 })
    .map((values) => ({ kind: 'empirical' as const, sortedValues: values.toSorted((a, b) => a - b) })),
);
const path = fc
  .string({ maxLength: 40, unit: fc.constantFrom(...'abz*/\\,=:;.%') })
  .map((text) => `/${text}`);
const whole = (max: number, min = 0) => fc.integer({ min, max });

/** A value for each member that rules have. */
const members: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  rate: fc.double({ min: 0, max: 1, noNaN: true }).map((rate) => rate + 0),
  skip: whole(1e9),
  count: whole(1e9),
  fromMs: whole(1000),
  untilMs: whole(1e6, 1001),
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  path,
  when: fc.constantFrom('before', 'after'),
  stream: fc.constantFrom('builds', 'workspaces'),
  time,
  status: whole(599, 500),
  retryAfterSeconds: whole(3600),
  bytesPerSecond: whole(1e9, 1),
  how: fc.constantFrom('truncated', 'broken'),
  downMs: ms,
  connections: fc.constantFrom('refuse', 'cut'),
  copies: whole(1000, 1),
  hold: whole(10_000, 1),
  withinMs: ms,
  code: fc.constantFrom(1000, 1006, 1011, 4999),
  after: whole(1e9),
};

/** Any rule of a kind: every setting that the grammar has for it, or not. */
function ruleOf(kind: FaultKind): fc.Arbitrary<FaultRule> {
  const settings = settingsOf(kind).filter(({ field }) => field !== 'atMs');
  const model = Object.fromEntries(settings.map(({ field }) => [field, members[field]!]));
  const requiredKeys = settings.filter(({ required }) => required).map(({ field }) => field);
  return fc.record(model, { requiredKeys }).map((values) => ({ kind, ...values }) as FaultRule);
}

const anyRule = fc.oneof(
  ...FAULT_KIND_LIST.map(ruleOf),
  ms.map((atMs): FaultRule => ({ kind: 'restart', atMs, downMs: 1000 })),
);

describe('the grammar of faults', () => {
  it('reads what it writes, for every rule of every kind', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(ruleProblems(rule)).toEqual([]);
        expect(parseFaultRule(formatFaultRule(rule))).toEqual(rule);
      }),
      { numRuns: 2000 },
    );
  });

  it('says of any text what it means or what is wrong, and never crashes', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.constantFrom(...FAULT_KIND_LIST),
          fc.string({
            unit: fc.constantFrom(
              'rate',
              'for',
              'path',
              'p50',
              'at',
              '=',
              ',',
              '\\',
              '1s',
              '-0',
              '1e3',
              '/',
              '*',
            ),
          }),
        )
        .map(([kind, body]) => `${kind}:${body}`),
    );
    fc.assert(
      fc.property(text, (anything) => {
        const read = readFaultRule(anything);
        if (read.kind === 'problems') expect(read.problems.length).toBeGreaterThan(0);
        else expect(parseFaultRule(formatFaultRule(read.rule))).toEqual(read.rule);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads a kind with its settings', () => {
    expect(parseFaultRule('drop-update:rate=0.02')).toEqual({ kind: 'drop_update', rate: 0.02 });
    expect(parseFaultRule('lose_answer:method=post,path=/api/v2/users,count=3')).toEqual({
      kind: 'lose_answer',
      method: 'POST',
      path: '/api/v2/users',
      count: 3,
    });
    expect(parseFaultRule('too-many-requests:retry-after=1')).toEqual({
      kind: 'too_many_requests',
      retryAfterSeconds: 1,
    });
    expect(parseFaultRule('delay:p50=10ms,p95=2s,when=after,from=1m,until=1h')).toEqual({
      kind: 'delay',
      time: { kind: 'lognormal', p50: 10, p95: 2000 },
      when: 'after',
      fromMs: 60_000,
      untilMs: 3_600_000,
    });
    expect(parseFaultRule('late-update:values=3s/1s')).toEqual({
      kind: 'late_update',
      time: { kind: 'empirical', sortedValues: [1000, 3000] },
    });
    expect(parseFaultRule('reset:path=/a\\,b\\\\c')).toEqual({ kind: 'reset', path: '/a,b\\c' });
  });

  it('reads the same as an object', () => {
    const object = { kind: 'too_many_requests', retry_after: 2, path: '/a,b', from: '1m' };
    expect(readFaultRuleObject(object)).toEqual({
      kind: 'rule',
      rule: { kind: 'too_many_requests', retryAfterSeconds: 2, path: '/a,b', fromMs: 60_000 },
    });
    expect(readFaultRuleObject({ kind: 'reset', rate: null })).toMatchObject({ kind: 'problems' });
  });

  it.each([
    ['explode', /kind must be one of delay, /],
    ['drop-update:rate=2', /rate must be a number from 0 to 1, got '2'/],
    ['drop-update:rate=', /rate must be/],
    ['drop-update:path=/x', /drop-update has no setting 'path', only stream, rate/],
    ['close-socket:code=12', /code must be one that a WebSocket may be closed with/],
    ['reset:path=x', /path must be a path/],
    ['reset:path=/x?token=y', /path must be a path/],
    ['reset:rate=1,rate=1', /rate is given twice/],
    ['delay', /needs its time/],
    ['delay:for=1s,p50=1s', /one of them only/],
    ['delay:p50=2s,p95=1s', /p95 must be a duration that is not below p50/],
    ['delay:for=200h', /at most 168h0m0s/],
    ['server-error:status=404', /from 500 to 599/],
    ['reset:from=2m,until=1m', /until must be later than from/],
    ['restart:at=1m,path=/x', /goes without/],
  ])('refuses %o', (text, problem) => {
    expect(() => parseFaultRule(text)).toThrow(problem);
  });

  it('tells every problem of a rule at once', () => {
    const read = readFaultRule('delay:for=x,rate=2,colour=red');
    expect(read).toMatchObject({ kind: 'problems' });
    expect(read.kind === 'problems' && read.problems).toHaveLength(3);
  });

  it('takes the names of objects for no kinds and no settings', () => {
    expect(kindNamed('constructor')).toBeUndefined();
    expect(() => parseFaultRule('reset:__proto__=1')).toThrow(/no setting/);
  });
});
