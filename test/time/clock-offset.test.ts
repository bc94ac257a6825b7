import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ClockOffset } from '../../src/time/index.js';

const NOW_MS = Date.UTC(2026, 10, 23, 9, 0);

/** An answer of a server that is `offsetMs` ahead and read its clock `outMs` after we sent, `backMs` before we received. */
function answer(offsetMs: number, outMs: number, backMs: number, sentMs = NOW_MS) {
  const serverUs = Math.floor((sentMs + outMs + offsetMs) * 1000);
  return { sentMs, receivedMs: sentMs + outMs + backMs, serverUs };
}

describe('ClockOffset', () => {
  it('has no estimate before the first observation', () => {
    expect(new ClockOffset().estimate()).toBeUndefined();
  });

  it('puts one observation in the middle of its round trip, give or take half of it', () => {
    const offset = new ClockOffset();
    offset.observe(answer(2_000, 10, 30));
    const estimate = offset.estimate()!;
    expect(estimate.offsetMs).toBeCloseTo(1_990, 2);
    expect(estimate.uncertaintyMs).toBeCloseTo(20, 2);
    expect(estimate).toMatchObject({ samples: 1, disagreementMs: 0 });
  });

  it('gets surer than any single observation where they overlap in part', () => {
    const offset = new ClockOffset();
    offset.observe(answer(500, 1, 99));
    offset.observe(answer(500, 99, 1, NOW_MS + 1_000));
    const estimate = offset.estimate()!;
    expect(estimate.offsetMs).toBeCloseTo(500, 2);
    expect(estimate.uncertaintyMs).toBeCloseTo(1, 2);
    expect(estimate.samples).toBe(2);
  });

  it('holds the true offset within its uncertainty, whatever the network does', () => {
    const offsets = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const ways = fc.double({ min: 0, max: 5_000, noNaN: true });
    const trips = fc.array(fc.tuple(ways, ways), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(offsets, trips, (offsetMs, roundTrips) => {
        const offset = new ClockOffset();
        roundTrips.forEach(([outMs, backMs], index) => {
          offset.observe(answer(offsetMs, outMs, backMs, NOW_MS + index * 10_000));
        });
        const estimate = offset.estimate()!;
        const roundingMs = 0.002;
        expect(Math.abs(estimate.offsetMs - offsetMs)).toBeLessThan(estimate.uncertaintyMs + roundingMs);
        expect(estimate.disagreementMs).toBeLessThan(roundingMs);
      }),
    );
  });

  it('says by how much two replicas must differ', () => {
    const offset = new ClockOffset();
    offset.observe(answer(0, 5, 5));
    offset.observe(answer(100, 5, 5, NOW_MS + 1_000));
    const estimate = offset.estimate()!;
    // [-5, 5] and [95, 105].
    expect(estimate.disagreementMs).toBeCloseTo(90, 2);
    expect(estimate.offsetMs).toBeCloseTo(50, 2);
    expect(estimate.uncertaintyMs).toBeCloseTo(55, 2);
  });

  it('holds the offsets of both of two replicas within its uncertainty when they disagree', () => {
    const offset = new ClockOffset();
    for (let index = 0; index < 20; index++) {
      offset.observe(answer(index % 2 === 0 ? -30 : 40, 2 + index, 25 - index, NOW_MS + index * 1_000));
    }
    const { offsetMs, uncertaintyMs, disagreementMs } = offset.estimate()!;
    expect(disagreementMs).toBeGreaterThan(40);
    expect(disagreementMs).toBeLessThanOrEqual(70);
    expect(offsetMs - uncertaintyMs).toBeLessThanOrEqual(-30);
    expect(offsetMs + uncertaintyMs).toBeGreaterThanOrEqual(40);
  });

  it('sees no disagreement between replicas that slow answers cannot tell apart', () => {
    const offset = new ClockOffset();
    offset.observe(answer(0, 60, 60));
    offset.observe(answer(100, 60, 60, NOW_MS + 1_000));
    expect(offset.estimate()?.disagreementMs).toBe(0);
  });

  it('allows for a server time that was cut to seconds', () => {
    const offset = new ClockOffset();
    offset.observe({ sentMs: 1_700, receivedMs: 1_720, serverUs: 1_000_000, resolutionUs: 1_000_000 });
    expect(offset.estimate()).toMatchObject({ offsetMs: -210, uncertaintyMs: 510 });
  });

  it.each([
    { sentMs: 2, receivedMs: 1, serverUs: 0 },
    { sentMs: Number.NaN, receivedMs: 1, serverUs: 0 },
    { sentMs: 0, receivedMs: Infinity, serverUs: 0 },
    { sentMs: 0, receivedMs: 1, serverUs: Number.NaN },
    { sentMs: 0, receivedMs: 1, serverUs: 0, resolutionUs: -1 },
  ])('refuses %j', (observation) => {
    const offset = new ClockOffset();
    expect(() => offset.observe(observation)).toThrow(RangeError);
    expect(offset.estimate()).toBeUndefined();
  });
});
