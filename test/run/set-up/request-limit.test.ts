import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestLimit, type SetUpAnswer } from '../../../src/run/set-up/request-limit.js';

/** Answers to a limit one after another, each as if as many were in flight as it allows. */
class Deployment {
  nowMs = 0;
  readonly limit: RequestLimit;

  constructor(ceiling: number) {
    this.limit = new RequestLimit(ceiling);
  }

  answer(overrides: Partial<Pick<SetUpAnswer, 'durationMs' | 'status' | 'route' | 'atLimit'>> = {}) {
    const durationMs = overrides.durationMs ?? 10;
    const sentMs = this.nowMs + 1;
    this.nowMs = sentMs + durationMs;
    return this.limit.observe({
      route: 'POST /users',
      status: 201,
      atLimit: true,
      ...overrides,
      sentMs,
      durationMs,
    });
  }

  answers(count: number, overrides: Parameters<Deployment['answer']>[0] = {}): void {
    for (let i = 0; i < count; i += 1) this.answer(overrides);
  }
}

const trouble = fc.record({
  durationMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
  status: fc.constantFrom(null, 200, 201, 409, 429, 500, 502, 503, 504),
  route: fc.constantFrom('POST /users', 'POST /users/{}/workspaces', 'POST /workspaces/{}/builds'),
  atLimit: fc.boolean(),
});

describe('RequestLimit', () => {
  it('is a whole number from 1 to the ceiling, whatever is answered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(trouble, { maxLength: 400 }), (ceiling, all) => {
        const deployment = new Deployment(ceiling);
        for (const one of all) {
          deployment.answer(one);
          const { limit } = deployment.limit;
          expect(Number.isInteger(limit) && limit >= 1 && limit <= ceiling).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is back at the ceiling after a calm, whatever went before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(trouble, { maxLength: 200 }), (ceiling, all) => {
        const deployment = new Deployment(ceiling);
        for (const one of all) deployment.answer(one);
        deployment.answers(1_500);
        expect(deployment.limit.limit).toBe(ceiling);
      }),
      { numRuns: 50 },
    );
  });

  it('doubles with every round at first, up to the ceiling', () => {
    const deployment = new Deployment(64);
    expect(deployment.limit.limit).toBe(4);
    deployment.answers(8 + 8 + 16 + 32);
    expect(deployment.limit.limit).toBe(64);
  });

  it('does not rise on answers that were given below the limit', () => {
    const deployment = new Deployment(64);
    deployment.answers(500, { atLimit: false });
    expect(deployment.limit.limit).toBe(4);
  });

  it('is halved by a refusal for the rate, and once by all refusals of the same moment', () => {
    const deployment = new Deployment(64);
    deployment.answers(64);
    const sentMs = deployment.nowMs + 1;
    const refused = { route: 'POST /users', sentMs, durationMs: 5, status: 429, atLimit: true };
    expect(deployment.limit.observe(refused)).toEqual({ kind: 'rate_limited' });
    for (let i = 0; i < 40; i += 1) expect(deployment.limit.observe(refused)).toBeNull();
    expect(deployment.limit.limit).toBe(32);
  });

  it('takes one lost answer for an accident, and a quarter of a round for overload', () => {
    const deployment = new Deployment(64);
    deployment.answers(64);
    deployment.answers(15, { status: null });
    expect(deployment.limit.limit).toBe(64);
    expect(deployment.answer({ status: 503 })).toEqual({ kind: 'unavailable' });
    expect(deployment.limit.limit).toBe(32);
  });

  it('falls by as much as requests became slower, by half at most, and says by how much that was', () => {
    const deployment = new Deployment(64);
    deployment.answers(64, { durationMs: 60 });
    expect(deployment.limit.limit).toBe(64);
    deployment.answers(63, { durationMs: 180 });
    expect(deployment.answer({ durationMs: 180 })).toEqual({ kind: 'slow', factor: 3 });
    expect(deployment.limit.limit).toBe(42);
    deployment.answers(42, { durationMs: 6_000 });
    expect(deployment.limit.limit).toBe(21);
  });

  it('lets pass what nobody notices, however much faster it was before', () => {
    const deployment = new Deployment(64);
    deployment.answers(64, { durationMs: 1 });
    deployment.answers(640, { durationMs: 99 });
    expect(deployment.limit.limit).toBe(64);
  });

  it('compares requests of one route with each other only', () => {
    const deployment = new Deployment(64);
    deployment.answers(64, { durationMs: 2, route: 'PUT /workspaces/{}/autostart' });
    deployment.answers(640, { durationMs: 900, route: 'POST /users' });
    expect(deployment.limit.limit).toBe(64);
  });

  it('does not stay at one for good when the deployment has become slower for other reasons', () => {
    const deployment = new Deployment(64);
    deployment.answers(64, { durationMs: 20 });
    deployment.answers(150, { durationMs: 400 });
    expect(deployment.limit.limit).toBeLessThan(8);
    deployment.answers(1_500, { durationMs: 400 });
    expect(deployment.limit.limit).toBe(64);
  });

  it('finds the number at which a server of few workers is busy and nobody waits long for it', () => {
    // Four workers of 80 ms: with n in flight an answer takes n / 4 times as long, however many.
    const deployment = new Deployment(64);
    const seen: number[] = [];
    for (let i = 0; i < 4_000; i += 1) {
      const { limit } = deployment.limit;
      deployment.answer({ durationMs: 80 * Math.max(1, limit / 4) });
      if (i > 1_000) seen.push(limit);
    }
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...seen)).toBeLessThanOrEqual(16);
  });
});
