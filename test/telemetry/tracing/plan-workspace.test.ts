import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/storm/index.js';
import type { ObservedResult } from '../../../src/telemetry/index.js';
import { planWorkspace } from '../../../src/telemetry/tracing/plan-workspace.js';
import type { RunnerStep } from '../../../src/telemetry/tracing/run-timeline.js';
import { instantFromUs } from '../../../src/time/index.js';
import { MINUTE_MS, MINUTE_US, usable, withoutBuild } from '../samples.js';

const STEPS: RunnerStep[] = [
  { state: 'user', atMs: MINUTE_MS - 120_000 },
  { state: 'start', atMs: MINUTE_MS - 118_000 },
  { state: 'barrier', atMs: MINUTE_MS - 60_000 },
  { state: 'schedule', atMs: MINUTE_MS - 59_000 },
  { state: 'scheduled', atMs: MINUTE_MS - 58_000 },
  { state: 'done', atMs: MINUTE_MS + 900_000 },
];

/** Seconds from the scheduled minute. */
const seconds = (us: number) => (us - MINUTE_US) / 1e6;

function plan(result: ObservedResult | null, steps = STEPS) {
  const workspace = planWorkspace({ index: 0, steps, result });
  if (workspace === null) throw new Error('nothing was planned');
  return {
    workspace,
    children: workspace.children.map((child) => [child.name, seconds(child.startUs), seconds(child.endUs)]),
    child: (name: string) => workspace.children.find((one) => one.name === name),
  };
}

const at = (offset: number) => instantFromUs(MINUTE_US + offset * 1e6);
const timedOut = (phase: 'trigger' | 'queue' | 'build' | 'agent'): Outcome => ({
  kind: 'timed_out',
  phase,
  waitedMs: 900_000,
});

describe('planWorkspace', () => {
  it('draws set-up steps by our clock and phases by the server, and ends with the build', () => {
    const { workspace, children } = plan(usable(0));
    expect(children).toEqual([
      ['setup.user', -120, -118],
      ['setup.start', -118, -60],
      ['setup.barrier', -60, -59],
      ['setup.schedule', -59, -58],
      ['trigger', 0, 20],
      ['queue', 20, 23],
      ['build', 23, 63],
    ]);
    expect([seconds(workspace.startUs), seconds(workspace.endUs)]).toEqual([-120, 63]);
    expect(workspace.error).toBeNull();
    expect(workspace.attributes).toMatchObject({
      'nineam.workspace.index': 0,
      'nineam.workspace.name': 'scaletest-abc-0',
      'nineam.outcome': 'started',
      'coder.build.number': 3,
    });
  });

  it('goes on to the readiness of the agent where one was waited for', () => {
    const outcome = { kind: 'ready', totalMs: 70_000 } as const;
    const { workspace, children } = plan(
      usable(0, { outcome, agentMs: 5_000, startupMs: 2_000, totalMs: 70_000 }),
    );
    expect(children.slice(-2)).toEqual([
      ['agent', 63, 68],
      ['startup', 68, 70],
    ]);
    expect(seconds(workspace.endUs)).toBe(70);
  });

  it('draws the wait for an agent that never connected', () => {
    const { child } = plan(usable(0, { outcome: timedOut('agent'), totalMs: null }));
    expect(child('agent')).toMatchObject({ endUs: MINUTE_US + 900e6, error: 'timed out in agent' });
    expect(child('startup')).toBeUndefined();
  });

  it('draws a phase whose end nobody saw to the end of the wait, and marks it', () => {
    const outcome = timedOut('queue');
    const build = { id: 'b', number: 3, createdAt: at(20), startedAt: null, completedAt: null };
    const { workspace, child } = plan(
      usable(0, { outcome, build, queueMs: null, buildMs: null, totalMs: null }),
    );
    expect(child('queue')).toMatchObject({
      endUs: MINUTE_US + 900e6,
      attributes: { 'nineam.censored': true },
      error: 'timed out in queue',
    });
    expect(child('trigger')?.error).toBeNull();
    expect(child('build')).toBeUndefined();
    expect(seconds(workspace.endUs)).toBe(900);
  });

  it('blames the trigger for a workspace that was missed', () => {
    const { child, workspace } = plan(
      withoutBuild(0, { kind: 'missed', reason: 'scheduled_late', detail: 'secret' }),
    );
    expect(child('trigger')).toMatchObject({ error: 'missed: scheduled_late', endUs: MINUTE_US + 900e6 });
    expect(workspace.error).toBe('missed: scheduled_late');
  });

  it('has no phases for a build that the server did not start by itself', () => {
    const outcome: Outcome = { kind: 'missed', reason: 'unexpected_build', detail: '' };
    const { children } = plan(
      usable(0, { outcome, triggerMs: null, queueMs: null, buildMs: null, totalMs: null }),
    );
    expect(children.map(([name]) => name)).not.toContain('build');
  });

  it('ends the queue of a reaped job with the job, and draws no build', () => {
    const outcome: Outcome = { kind: 'failed', phase: 'queue', cause: 'reaped', reaped: true };
    const build = { id: 'b', number: 3, createdAt: at(20), startedAt: at(1820), completedAt: at(1820) };
    const { children, child } = plan(
      usable(0, { outcome, build, reaped: true, queueMs: null, buildMs: null, totalMs: null }),
    );
    expect(children.at(-1)).toEqual(['queue', 20, 1820]);
    expect(child('queue')?.error).toBe('failed in queue: the server gave the job up');
  });

  it('counts a negative queue wait as none, so that the phases still join', () => {
    const build = { id: 'b', number: 3, createdAt: at(20), startedAt: at(19.9), completedAt: at(60) };
    const { children } = plan(usable(0, { build, negativeQueueWait: true }));
    expect(children.slice(-2)).toEqual([
      ['queue', 20, 20],
      ['build', 20, 60],
    ]);
  });

  it('blames the step in which set-up failed, and says nothing of a storm', () => {
    const outcome: Outcome = { kind: 'setup_failed', step: 'start', cause: 'the token was hunter2' };
    const steps: RunnerStep[] = [...STEPS.slice(0, 2), { state: 'done', atMs: MINUTE_MS - 90_000 }];
    const { workspace, child, children } = plan({ ...withoutBuild(0, outcome), scheduledTime: null }, steps);
    expect(children.map(([name]) => name)).toEqual(['setup.user', 'setup.start']);
    expect(child('setup.user')?.error).toBeNull();
    expect(child('setup.start')?.error).toBe('set-up failed in this step');
    expect(workspace.error).toBe('set-up failed in start');
    expect(seconds(workspace.endUs)).toBe(-90);
  });

  it('makes do with the steps alone, with the result alone, and with neither', () => {
    expect(plan(null).children.map(([name]) => name)).toContain('setup.user');
    expect(plan(usable(0), []).children.map(([name]) => name)).toEqual(['trigger', 'queue', 'build']);
    expect(planWorkspace({ index: 0, steps: [], result: null })).toBeNull();
  });
});
