import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyOutcome, phaseTimes, runResult } from '../../../src/scaletest/autostart/index.js';
import { AGENT_WAITS } from '../../../src/storm/index.js';
import { instantFromUs } from '../../../src/time/index.js';
import { at, MINUTE_MS, makeAgent, makeBuild, makeWorkspace, STARTING, UNCONNECTED } from './records.js';

const SCHEDULED_US = MINUTE_MS * 1000;

const withAgents = (...agents: Parameters<typeof makeAgent>[0][]) =>
  makeBuild({ agents: agents.map(makeAgent) });

describe('phaseTimes, of a build with agents', () => {
  it('goes on to the connection and the readiness of the last agent', () => {
    const build = withAgents({}, { firstConnectedAt: at(16_000), readyAt: at(30_000) });
    expect(phaseTimes(build, SCHEDULED_US)).toMatchObject({
      buildMs: 3_000,
      agentMs: 2_000,
      startupMs: 13_000,
      usableTime: at(30_000),
      totalMs: 30_000,
      negativeAgentInterval: false,
    });
  });

  it('ends with the connection, or with the build, where no more is waited for', () => {
    expect(phaseTimes(withAgents({}), SCHEDULED_US, 'connected')).toMatchObject({
      agentMs: 2_000,
      startupMs: null,
      usableTime: at(17_000),
      totalMs: 17_000,
    });
    expect(phaseTimes(withAgents(UNCONNECTED), SCHEDULED_US, 'none')).toMatchObject({
      agentMs: null,
      startupMs: null,
      usableTime: at(15_000),
      totalMs: 15_000,
    });
  });

  it('leaves unknown what one agent has not reached', () => {
    expect(phaseTimes(withAgents({}, UNCONNECTED), SCHEDULED_US)).toMatchObject({
      agentMs: null,
      startupMs: null,
      usableTime: null,
      totalMs: null,
    });
    for (const last of [STARTING, { lifecycleState: 'start_error' }]) {
      expect(phaseTimes(withAgents({}, last), SCHEDULED_US)).toMatchObject({
        agentMs: 2_000,
        startupMs: null,
        totalMs: null,
      });
    }
  });

  it('counts an agent that connected before the end of its build as connected at once, and says so', () => {
    expect(phaseTimes(withAgents({ firstConnectedAt: at(14_000) }), SCHEDULED_US)).toMatchObject({
      agentMs: 0,
      startupMs: 2_500,
      totalMs: 17_500,
      negativeAgentInterval: true,
    });
  });

  it('counts an agent that was ready before it connected as ready at once, and keeps its raw times', () => {
    const build = withAgents({ readyAt: at(16_000) });
    const run = runResult({
      index: 0,
      workspaceId: 'w-1',
      workspaceName: 'scaletest-1',
      configTime: null,
      scheduledTime: at(0),
      outcome: { kind: 'ready', totalMs: 17_000 },
      build,
    });
    expect(run).toMatchObject({
      agentMs: 2_000,
      startupMs: 0,
      totalMs: 17_000,
      usableTime: at(17_000),
      completionTime: at(15_000),
      negativeAgentInterval: true,
      agents: [{ name: 'main', firstConnectedAt: at(17_000), readyAt: at(16_000), lifecycleState: 'ready' }],
    });
  });

  it('gives phases that add up to the total exactly, in microseconds, whatever the clocks of the agents say', () => {
    const us = (min: number) => fc.integer({ min, max: 4_000_000_000 });
    const agents = fc.array(fc.record({ connected: us(-2_000_000), ready: us(-2_000_000) }), {
      maxLength: 3,
    });
    const waits = fc.constantFrom(...AGENT_WAITS);
    fc.assert(
      fc.property(
        us(0),
        us(-195_000),
        us(0),
        agents,
        waits,
        (created, queued, ran, offsets, waitForAgents) => {
          const createdUs = SCHEDULED_US + created;
          const completedUs = Math.max(createdUs, createdUs + queued) + ran;
          const build = makeBuild({
            createdAt: instantFromUs(createdUs),
            job: {
              startedAt: instantFromUs(createdUs + queued),
              completedAt: instantFromUs(completedUs),
            },
            agents: offsets.map(({ connected, ready }) =>
              makeAgent({
                createdAt: instantFromUs(completedUs),
                firstConnectedAt: instantFromUs(completedUs + connected),
                readyAt: instantFromUs(completedUs + ready),
              }),
            ),
          });
          const outcome = classifyOutcome({
            record: { workspace: makeWorkspace(), build },
            expectedBuildNumber: 3,
            scheduledAtMs: MINUTE_MS,
            waitedUntilMs: MINUTE_MS,
            interrupted: false,
            waitForAgents,
            agentTimeoutMs: 1,
            interruptedCollecting: false,
            missedByVerification: null,
          });
          const run = runResult({
            index: 0,
            workspaceId: 'w-1',
            workspaceName: 'scaletest-1',
            configTime: null,
            scheduledTime: instantFromUs(SCHEDULED_US),
            outcome,
            build,
            waitForAgents,
          });
          const whole = (ms: number | null): number => {
            const inUs = Math.round((ms ?? 0) * 1000);
            expect(inUs / 1000).toBe(ms ?? 0);
            expect(inUs).toBeGreaterThanOrEqual(0);
            return inUs;
          };
          const { triggerMs, queueMs, buildMs, agentMs, startupMs } = run;
          const parts = [triggerMs, queueMs, buildMs, agentMs, startupMs].map(whole);
          const sum = parts.reduce((total, part) => total + part, 0);
          expect(sum).toBe(whole(run.totalMs));
          expect(SCHEDULED_US + sum).toBe(run.usableTime?.us);
          const waited = waitForAgents !== 'none' && offsets.length > 0;
          expect(outcome).toEqual({ kind: waited ? 'ready' : 'started', totalMs: run.totalMs });
          expect(agentMs === null).toBe(!waited);
          expect(startupMs === null).toBe(!waited || waitForAgents === 'connected');
        },
      ),
    );
  });
});
