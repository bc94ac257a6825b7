import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedDeployment, startEmbedded } from '../../src/embedded/index.js';
import { calibrate } from '../../src/plan/index.js';
import { readDeploymentInputs } from '../../src/run/deployment-inputs.js';
import { seededDraws } from '../../src/stats/index.js';
import { SystemClock, VirtualClock } from '../../src/time/index.js';

/** Monday, 12:00 UTC, far from the clock of the machine. */
const NOON_MS = Date.UTC(2031, 5, 2, 12);

describe('readDeploymentInputs', () => {
  let deployment: EmbeddedDeployment;
  const read = (windowMs: number) =>
    readDeploymentInputs(
      {
        target: {
          kind: 'remote',
          url: deployment.url,
          token: deployment.token,
          headers: {},
          proxy: {},
        },
        requestConcurrency: 4,
        requestTimeoutMs: null,
      },
      { windowMs, seed: 'inputs' },
      {
        realClock: new SystemClock(),
        random: seededDraws('inputs'),
        randomBytes: (count) => randomBytes(count),
        userAgent: 'test',
      },
      new AbortController().signal,
    );

  beforeAll(async () => {
    deployment = await startEmbedded({
      parameters: { seed: 'inputs', provisioners: 10 },
      population: { seeded: { users: 20, workspaces: 30, schedules: true, timeZone: 'UTC' } },
      timeScale: 1,
      realClock: new VirtualClock(NOON_MS),
      randomBytes: (count) => randomBytes(count),
    });
  });

  afterAll(() => deployment.close());

  it('counts back from the deployment’s own clock, and gives history and census', async () => {
    const { census, history, nowMs, source } = await read(14 * 86_400_000);
    expect(Math.abs(nowMs - NOON_MS)).toBeLessThan(60_000);
    expect(source).toMatch(/^history of http:\/\/127\.0\.0\.1:\d+ since 2031-05-19T/);
    expect(census).toHaveLength(30);
    expect(calibrate(history).builds).toBeGreaterThan(0);
  });

  it.each([0, -1, Number.NaN, 1e17])('refuses to look %s ms back', async (windowMs) => {
    await expect(read(windowMs)).rejects.toThrow('--since ');
  });
});
