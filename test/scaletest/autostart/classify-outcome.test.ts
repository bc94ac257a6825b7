import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Workspace, WorkspaceBuild } from '../../../src/codersdk/index.js';
import type { StormObservation } from '../../../src/scaletest/autostart/index.js';
import { classifyOutcome, isReapedJob, outcomeError } from '../../../src/scaletest/autostart/index.js';
import { OUTCOME_KINDS } from '../../../src/storm/index.js';
import { parseInstant } from '../../../src/time/index.js';
import { at, MINUTE_MS, makeAgent, makeBuild, makeWorkspace, STARTING, UNCONNECTED } from './records.js';

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
    waitForAgents: 'ready',
    agentTimeoutMs: 300_000,
    interruptedCollecting: part.interrupted ?? false,
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

describe('classifyOutcome, with the agents of an autostart build', () => {
  const withAgents = (...agents: Parameters<typeof makeAgent>[0][]) =>
    makeBuild({ agents: agents.map(makeAgent) });
  const workspace = makeWorkspace({ latestBuild: makeBuild() });
  const read = (build: WorkspaceBuild, readAtMs: number, part: Partial<StormObservation> = {}) =>
    classifyOutcome(
      observe({}, { record: { workspace, build, agentsReadAtMs: MINUTE_MS + readAtMs }, ...part }),
    );

  it('calls it ready, from the minute to the readiness of the last agent', () => {
    const build = withAgents({}, { name: 'gpu', readyAt: at(42_000) });
    expect(read(build, 50_000)).toEqual({ kind: 'ready', totalMs: 42_000 });
    expect(read(build, 50_000, { interruptedCollecting: true }).kind).toBe('ready');
  });

  it('calls it ready when the last agent has connected, where no more is waited for', () => {
    const build = withAgents({}, { firstConnectedAt: at(21_000), ...STARTING });
    expect(read(build, 50_000, { waitForAgents: 'connected' })).toEqual({ kind: 'ready', totalMs: 21_000 });
  });

  it('calls it started at the end of its build, where no agent is waited for', () => {
    const build = withAgents(UNCONNECTED);
    expect(read(build, 50_000, { waitForAgents: 'none' })).toEqual({ kind: 'started', totalMs: 15_000 });
  });

  it.each(['start_error', 'start_timeout'])('calls %s of an agent failed in the startup phase', (state) => {
    const outcome = read(withAgents({ lifecycleState: state }), 50_000);
    expect(outcome).toMatchObject({ kind: 'failed', phase: 'startup', reaped: false });
    expect(outcome).toHaveProperty('cause', expect.stringContaining(state));
    expect(outcomeError(outcome)).toMatch(/^the build succeeded, but its agent failed in the startup phase/);
  });

  it('calls an agent that never connected in time timed out in the agent phase, with how long was waited', () => {
    expect(read(withAgents({}, UNCONNECTED), 315_000)).toEqual({
      kind: 'timed_out',
      phase: 'agent',
      waitedMs: 315_000,
    });
    expect(read(withAgents(STARTING), 316_000)).toMatchObject({ kind: 'timed_out', phase: 'startup' });
  });

  it('calls it interrupted when we were asked to stop before its limit, and timed out after it', () => {
    const interrupted = { interruptedCollecting: true };
    const build = withAgents(UNCONNECTED);
    expect(read(build, 100_000, interrupted)).toEqual({ kind: 'interrupted', phase: 'agent' });
    expect(read(build, 315_000, interrupted)).toMatchObject({ kind: 'timed_out', phase: 'agent' });
  });

  it('calls it canceled when another build took its agents away, and says who made that and why', () => {
    const latestBuild = makeBuild({
      buildNumber: 4,
      transition: 'stop',
      reason: 'dashboard',
      initiatorName: 'bob',
    });
    const record = { workspace: makeWorkspace({ latestBuild }), build: withAgents(STARTING) };
    const outcome = classifyOutcome(observe({}, { record }));
    expect(outcome).toMatchObject({ kind: 'canceled', phase: 'startup' });
    expect(outcome).toHaveProperty(
      'cause',
      expect.stringMatching(/bob made build 4 .stop, reason dashboard/),
    );
    const gone = classifyOutcome(observe({ workspace: null, build: withAgents(STARTING) }));
    expect(gone).toMatchObject({ kind: 'canceled', cause: 'the workspace was deleted' });
  });

  it('looks at no agent of an earlier build, and at none that another agent made', () => {
    const build = withAgents({ ...UNCONNECTED, createdAt: at(9_000) }, { ...UNCONNECTED, parentId: 'a-1' });
    expect(read(build, 50_000)).toEqual({ kind: 'started', totalMs: 15_000 });
  });
});

describe('classifyOutcome, by what else decides about a start', () => {
  const RULE = { name: 'docker', allowUserAutostart: true, autostartDaysOfWeek: ['monday', 'friday'] };
  const missed = (
    circumstances: { ownerStatus: string | null; template: typeof RULE | null },
    workspace = makeWorkspace(),
  ) => classifyOutcome(observe({}, { record: { workspace, build: null, circumstances } }));

  it.each(['dormant', 'suspended', 'gone'])('blames an owner who is %s, by name', (ownerStatus) => {
    const outcome = missed({ ownerStatus, template: RULE });
    expect(outcome).toMatchObject({ kind: 'missed', reason: 'owner_inactive' });
    expect(outcome).toHaveProperty(
      'detail',
      expect.stringMatching(new RegExp(`scaletest-user-1 is ${ownerStatus}.*2026-11-23T09:31:00Z`)),
    );
  });

  it('blames a template that forbids scheduled starts, or starts on that weekday', () => {
    const never = missed({ ownerStatus: 'active', template: { ...RULE, allowUserAutostart: false } });
    expect(never).toMatchObject({ kind: 'missed', reason: 'template_forbids' });
    const nextWeek = makeWorkspace({ nextStartAt: at(86_400_000) });
    const template = { ...RULE, autostartDaysOfWeek: ['tuesday'] };
    const notToday = missed({ ownerStatus: 'active', template }, nextWeek);
    expect(notToday).toMatchObject({ reason: 'template_forbids' });
    expect(notToday).toHaveProperty('detail', expect.stringMatching(/docker.*tuesday only.*monday/));
  });

  it('blames a late schedule before an owner: the server had gone on to the next occurrence', () => {
    const late = makeWorkspace({ nextStartAt: at(7 * 86_400_000) });
    expect(missed({ ownerStatus: 'dormant', template: RULE }, late)).toMatchObject({
      reason: 'scheduled_late',
    });
  });

  it('tells of an unknown reason what it is not', () => {
    const outcome = missed({ ownerStatus: 'active', template: RULE });
    expect(outcome).toMatchObject({ reason: 'unknown' });
    expect(outcome).toHaveProperty('detail', expect.stringMatching(/owner is active.*docker allows/));
    expect(missed({ ownerStatus: null, template: null })).toHaveProperty(
      'detail',
      expect.stringMatching(/unknown status.*not known/),
    );
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
