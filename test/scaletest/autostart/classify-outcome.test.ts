import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Workspace, WorkspaceBuild } from '../../../src/codersdk/index.js';
import type { StormObservation } from '../../../src/scaletest/autostart/index.js';
import { classifyOutcome, isReapedJob } from '../../../src/scaletest/autostart/index.js';
import { OUTCOME_KINDS } from '../../../src/storm/index.js';
import { parseInstant } from '../../../src/time/index.js';
import { at, MINUTE_MS, makeBuild, makeWorkspace } from './records.js';

function observe(
  seen: { workspace?: Workspace | null; build?: WorkspaceBuild | null },
  part: Partial<StormObservation> = {},
): StormObservation {
  return {
    record: {
      workspace: seen.workspace === undefined ? makeWorkspace() : seen.workspace,
      build: seen.build ?? null,
    },
    expectedBuildNumber: 3,
    scheduledAtMs: MINUTE_MS,
    waitedUntilMs: MINUTE_MS + 900_000,
    interrupted: false,
    missedByVerification: null,
    ...part,
  };
}

const PENDING = { startedAt: null, completedAt: null, workerId: null, status: 'pending' } as const;
const RUNNING = { completedAt: null, status: 'running' } as const;

describe('classifyOutcome, with an autostart build', () => {
  it('calls a succeeded build started, from the minute to its completion', () => {
    expect(classifyOutcome(observe({ build: makeBuild() }))).toEqual({ kind: 'started', totalMs: 15_000 });
  });

  it('calls it started even when we were interrupted: a finished build counts', () => {
    const outcome = classifyOutcome(observe({ build: makeBuild() }, { interrupted: true }));
    expect(outcome.kind).toBe('started');
  });

  it('calls it started even when the workspace has been deleted since', () => {
    expect(classifyOutcome(observe({ workspace: null, build: makeBuild() })).kind).toBe('started');
  });

  it('calls a build that failed while running failed in the build phase, with its error', () => {
    const build = makeBuild({ job: { status: 'failed', error: 'quota' } });
    expect(classifyOutcome(observe({ build }))).toEqual({
      kind: 'failed',
      phase: 'build',
      cause: 'quota',
      reaped: false,
    });
  });

  it('calls a build that failed before it started failed in the queue phase', () => {
    const build = makeBuild({ job: { status: 'failed', error: 'no file', startedAt: null } });
    expect(classifyOutcome(observe({ build }))).toMatchObject({
      kind: 'failed',
      phase: 'queue',
      reaped: false,
    });
  });

  it('recognizes the job that a real server reaped', () => {
    const file = new URL('../../fixtures/exchanges/121-job-reaped.json', import.meta.url);
    const { body_part: job } = (JSON.parse(readFileSync(file, 'utf8')) as { response: { body_part: never } })
      .response as { body_part: Record<string, string | undefined> };
    const build = makeBuild({
      createdAt: parseInstant(job['created_at'] ?? ''),
      job: {
        startedAt: parseInstant(job['started_at'] ?? ''),
        completedAt: parseInstant(job['completed_at'] ?? ''),
        error: job['error'] ?? null,
        errorCode: job['error_code'] ?? null,
        workerId: job['worker_id'] ?? null,
        status: 'failed',
      },
    });
    expect(isReapedJob(build)).toBe(true);
    expect(classifyOutcome(observe({ build }))).toMatchObject({
      kind: 'failed',
      phase: 'queue',
      reaped: true,
    });
  });

  it.each([
    ['a worker had it', { workerId: 'p-1' }],
    ['it ended later than it started', { completedAt: at(12_001) }],
    ['it has an error code', { errorCode: 'INSUFFICIENT_QUOTA' }],
    ['it has no error text', { error: null }],
  ])('does not take a failed job for reaped when %s', (_, part) => {
    const reaped = { status: 'failed', error: 'x', workerId: null, completedAt: at(12_000) } as const;
    expect(isReapedJob(makeBuild({ job: reaped }))).toBe(true);
    expect(isReapedJob(makeBuild({ job: { ...reaped, ...part } }))).toBe(false);
  });

  it('calls a pending build that was canceled canceled in the queue phase', () => {
    const job = { status: 'canceled', startedAt: null, canceledAt: at(11_000) } as const;
    expect(classifyOutcome(observe({ build: makeBuild({ job }) }))).toMatchObject({
      kind: 'canceled',
      phase: 'queue',
    });
  });

  it('calls a running build that ended with an error after its cancellation canceled, not failed', () => {
    const job = { status: 'failed', error: 'canceled', canceledAt: at(13_000) } as const;
    const outcome = classifyOutcome(observe({ build: makeBuild({ job }) }));
    expect(outcome).toMatchObject({ kind: 'canceled', phase: 'build' });
    expect(outcome).toHaveProperty('cause', expect.stringContaining('canceled'));
  });

  it('calls a build that is pending at the end timed out in the queue, with how long was waited', () => {
    expect(classifyOutcome(observe({ build: makeBuild({ job: PENDING }) }))).toEqual({
      kind: 'timed_out',
      phase: 'queue',
      waitedMs: 900_000,
    });
  });

  it.each(['running', 'canceling'] as const)(
    'calls a build that is %s at the end timed out in the build',
    (status) => {
      const build = makeBuild({ job: { ...RUNNING, status } });
      expect(classifyOutcome(observe({ build }))).toMatchObject({ kind: 'timed_out', phase: 'build' });
    },
  );

  it('says interrupted with the phase reached when we stopped waiting', () => {
    const interrupted = { interrupted: true };
    expect(classifyOutcome(observe({ build: makeBuild({ job: PENDING }) }, interrupted))).toEqual({
      kind: 'interrupted',
      phase: 'queue',
    });
    expect(classifyOutcome(observe({ build: makeBuild({ job: RUNNING }) }, interrupted))).toEqual({
      kind: 'interrupted',
      phase: 'build',
    });
    expect(classifyOutcome(observe({}, interrupted))).toEqual({ kind: 'interrupted', phase: 'trigger' });
  });
});

describe('classifyOutcome, without an autostart build', () => {
  it('explains a build that somebody else made: who, what and why', () => {
    const build = makeBuild({ reason: 'dashboard', initiatorName: 'alice' });
    const outcome = classifyOutcome(observe({ build }));
    expect(outcome).toMatchObject({ kind: 'missed', reason: 'unexpected_build' });
    expect(outcome).toHaveProperty('detail', expect.stringMatching(/alice.*build 3.*start.*dashboard/));
  });

  it('explains an unexpected stop in the same way', () => {
    const build = makeBuild({ transition: 'stop', reason: 'autostop', initiatorName: 'bob' });
    expect(classifyOutcome(observe({ build }))).toHaveProperty(
      'detail',
      expect.stringMatching(/bob.*stop.*autostop/),
    );
  });

  it('names a latest build beyond the expected one when the expected one cannot be read', () => {
    const workspace = makeWorkspace({ latestBuild: makeBuild({ buildNumber: 4, reason: 'cli' }) });
    expect(classifyOutcome(observe({ workspace }))).toMatchObject({ reason: 'unexpected_build' });
  });

  it('says that the workspace is gone', () => {
    expect(classifyOutcome(observe({ workspace: null }))).toMatchObject({
      kind: 'missed',
      reason: 'workspace_gone',
    });
  });

  it('says that the workspace is dormant', () => {
    const workspace = makeWorkspace({ dormantAt: at(-1000), nextStartAt: null });
    expect(classifyOutcome(observe({ workspace }))).toMatchObject({ reason: 'workspace_dormant' });
  });

  it.each(['pending', 'running', 'failed'] as const)('says that the stop build before is %s', (status) => {
    const stop = makeBuild({
      buildNumber: 2,
      transition: 'stop',
      reason: 'initiator',
      job: { status, ...(status === 'failed' ? {} : { completedAt: null }) },
    });
    const outcome = classifyOutcome(observe({ workspace: makeWorkspace({ latestBuild: stop }) }));
    expect(outcome).toMatchObject({ reason: 'stop_not_finished' });
    expect(outcome).toHaveProperty('detail', expect.stringContaining(status));
  });

  it('does not blame a stop that was canceled: the server starts such workspaces', () => {
    const stop = makeBuild({ buildNumber: 2, transition: 'stop', job: { status: 'canceled' } });
    const outcome = classifyOutcome(observe({ workspace: makeWorkspace({ latestBuild: stop }) }));
    expect(outcome).toMatchObject({ reason: 'unknown' });
  });

  it('says that the schedule was stored too late when the next start is the next occurrence', () => {
    const workspace = makeWorkspace({ nextStartAt: at(7 * 86_400_000) });
    const outcome = classifyOutcome(observe({ workspace }));
    expect(outcome).toMatchObject({ kind: 'missed', reason: 'scheduled_late' });
    expect(outcome).toHaveProperty('detail', expect.stringContaining('2026-11-30T09:31:00Z'));
  });

  it('admits that it does not know why, and tells the next start', () => {
    const outcome = classifyOutcome(observe({}));
    expect(outcome).toMatchObject({ kind: 'missed', reason: 'unknown' });
    expect(outcome).toHaveProperty('detail', expect.stringContaining('2026-11-23T09:31:00Z'));
  });

  it('takes what verification found, whatever the record says', () => {
    const found = { kind: 'missed', reason: 'scheduled_late', detail: 'x' } as const;
    expect(classifyOutcome(observe({ build: makeBuild() }, { missedByVerification: found }))).toBe(found);
  });

  it('calls a workspace whose record could not be read timed out, never missed', () => {
    expect(classifyOutcome(observe({}, { record: null }))).toMatchObject({
      kind: 'timed_out',
      phase: 'trigger',
    });
    expect(classifyOutcome(observe({}, { record: null, interrupted: true }))).toEqual({
      kind: 'interrupted',
      phase: 'trigger',
    });
  });
});

describe('classifyOutcome, for any record', () => {
  const status = fc.constantFrom(
    'pending',
    'running',
    'canceling',
    'succeeded',
    'failed',
    'canceled',
    'unknown',
  );
  const instant = fc.option(fc.integer({ min: 0, max: 60_000 }).map(at));
  const build = fc
    .record({
      reason: fc.constantFrom('autostart', 'initiator', 'dashboard'),
      buildNumber: fc.integer({ min: 1, max: 5 }),
      transition: fc.constantFrom('start', 'stop', 'delete'),
      job: fc.record({
        status,
        startedAt: instant,
        completedAt: instant,
        canceledAt: instant,
        error: fc.option(fc.constant('boom')),
        workerId: fc.option(fc.constant('p-1')),
      }),
    })
    .map(makeBuild);
  const workspace = fc
    .record({ latestBuild: build, dormantAt: instant, nextStartAt: instant })
    .map(makeWorkspace);
  const record = fc.option(fc.record({ workspace: fc.option(workspace), build: fc.option(build) }));

  it('gives exactly one of the known outcomes, and never a usable one without a succeeded autostart build', () => {
    fc.assert(
      fc.property(record, fc.boolean(), (record, interrupted) => {
        const outcome = classifyOutcome(observe({}, { record, interrupted }));
        expect(OUTCOME_KINDS).toContain(outcome.kind);
        if (outcome.kind === 'started') {
          expect(record?.build).toMatchObject({ reason: 'autostart', job: { status: 'succeeded' } });
        }
        if (outcome.kind === 'interrupted') expect(interrupted).toBe(true);
        if (outcome.kind === 'timed_out') expect(interrupted).toBe(false);
      }),
    );
  });
});
