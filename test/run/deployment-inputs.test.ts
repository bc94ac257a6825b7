import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CoderClient } from '../../src/codersdk/index.js';
import { type EmbeddedDeployment, startEmbedded } from '../../src/embedded/index.js';
import { calibrate } from '../../src/plan/index.js';
import { readDeploymentDue, readDeploymentInputs } from '../../src/run/deployment-inputs.js';
import { seededDraws } from '../../src/stats/index.js';
import { SystemClock, VirtualClock } from '../../src/time/index.js';
import { PASSWORD } from '../embedded/harness.js';

/** Monday, 12:00 UTC, far from the clock of the machine. */
const NOON_MS = Date.UTC(2031, 5, 2, 12);

describe('readDeploymentInputs', () => {
  let deployment: EmbeddedDeployment;
  const options = {
    realClock: new SystemClock(),
    random: seededDraws('inputs'),
    randomBytes: (count: number) => randomBytes(count),
    userAgent: 'test',
  };
  const { signal } = new AbortController();
  const as = (token: string) => ({
    target: { kind: 'remote', url: deployment.url, token, headers: {}, proxy: {} } as const,
    requestConcurrency: 4,
    requestTimeoutMs: null,
  });
  const read = (windowMs: number, token = deployment.token) =>
    readDeploymentInputs(as(token), { windowMs, seed: 'inputs' }, options, signal);

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
    const { census, history, liveProvisioners, nowMs, notes, source } = await read(14 * 86_400_000);
    expect(Math.abs(nowMs - NOON_MS)).toBeLessThan(60_000);
    expect(source).toMatch(/^history of http:\/\/127\.0\.0\.1:\d+ since 2031-05-19T/);
    expect(census).toHaveLength(30);
    expect(calibrate(history).builds).toBeGreaterThan(0);
    expect(liveProvisioners).toBe(10);
    // Whose token it is, templates, one page of workspaces, the builds of each, jobs and provisioners.
    expect(notes).toEqual([`${deployment.url} was read with 35 requests that change nothing.`]);
  });

  it('gives the schedules alone with three requests, the same as with the history', async () => {
    const due = await readDeploymentDue(as(deployment.token), options, signal);
    expect(due.census).toEqual((await read(14 * 86_400_000)).census);
    expect(due.source).toBe(`schedules of ${deployment.url}`);
    expect(due.notes).toEqual([`${deployment.url} was read with 3 requests that change nothing.`]);
  });

  it('says of a member’s token that others may be due, too', async () => {
    const owner = new CoderClient({ ...options, url: deployment.url, token: deployment.token });
    const email = 'member@example.com';
    await owner.users.create({
      ...{ username: 'member', email, name: '', password: PASSWORD, loginType: 'password' as const },
      organizationId: (await owner.organizations.get('default')).id,
      userStatus: 'active',
    });
    const token = await owner.users.login(email, PASSWORD);
    await owner.close();
    const { census, liveProvisioners, notes } = await read(14 * 86_400_000, token);
    expect([census, liveProvisioners]).toEqual([[], null]);
    expect(notes.join()).toContain(
      "The token is not an owner's: it saw 0 workspaces, and there may be others",
    );
  });

  it.each([0, -1, Number.NaN, 1e17])('refuses to look %s ms back', async (windowMs) => {
    await expect(read(windowMs)).rejects.toThrow('--since ');
  });
});
