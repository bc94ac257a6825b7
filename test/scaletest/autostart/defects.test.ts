import { describe, expect, it } from 'vitest';
import type { WorkspaceBuildUpdate } from '../../../src/codersdk/index.js';
import { resultsToText } from '../../../src/report/index.js';
import type { ScheduledStart } from '../../../src/scaletest/autostart/index.js';
import {
  summarizeRuns,
  toHarnessResults,
  UpdateChannel,
  WorkspaceDispatcher,
} from '../../../src/scaletest/autostart/index.js';
import { Barrier } from '../../../src/scaletest/harness/index.js';
import { weeklyScheduleAt } from '../../../src/time/index.js';
import { drive, makeRunner, NAME, runAlone } from './drive.js';
import { answered, BEGIN_MS, FakeDeployment, TICK_DELAY_MS } from './fake-deployment.js';
import { makeUpdate, startedAfter } from './records.js';

/** Each test fails with the defect of Coder's own tool put back; numbered as in the design notes on Coder's package. */
describe('defects of the tool that this replaces', () => {
  it('1: the percentiles are the headline of the text, and stand in the JSON', () => {
    const results = summarizeRuns(
      Array.from({ length: 100 }, (_, index) => startedAfter((index + 1) * 1e6, index)),
    );
    expect(resultsToText(results).split('\n')[0]).toContain('p95 of all due 95.00 s');
    expect(results.toJSON()).toMatchObject({
      trigger_to_completion_p50_ms: 50_000,
      trigger_to_completion_p95_ms: 95_000,
      trigger_to_completion_p99_ms: 99_000,
      phases: { total_of_all_due: { n: 100, p50_ms: 50_000, p95_ms: 95_000, p99_ms: 99_000 } },
    });
  });

  it('5: a stream that ends early fails no runner: the records are read instead', async () => {
    for (const moment of ['at once', 'in set-up', 'while scheduled'] as const) {
      const deployment = new FakeDeployment();
      if (moment === 'at once') deployment.updates.close();
      deployment.onCall = (call) => {
        if (moment === 'in set-up' && call === 'builds.create stop') deployment.updates.close();
        if (moment === 'while scheduled' && call === 'workspaces.setAutostart') deployment.updates.close();
      };
      const { result, ctx } = await runAlone(deployment);
      expect([moment, result.outcome]).toEqual([moment, { kind: 'started', totalMs: TICK_DELAY_MS + 3_000 }]);
      expect(ctx.log.text).toContain('the updates ended early');
    }
  });

  it('5: a stream that fails is no different from one that ends', async () => {
    const deployment = new FakeDeployment();
    const broken = async function* (): AsyncGenerator<WorkspaceBuildUpdate> {
      yield makeUpdate({ workspaceName: NAME, buildNumber: 1 });
      throw new Error('socket torn');
    };
    const { result, ctx } = await runAlone(deployment, { config: { buildUpdates: broken() } });
    expect(result.outcome.kind).toBe('started');
    expect(ctx.log.text).toContain('socket torn');
  });

  it('5: readings that fail for a while are repeated, and do not fail the runner', async () => {
    const deployment = new FakeDeployment();
    deployment.updates.close();
    let refusals = 6;
    const refuse = () => {
      refusals -= 1;
      return refusals >= 0 ? answered(503) : null;
    };
    deployment.fail.set('builds.get b-1', refuse);
    deployment.fail.set('builds.byNumber 3', refuse);
    const { result } = await runAlone(deployment);
    expect(result.outcome.kind).toBe('started');
    expect(refusals).toBeLessThan(0);
  });

  it('5: nothing is read before the minute, and then ever more seldom', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = ({ reason }) => (reason === 'autostart' ? {} : { startMs: 1_000, endMs: 3_000 });
    const readAtMs: number[] = [];
    deployment.onCall = (call) => {
      if (call === 'workspaces.setAutostart') deployment.updates.close();
      if (call === 'builds.byNumber 3') readAtMs.push(deployment.clock.nowMs());
    };
    const { scheduledAtMs } = await runAlone(deployment);
    expect(readAtMs[0]).toBe(scheduledAtMs());
    expect(readAtMs.length).toBeGreaterThan(15);
    expect(readAtMs.length).toBeLessThan(80);
  });

  it('6: creation, queue wait and execution are told apart', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = ({ reason }) =>
      reason === 'autostart' ? { startMs: 40_000, endMs: 45_000 } : { startMs: 1_000, endMs: 3_000 };
    const { result } = await runAlone(deployment);
    expect(result).toMatchObject({
      triggerMs: TICK_DELAY_MS,
      queueMs: 40_000,
      buildMs: 5_000,
      totalMs: 55_000,
    });
  });

  it('8: p99 of three runs is the slowest of them, not the median', () => {
    const results = summarizeRuns([startedAfter(1e6, 0), startedAfter(2e6, 1), startedAfter(3e6, 2)]);
    expect(results.triggerToCompletion).toEqual({ n: 3, p50Ms: 2_000, p95Ms: 3_000, p99Ms: 3_000 });
  });

  it('9: every workspace is in the results, with the step or phase in which it ended', async () => {
    const refused = new FakeDeployment();
    refused.fail.set('users.login', () => answered(403));
    const queued = new FakeDeployment();
    queued.plan = ({ reason }) => (reason === 'autostart' ? {} : { startMs: 1_000, endMs: 3_000 });
    const results = summarizeRuns([
      (await runAlone(refused)).result,
      (await runAlone(queued)).result,
      (await runAlone(new FakeDeployment())).result,
    ]);
    expect(results.toJSON().runs.map((run) => [run.outcome, run.phase])).toEqual([
      ['setup_failed', 'login'],
      ['timed_out', 'queue'],
      ['started', null],
    ]);
    expect(results.phases.total).toMatchObject({ n: 2, p95Ms: Number.POSITIVE_INFINITY });
    expect(toHarnessResults(results)).toMatchObject({ totalRuns: 3, totalFail: 2 });
  });

  it('10: all runners get one schedule, decided once when the last one has arrived, and nobody rounds it', async () => {
    let decisions = 0;
    const deployments = [new FakeDeployment(), new FakeDeployment()];
    const setupBarrier = new Barrier<ScheduledStart>(2, async () => {
      decisions += 1;
      const scheduledAtMs = Date.UTC(2026, 10, 23, 9, 33);
      return { scheduledAtMs, schedule: weeklyScheduleAt(scheduledAtMs) };
    });
    // The second one is set up 20 s later: with a clock of its own it would round to another minute.
    const slow = deployments[1];
    if (slow !== undefined) slow.plan = () => ({ startMs: 1_000, endMs: 23_000 });
    const runs = deployments.map((deployment) => {
      const made = makeRunner(deployment, { config: { setupBarrier } });
      return made.runner.runReturningResult(made.ctx);
    });
    const both = Promise.all(runs);
    let settled = false;
    both.then(
      () => {
        settled = true;
      },
      () => {},
    );
    while (!settled) for (const { clock } of deployments) await clock.advanceAsync(1_000);
    const results = await both;
    expect(decisions).toBe(1);
    expect(deployments.map((deployment) => deployment.schedule)).toEqual([
      'CRON_TZ=UTC 33 9 * * 1',
      'CRON_TZ=UTC 33 9 * * 1',
    ]);
    expect(new Set(results.map((result) => result.scheduledTime?.us)).size).toBe(1);
    expect(results.map((result) => result.outcome.kind)).toEqual(['started', 'started']);
  });

  it('11: updates of a leftover workspace of the same name are none of ours', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = () => ({ startMs: 1_000, endMs: 30_000 });
    const leftover = (buildNumber: number, jobStatus: 'succeeded' | 'failed') =>
      deployment.updates.push(
        makeUpdate({
          workspaceId: 'w-old',
          workspaceName: NAME,
          buildId: `old-${buildNumber}`,
          buildNumber,
          jobStatus,
        }),
      );
    leftover(1, 'succeeded');
    const stopCreated: number[] = [];
    const later = (buildNumber: number) =>
      deployment.clock.schedule(deployment.clock.nowMs() + 10_000, () => leftover(buildNumber, 'succeeded'));
    deployment.onCall = (call) => {
      if (call === 'workspaces.create') {
        leftover(1, 'succeeded');
        later(1);
      }
      if (call === 'builds.create stop') {
        stopCreated.push(deployment.clock.nowMs());
        leftover(2, 'failed');
      }
      if (call === 'workspaces.setAutostart') {
        leftover(3, 'succeeded');
        later(3);
      }
    };
    const { result } = await runAlone(deployment);
    expect(stopCreated).toEqual([BEGIN_MS + 30_000]);
    expect(result.outcome).toEqual({ kind: 'started', totalMs: TICK_DELAY_MS + 30_000 });
  });

  it('11: an update of another build of our own workspace does not end the wait', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = ({ reason }) =>
      reason === 'autostart'
        ? {
            startMs: 1_000,
            endMs: 30_000,
            told: [{ atMs: 30_000, status: 'succeeded' }],
          }
        : { startMs: 1_000, endMs: 3_000 };
    deployment.onCall = (call) => {
      if (call !== 'workspaces.setAutostart') return;
      const tellAgain = (buildNumber: number) =>
        deployment.updates.push(makeUpdate({ workspaceId: 'w-1', workspaceName: NAME, buildNumber }));
      tellAgain(2);
      deployment.clock.schedule(deployment.clock.nowMs() + 10_000, () => tellAgain(1));
    };
    expect((await runAlone(deployment)).result.outcome).toEqual({
      kind: 'started',
      totalMs: TICK_DELAY_MS + 30_000,
    });
  });

  it("14: the latency from the minute does not depend on the client's clock", async () => {
    const deployment = new FakeDeployment();
    // The message comes 40 s after the build has ended; what is measured must not notice.
    deployment.plan = ({ reason }) =>
      reason === 'autostart'
        ? { startMs: 1_000, endMs: 2_000, told: [{ atMs: 42_000, status: 'succeeded' }] }
        : { startMs: 1_000, endMs: 3_000 };
    const { result } = await runAlone(deployment);
    expect(result.totalMs).toBe(TICK_DELAY_MS + 2_000);
    expect(result.completionTime).toEqual(deployment.builds[2]?.job.completedAt);
  });

  it('15: a channel that nobody reads holds no other up', async () => {
    const dispatcher = new WorkspaceDispatcher(['unread', 'read']);
    const channel = dispatcher.channel('read');
    expect(channel).toBeInstanceOf(UpdateChannel);
    const flood = async function* (): AsyncGenerator<WorkspaceBuildUpdate> {
      for (let number = 1; number <= 1_000; number += 1) {
        yield makeUpdate({ workspaceName: 'unread', buildNumber: (number % 3) + 1 });
      }
      yield makeUpdate({ workspaceName: 'read' });
    };
    await dispatcher.start(new AbortController().signal, flood());
    expect(await channel[Symbol.asyncIterator]().next()).toEqual({
      done: false,
      value: makeUpdate({ workspaceName: 'read' }),
    });
    expect(dispatcher.channel('unread').dropped).toBe(997);
  });

  it('16: an unexpected build is explained and set apart from errors of the tool', async () => {
    const deployment = new FakeDeployment();
    const made = makeRunner(deployment);
    deployment.onCall = (call) => {
      if (call === 'workspaces.setAutostart') {
        deployment.onCall = () => {};
        deployment.createBuild('start', 'dashboard', NAME, 'alice');
      }
    };
    const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
    expect(result.outcome).toMatchObject({ kind: 'missed', reason: 'unexpected_build' });
    expect(result.error).toMatch(/alice made build 3 \(start, reason dashboard/);
    expect(result).toMatchObject({
      triggerMs: null,
      totalMs: null,
      build: { number: 3, reason: 'dashboard' },
    });
    expect(summarizeRuns([result]).phases.queue.n).toBe(0);
  });

  it('16: an unexpected stop is explained too, and does not fail the run at once', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = ({ reason }) => ({ startMs: 1_000, endMs: reason === 'autostop' ? 30_000 : 3_000 });
    const made = makeRunner(deployment);
    let stoppedAtMs = 0;
    deployment.onCall = (call) => {
      if (call === 'workspaces.setAutostart') {
        stoppedAtMs = deployment.clock.nowMs();
        deployment.createBuild('stop', 'autostop', NAME, 'bob');
      }
    };
    const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
    expect(deployment.clock.nowMs()).toBe(stoppedAtMs + 30_000);
    expect(result.outcome).toMatchObject({ kind: 'missed', reason: 'unexpected_build' });
    expect(result.error).toMatch(/bob made build 3 \(stop, reason autostop, succeeded\)/);
    expect(result).toMatchObject({
      success: false,
      triggerMs: null,
      queueMs: null,
      totalMs: null,
      build: { number: 3, transition: 'stop' },
    });
  });
});
