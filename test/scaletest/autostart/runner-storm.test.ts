import { describe, expect, it } from 'vitest';
import { BuildExpectations } from '../../../src/feed/index.js';
import type { RunResult } from '../../../src/scaletest/autostart/index.js';
import { AutostartFailedError, endToEndLatencyMs } from '../../../src/scaletest/autostart/index.js';
import { Barrier } from '../../../src/scaletest/harness/index.js';
import { TimeoutError } from '../../../src/storm/index.js';
import { collecting, drive, listing, makeRunner, runAlone } from './drive.js';
import { answered, FakeDeployment, TICK_DELAY_MS } from './fake-deployment.js';

const WEEK_MS = 7 * 86_400_000;

/** The deployment whose autostart build goes like this; the others take three seconds. */
function withAutostart(plan: ReturnType<FakeDeployment['plan']>): FakeDeployment {
  const deployment = new FakeDeployment();
  deployment.plan = ({ reason }) => (reason === 'autostart' ? plan : { startMs: 1_000, endMs: 3_000 });
  return deployment;
}

/** A pass over all records that fails, whatever it asks. */
function failingPass(): Barrier<never> {
  return new Barrier<never>(1, () => Promise.reject(new Error('list failed')));
}

describe('AutostartRunner, alone with an agent', () => {
  it('waits until its agent is ready', async () => {
    const agent = { connectedMs: 9_000, readyMs: 49_000 };
    const { result } = await runAlone(withAutostart({ startMs: 2_000, endMs: 7_000, agent }));
    expect(result).toMatchObject({
      success: true,
      error: null,
      outcome: { kind: 'ready', totalMs: TICK_DELAY_MS + 49_000 },
      buildMs: 5_000,
      agentMs: 2_000,
      startupMs: 40_000,
      totalMs: TICK_DELAY_MS + 49_000,
    });
  });

  it('waits for no more than was asked for', async () => {
    const agent = { connectedMs: 9_000, readyMs: 49_000 };
    const connected = withAutostart({ startMs: 2_000, endMs: 7_000, agent });
    const { result } = await runAlone(connected, { options: { waitForAgents: 'connected' } });
    expect(result.outcome).toEqual({ kind: 'ready', totalMs: TICK_DELAY_MS + 9_000 });
    const none = withAutostart({ startMs: 2_000, endMs: 7_000, agent });
    const alone = await runAlone(none, { options: { waitForAgents: 'none' } });
    expect(alone.result.outcome).toEqual({ kind: 'started', totalMs: TICK_DELAY_MS + 7_000 });
  });

  it('gives up an agent that has not connected when its limit has passed, and says so', async () => {
    const deployment = withAutostart({ startMs: 2_000, endMs: 7_000, agent: {} });
    const { result, scheduledAtMs } = await runAlone(deployment, { options: { agentTimeoutMs: 60_000 } });
    expect(result.outcome).toMatchObject({ kind: 'timed_out', phase: 'agent' });
    expect(result.error).toContain('agent main: never connected');
    const limitMs = (scheduledAtMs() ?? 0) + TICK_DELAY_MS + 67_000;
    expect(deployment.clock.nowMs()).toBeGreaterThanOrEqual(limitMs);
    expect(deployment.clock.nowMs()).toBeLessThan(limitMs + 6_000);
    expect(result.outcome).toHaveProperty('waitedMs', deployment.clock.nowMs() - (scheduledAtMs() ?? 0));
  });

  it('does not wait for an agent whose startup has failed', async () => {
    const agent = { connectedMs: 9_000, readyMs: 10_000, lifecycle: 'start_error' };
    const deployment = withAutostart({ startMs: 2_000, endMs: 7_000, agent });
    const { result, scheduledAtMs } = await runAlone(deployment);
    expect(result.outcome).toMatchObject({ kind: 'failed', phase: 'startup' });
    expect(deployment.clock.nowMs()).toBeLessThan((scheduledAtMs() ?? 0) + 40_000);
  });

  it('tells what its agent had reached when it is interrupted', async () => {
    const deployment = withAutostart({ startMs: 2_000, endMs: 7_000, agent: { connectedMs: 8_000 } });
    const made = makeRunner(deployment);
    const running = made.runner.runReturningResult(made.ctx);
    const minuteMs = Math.ceil((deployment.clock.nowMs() + 120_000) / 60_000) * 60_000;
    deployment.clock.schedule(minuteMs + 60_000, () => made.stop.abort(new Error('enough')));
    const result = await drive(deployment.clock, running);
    expect(result.outcome).toEqual({ kind: 'interrupted', phase: 'startup' });
    expect(result.error).toMatch(/^interrupted while in the startup phase .*lifecycle starting/);
  });
});

describe('AutostartRunner in the storm', () => {
  it("measures the autostart by the server's own times", async () => {
    const { result, scheduledAtMs } = await runAlone(withAutostart({ startMs: 2_000, endMs: 7_500 }));
    const minuteUs = (scheduledAtMs() ?? 0) * 1000;
    expect(result).toMatchObject({
      success: true,
      error: null,
      outcome: { kind: 'started', totalMs: TICK_DELAY_MS + 7_500 },
      scheduledTime: { us: minuteUs },
      triggerMs: TICK_DELAY_MS,
      queueMs: 2_000,
      buildMs: 5_500,
      totalMs: TICK_DELAY_MS + 7_500,
      build: { number: 3, reason: 'autostart', jobStatus: 'succeeded' },
    });
    expect(result.completionTime?.us).toBe(minuteUs + (TICK_DELAY_MS + 7_500) * 1000);
    expect(endToEndLatencyMs(result)).toBeGreaterThan(120_000);
  });

  it('emits the hint that it got about the autostart build, and no other', async () => {
    const { events } = await runAlone(new FakeDeployment());
    expect(events.filter((event) => event.type === 'hint')).toEqual([
      { type: 'hint', index: 0, outcome: 'succeeded', atMs: expect.any(Number) },
    ]);
  });

  it('tells how an autostart build failed', async () => {
    const { result } = await runAlone(
      withAutostart({ startMs: 1_000, endMs: 2_000, status: 'failed', error: 'no such image' }),
    );
    expect(result.outcome).toEqual({ kind: 'failed', phase: 'build', cause: 'no such image', reaped: false });
    expect(result).toMatchObject({
      success: false,
      completionTime: null,
      totalMs: null,
      triggerMs: TICK_DELAY_MS,
    });
  });

  it('waits for the end of a canceled build, and calls it canceled', async () => {
    const { result } = await runAlone(
      withAutostart({
        startMs: 1_000,
        canceledAtMs: 2_000,
        endMs: 30_000,
        status: 'failed',
        error: 'canceled',
        told: [
          { atMs: 2_000, status: 'canceled' },
          { atMs: 30_000, status: 'failed' },
        ],
      }),
    );
    expect(result.outcome).toMatchObject({ kind: 'canceled', phase: 'build' });
  });

  it.each([
    [{}, 'queue'],
    [{ startMs: 1_000 }, 'build'],
  ])('gives up at the limit counted from the minute, in the phase reached: %o', async (plan, phase) => {
    const { result, scheduledAtMs, ctx } = await runAlone(withAutostart(plan));
    expect(result.outcome).toEqual({ kind: 'timed_out', phase, waitedMs: 900_000 });
    expect(ctx.clock.nowMs()).toBe((scheduledAtMs() ?? 0) + 900_000);
  });

  it('is missed, with the reason unknown, when the server never starts it', async () => {
    const deployment = new FakeDeployment();
    deployment.autostarts = false;
    const { result } = await runAlone(deployment);
    expect(result.outcome).toMatchObject({ kind: 'missed', reason: 'unknown' });
  });

  it('is missed when the workspace is deleted before its minute', async () => {
    const deployment = new FakeDeployment();
    const made = makeRunner(deployment);
    deployment.onCall = (call) => {
      if (call === 'workspaces.setAutostart') deployment.gone = true;
    };
    const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
    expect(result.outcome).toMatchObject({ kind: 'missed', reason: 'workspace_gone' });
  });

  it('finds an autostart that nobody told of, at the limit at the latest', async () => {
    const { result } = await runAlone(withAutostart({ startMs: 1_000, endMs: 2_000, told: [] }));
    expect(result.outcome).toEqual({ kind: 'started', totalMs: TICK_DELAY_MS + 2_000 });
  });

  it('tells the feed the minute before which the build cannot exist, in real time', async () => {
    const deployment = new FakeDeployment();
    const expectations = new BuildExpectations();
    const seen: unknown[] = [];
    const { add } = expectations;
    expectations.add = (one) => {
      seen.push(one.notBeforeRealMs);
      return add.call(expectations, one);
    };
    const { ctx, scheduledAtMs, result } = await runAlone(deployment, {
      options: { expectations, timeScale: 10 },
    });
    const configMs = (result.configTime?.us ?? 0) / 1000;
    expect(ctx.realClock).toBe(ctx.clock);
    expect(seen).toEqual([undefined, undefined, configMs + ((scheduledAtMs() ?? 0) - configMs) / 10]);
  });

  it('takes its own minute where the storm is spread over a window', async () => {
    const { result, scheduledAtMs } = await runAlone(new FakeDeployment(), {
      options: {
        ownStart: ({ scheduledAtMs }) => ({ scheduledAtMs: scheduledAtMs + 60_000, schedule: '* * * * *' }),
      },
    });
    expect(result.scheduledTime?.us).toBe(((scheduledAtMs() ?? 0) + 60_000) * 1000);
  });
});

describe('AutostartRunner and the check of the stored schedule', () => {
  it('is missed at once, without waiting, when the server gives another next start', async () => {
    const deployment = new FakeDeployment();
    const made = makeRunner(deployment, { options: { verification: listing(deployment) } });
    deployment.onCall = (call) => {
      if (call === 'workspaces.setAutostart') deployment.nextStartMs = deployment.clock.nowMs() + WEEK_MS;
    };
    const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
    expect(result.outcome).toMatchObject({ kind: 'missed', reason: 'scheduled_late' });
    expect(deployment.clock.nowMs()).toBeLessThan(made.scheduledAtMs() ?? 0);
  });

  it('goes on when the next start is another because the start has happened already', async () => {
    const deployment = new FakeDeployment();
    let nowMs = 0;
    const verification = new Barrier(1, async () => {
      await deployment.clock.advanceAsync(180_000);
      nowMs = deployment.clock.nowMs();
      deployment.nextStartMs = nowMs + WEEK_MS;
      return new Map([['w-1', deployment.workspace()]]);
    });
    const { result } = await runAlone(deployment, { options: { verification } });
    expect(nowMs).toBeGreaterThan((result.scheduledTime?.us ?? 0) / 1000);
    expect(result.outcome.kind).toBe('started');
  });

  it('is missed at once when the workspace has become dormant', async () => {
    const deployment = new FakeDeployment();
    deployment.dormantAtMs = deployment.clock.nowMs();
    const { result } = await runAlone(deployment, { options: { verification: listing(deployment) } });
    expect(result.outcome).toMatchObject({ kind: 'missed', reason: 'workspace_dormant' });
  });

  it('waits for the storm all the same when the check itself fails', async () => {
    const verification = new Barrier<never>(1, () => Promise.reject(new Error('502')));
    const { result, ctx } = await runAlone(new FakeDeployment(), { options: { verification } });
    expect(result.outcome.kind).toBe('started');
    expect(ctx.log.text).toContain('could not be verified: 502');
  });

  it('leaves the collection of records to the others when it is missed', async () => {
    const deployment = new FakeDeployment();
    deployment.dormantAtMs = deployment.clock.nowMs();
    const records = collecting(deployment, 3, 2);
    await runAlone(deployment, { options: { verification: listing(deployment), records } });
    expect((await records.arrive(new AbortController().signal)).size).toBe(1);
  });
});

describe('AutostartRunner and the records', () => {
  it('takes them from the one pass over all, and reads nothing itself', async () => {
    const deployment = new FakeDeployment();
    const { result } = await runAlone(deployment, { options: { records: collecting(deployment, 3) } });
    expect(result.outcome.kind).toBe('started');
    expect(deployment.calls.filter((call) => /byNumber|get/.test(call))).toEqual([]);
  });

  it('reads its own record when the pass ended without it', async () => {
    const deployment = new FakeDeployment();
    const records = new Barrier(1, async () => new Map());
    const { result } = await runAlone(deployment, { options: { records } });
    expect(result.outcome.kind).toBe('started');
    expect(deployment.calls).toContain('owner builds.byNumber 3');
  });

  it('reads nothing itself when the pass failed, so that a server in trouble is not asked by everybody', async () => {
    const deployment = new FakeDeployment();
    const { result, ctx } = await runAlone(deployment, { options: { records: failingPass() } });
    expect(deployment.calls.filter((call) => /byNumber|get/.test(call))).toEqual([]);
    expect(result.success).toBe(false);
    expect(ctx.log.text).toContain('list failed');
  });

  it('falls back on the build as read while waiting when the pass failed', async () => {
    const deployment = withAutostart({ startMs: 1_000, endMs: 2_000, status: 'failed', error: 'no image' });
    const { result } = await runAlone(deployment, { options: { records: failingPass() } });
    expect(result.outcome).toMatchObject({ kind: 'failed', cause: 'no image' });
    expect(deployment.calls.filter((call) => call.includes('byNumber'))).toHaveLength(1);
  });

  it('says that the record could not be read, and why, not that no build was seen', async () => {
    const deployment = withAutostart({ startMs: 1_000, endMs: 2_000, told: [] });
    deployment.fail.set('builds.byNumber 3', () => answered(500));
    const { result } = await runAlone(deployment);
    expect(result.outcome).toMatchObject({ kind: 'timed_out', phase: 'trigger' });
    expect(result.error).toContain('could not be read');
    expect(result.error).toContain('500');
    expect(result.error).not.toContain('no autostart build was seen');
    expect(result.error).not.toContain('an update said');
  });

  it('tells what an update said of a build whose record could not be read, and does not count it', async () => {
    const { result } = await runAlone(new FakeDeployment(), { options: { records: failingPass() } });
    expect(result).toMatchObject({ success: false, totalMs: null, outcome: { kind: 'timed_out' } });
    expect(result.error).toMatch(/could not be read: list failed; an update said that it succeeded$/);
  });

  it('is interrupted when the interrupt comes while the others are awaited and ends the reading', async () => {
    const deployment = new FakeDeployment();
    const reading = new AbortController();
    const made = makeRunner(deployment, {
      options: { records: collecting(deployment, 3, 2), recordsSignal: reading.signal },
    });
    deployment.clock.schedule(Date.UTC(2026, 10, 23, 9, 32), () => {
      made.stop.abort(new Error('interrupted by SIGINT'));
      reading.abort(new Error('the records could not be read in time'));
    });
    const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
    expect(result.outcome).toEqual({ kind: 'interrupted', phase: 'trigger' });
    expect(result.error).toMatch(/^interrupted, .*could not be read.* in time; an update said that it succ/);
  });
});

describe('AutostartRunner interrupted in the storm', () => {
  async function interruptedAfter(
    offsetMs: number,
    plan: ReturnType<FakeDeployment['plan']>,
  ): Promise<RunResult> {
    const deployment = withAutostart(plan);
    const made = makeRunner(deployment, {
      options: { records: collecting(deployment, 3), recordsSignal: new AbortController().signal },
    });
    const minuteMs = Date.UTC(2026, 10, 23, 9, 31);
    deployment.clock.schedule(minuteMs + offsetMs, () => made.stop.abort(new Error('interrupted by SIGINT')));
    const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
    expect(result.scheduledTime?.us).toBe(minuteMs * 1000);
    expect(deployment.clock.nowMs()).toBe(minuteMs + offsetMs);
    return result;
  }

  it('stops waiting and says the phase reached', async () => {
    expect((await interruptedAfter(5_000, {})).outcome).toEqual({ kind: 'interrupted', phase: 'trigger' });
    expect((await interruptedAfter(12_000, {})).outcome).toEqual({ kind: 'interrupted', phase: 'queue' });
    expect((await interruptedAfter(12_000, { startMs: 1_000 })).outcome).toEqual({
      kind: 'interrupted',
      phase: 'build',
    });
  });

  it('says that --timeout passed when that is what interrupted it, in set-up and in the storm', async () => {
    for (const [atMs, phase] of [
      [Date.UTC(2026, 10, 23, 9, 28, 31), 'setup'],
      [Date.UTC(2026, 10, 23, 9, 31, 12), 'queue'],
    ] as const) {
      const deployment = withAutostart({});
      const made = makeRunner(deployment);
      deployment.clock.schedule(atMs, () => made.stop.abort(new TimeoutError('not finished', 'run', 1)));
      const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
      expect(result.outcome).toEqual({ kind: 'interrupted', phase });
      expect(result.error).toMatch(/^--timeout passed \(not finished\): interrupted /);
    }
  });

  it('says nothing of --timeout when somebody else interrupted it, or it had ended otherwise', async () => {
    expect((await interruptedAfter(5_000, {})).error).not.toContain('--timeout');
    const deployment = withAutostart({
      startMs: 1_000,
      endMs: 2_000,
      status: 'failed',
      error: 'no',
      told: [],
    });
    const made = makeRunner(deployment);
    deployment.clock.schedule(Date.UTC(2026, 10, 23, 9, 32), () =>
      made.stop.abort(new TimeoutError('not finished', 'run', 1)),
    );
    const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
    expect(result.outcome.kind).toBe('failed');
    expect(result.error).not.toContain('--timeout');
  });

  it('counts a build that had finished, although the message is lost', async () => {
    const result = await interruptedAfter(20_000, { startMs: 1_000, endMs: 2_000, told: [] });
    expect(result.outcome).toEqual({ kind: 'started', totalMs: TICK_DELAY_MS + 2_000 });
  });

  it('takes no record when reading is aborted too, and is interrupted', async () => {
    const deployment = withAutostart({});
    const stop = new AbortController();
    const made = makeRunner(deployment, { options: { recordsSignal: stop.signal } });
    deployment.clock.schedule(Date.UTC(2026, 10, 23, 9, 31, 20), () => {
      made.stop.abort(new Error('interrupted by SIGINT'));
      stop.abort(new Error('interrupted twice'));
    });
    const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
    expect(result.outcome).toEqual({ kind: 'interrupted', phase: 'trigger' });
    expect(result.error).toContain('interrupted twice');
  });
});

describe('AutostartRunner.run', () => {
  it('delivers the result, then returns when the workspace is usable', async () => {
    const results: RunResult[] = [];
    const deployment = new FakeDeployment();
    const { runner, ctx } = makeRunner(deployment, {
      config: { resultSink: (result) => results.push(result) },
    });
    expect(runner.metrics()).toEqual({});
    await drive(deployment.clock, runner.run(ctx));
    expect(results.map((result) => result.outcome.kind)).toEqual(['started']);
    expect(runner.metrics()).toMatchObject({ workspace_id: 'w-1', trigger_to_completion_seconds: 13 });
  });

  it('delivers the result, then throws when it is not, so that the harness counts a failure', async () => {
    const results: RunResult[] = [];
    const deployment = new FakeDeployment();
    deployment.fail.set('users.create', () => answered(403));
    const { runner, ctx } = makeRunner(deployment, {
      config: { resultSink: (result) => results.push(result) },
    });
    const failure = await drive(deployment.clock, runner.run(ctx)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AutostartFailedError);
    expect(failure).toMatchObject({ result: results[0], cause: expect.objectContaining({ status: 403 }) });
    expect(results).toHaveLength(1);
  });

  it('runs once', async () => {
    const deployment = new FakeDeployment();
    const { runner, ctx } = makeRunner(deployment);
    await drive(deployment.clock, runner.run(ctx));
    await expect(runner.run(ctx)).rejects.toThrow('runs once');
  });
});

describe('AutostartRunner.cleanup', () => {
  it('removes the schedule, then the workspace, then the user', async () => {
    const deployment = new FakeDeployment();
    const { runner, ctx } = await runAlone(deployment);
    deployment.calls.length = 0;
    await drive(deployment.clock, runner.cleanup(ctx));
    const changes = deployment.calls.filter((call) => /clear|create|delete/.test(call));
    expect(changes).toEqual([
      'owner workspaces.clearAutostart',
      'owner builds.create delete',
      'owner users.delete',
    ]);
    expect(deployment).toMatchObject({ gone: true, userExists: false, schedule: null });
  });

  it('does nothing when nothing was made, and nothing the second time', async () => {
    const deployment = new FakeDeployment();
    const { runner, ctx } = makeRunner(deployment);
    await runner.cleanup(ctx);
    expect(deployment.calls).toEqual([]);
    await drive(deployment.clock, runner.runReturningResult(ctx));
    await drive(deployment.clock, runner.cleanup(ctx));
    deployment.calls.length = 0;
    await drive(deployment.clock, runner.cleanup(ctx));
    expect(deployment.calls).toEqual([]);
  });

  it('clears no schedule that was never asked for, and finds a workspace whose creation was never answered', async () => {
    const deployment = new FakeDeployment();
    deployment.fail.set('builds.create stop', () => answered(403));
    const { runner, ctx } = await runAlone(deployment);
    deployment.fail.clear();
    deployment.calls.length = 0;
    await drive(deployment.clock, runner.cleanup(ctx));
    expect(deployment.calls).not.toContain('owner workspaces.clearAutostart');
    expect(deployment).toMatchObject({ gone: true, userExists: false });
  });

  it('keeps the user when the workspace cannot be deleted, and can be called again', async () => {
    const deployment = new FakeDeployment();
    const { runner, ctx } = await runAlone(deployment);
    deployment.fail.set('builds.create delete', () => answered(403));
    await expect(drive(deployment.clock, runner.cleanup(ctx))).rejects.toThrow('403');
    expect(deployment.userExists).toBe(true);
    deployment.fail.clear();
    await drive(deployment.clock, runner.cleanup(ctx));
    expect(deployment).toMatchObject({ gone: true, userExists: false });
  });
});
