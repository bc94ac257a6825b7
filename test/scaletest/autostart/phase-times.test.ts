import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phaseTimes } from '../../../src/scaletest/autostart/index.js';
import { instantFromUs } from '../../../src/time/index.js';
import { at, MINUTE_MS, makeBuild } from './records.js';

const SCHEDULED_US = MINUTE_MS * 1000;

describe('phaseTimes', () => {
  it('tells creation, queue wait and execution apart', () => {
    expect(phaseTimes(makeBuild(), SCHEDULED_US)).toEqual({
      triggerMs: 10_000,
      queueMs: 2_000,
      buildMs: 3_000,
      agentMs: null,
      startupMs: null,
      usableTime: at(15_000),
      negativeAgentInterval: false,
      totalMs: 15_000,
      negativeQueueWait: false,
      reaped: false,
    });
  });

  it('counts a negative queue wait as zero and says so', () => {
    const build = makeBuild({ createdAt: at(12_000), job: { startedAt: at(11_805) } });
    expect(phaseTimes(build, SCHEDULED_US)).toMatchObject({
      triggerMs: 12_000,
      queueMs: 0,
      buildMs: 3_000,
      totalMs: 15_000,
      negativeQueueWait: true,
    });
  });

  it('leaves unknown what has not happened', () => {
    const pending = makeBuild({ job: { startedAt: null, completedAt: null, status: 'pending' } });
    expect(phaseTimes(pending, SCHEDULED_US)).toMatchObject({
      triggerMs: 10_000,
      queueMs: null,
      buildMs: null,
      totalMs: null,
    });
    const running = makeBuild({ job: { completedAt: null, status: 'running' } });
    expect(phaseTimes(running, SCHEDULED_US)).toMatchObject({ queueMs: 2_000, buildMs: null, totalMs: null });
  });

  it('gives a reaped job no queue wait: it never ended', () => {
    const job = { status: 'failed', error: 'x', workerId: null, completedAt: at(12_000) } as const;
    expect(phaseTimes(makeBuild({ job }), SCHEDULED_US)).toEqual({
      triggerMs: 10_000,
      queueMs: null,
      buildMs: null,
      agentMs: null,
      startupMs: null,
      usableTime: null,
      negativeAgentInterval: false,
      totalMs: null,
      negativeQueueWait: false,
      reaped: true,
    });
  });

  it('gives phases that add up to the total exactly, in microseconds', () => {
    const us = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(us, fc.integer({ min: -195_000, max: 4_000_000_000 }), us, (created, queued, ran) => {
        const createdUs = SCHEDULED_US + created;
        const startedUs = createdUs + queued;
        const completedUs = Math.max(createdUs, startedUs) + ran;
        const times = phaseTimes(
          makeBuild({
            createdAt: instantFromUs(createdUs),
            job: { startedAt: instantFromUs(startedUs), completedAt: instantFromUs(completedUs) },
          }),
          SCHEDULED_US,
        );
        const whole = (ms: number | null) => {
          const inUs = Math.round((ms ?? Number.NaN) * 1000);
          expect(inUs / 1000).toBe(ms);
          return inUs;
        };
        expect(whole(times.triggerMs) + whole(times.queueMs) + whole(times.buildMs)).toBe(
          whole(times.totalMs),
        );
        expect(whole(times.totalMs)).toBe(completedUs - SCHEDULED_US);
        expect(times.queueMs).toBeGreaterThanOrEqual(0);
        expect(times.negativeQueueWait).toBe(queued < 0);
      }),
    );
  });
});
