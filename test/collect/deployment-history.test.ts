import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CoderClient } from '../../src/codersdk/index.js';
import {
  type DeploymentHistory,
  deploymentCensus,
  MAX_HISTORY_REQUESTS,
  readDeploymentHistory,
} from '../../src/collect/index.js';
import { type EmbeddedDeployment, startEmbedded } from '../../src/embedded/index.js';
import { calibrate, daySpan, dueMinutes } from '../../src/plan/index.js';
import { seededDraws } from '../../src/stats/index.js';
import { instantFromUs, SystemClock, VirtualClock } from '../../src/time/index.js';
import { PASSWORD } from '../embedded/harness.js';

/** Thursday, 23:00 UTC, after three mornings of a week. */
const START_MS = Date.UTC(2026, 10, 26, 23);
const DAY_MS = 86_400_000;
const WORKSPACES = 700;

describe('the history of a deployment', () => {
  let deployment: EmbeddedDeployment;
  let read: DeploymentHistory;
  let requested: string[] = [];
  const clients: CoderClient[] = [];

  function client(token: string): CoderClient {
    const made = new CoderClient({
      url: deployment.url,
      token,
      realClock: new SystemClock(),
      random: seededDraws('client'),
      onRequest: ({ method, path }) => requested.push(`${method} ${path}`),
    });
    clients.push(made);
    return made;
  }

  const history = (of: CoderClient, sinceMs = START_MS - 14 * DAY_MS) =>
    readDeploymentHistory(of, {
      sinceMs,
      random: seededDraws('history'),
      signal: new AbortController().signal,
    });

  beforeAll(async () => {
    const lognormal = (p50: number) => ({ kind: 'lognormal', p50: p50 * 1e6, p95: 2 * p50 * 1e6 }) as const;
    deployment = await startEmbedded({
      parameters: {
        seed: 'history',
        provisioners: 40,
        serviceTime: { start: lognormal(30), stop: lognormal(8), delete: lognormal(8) },
      },
      population: { seeded: { users: 400, workspaces: WORKSPACES, schedules: true, timeZone: 'UTC' } },
      timeScale: 1,
      realClock: new VirtualClock(START_MS),
      randomBytes: (count) => randomBytes(count),
    });
    read = await history(client(deployment.token));
  });

  afterAll(async () => {
    await Promise.all(clients.map((each) => each.close()));
    await deployment.close();
  });

  it('is read with reads alone, fewer than the limit, and counted as made', () => {
    expect(requested.filter((request) => !request.startsWith('GET '))).toEqual([]);
    expect(read.requests).toBe(requested.length);
    expect(read.requests).toBeLessThanOrEqual(MAX_HISTORY_REQUESTS);
    expect(read.workspaces.length).toBeGreaterThan(WORKSPACES / 2);
    expect(read.notes.join()).toContain(
      `Earlier builds were read of 100 of ${read.workspaces.length} workspaces`,
    );
  });

  it('calibrates on autostarts of the last weeks, to the times that the deployment works with', () => {
    const { basis, builds, fields, parameters } = calibrate(read.history);
    expect(basis).toBe('autostart');
    expect(builds).toBeGreaterThan(40);
    const { start } = parameters.serviceTime!;
    const sorted = start.kind === 'empirical' ? start.sortedValues : [];
    expect(sorted[Math.floor(sorted.length / 2)]! / 30e6).toBeCloseTo(1, 0);
    const handOff = fields.find(({ name }) => name === 'handOff')!;
    expect(handOff.provenance.kind).toBe('measured');
  });

  it('holds no build from before the time that was asked for', async () => {
    const sinceMs = START_MS - 2 * DAY_MS;
    const recent = await history(client(deployment.token), sinceMs);
    const created = recent.history.builds.map(({ createdUs }) => createdUs);
    expect(created.length).toBeGreaterThan(0);
    expect(Math.min(...created)).toBeGreaterThan(sinceMs * 1_000);
  });

  it('counts who is due on a day as the workspaces’ own next starts say', () => {
    const { census, notes } = deploymentCensus(read.workspaces, read.templates, START_MS);
    expect(notes).toEqual([]);
    const span = { ...daySpan('2026-11-27', 'UTC'), fromMs: START_MS };
    const counted = dueMinutes(census, [span]);
    const scheduled = read.workspaces.filter(
      ({ dormantAt, latestBuild, nextStartAt }) =>
        dormantAt === null && latestBuild.job.status !== 'failed' && nextStartAt !== null,
    );
    const next = scheduled.filter(({ nextStartAt }) => nextStartAt!.us >= START_MS * 1_000);
    const due = next.filter(({ nextStartAt }) => nextStartAt!.us < span.untilMs * 1_000);
    // Those that run with a time long past were given their schedule while they ran.
    const running = scheduled.length - next.length;
    expect(due.length).toBeGreaterThan(100);
    expect(counted.due - due.length).toBeLessThanOrEqual(running);
    expect(counted.due).toBeGreaterThanOrEqual(due.length);
    const nineMs = Date.UTC(2026, 10, 27, 9);
    const atNine = due.filter(({ nextStartAt }) => nextStartAt!.us === nineMs * 1_000);
    const countedAtNine = counted.minutes
      .filter(({ atMs }) => atMs === nineMs)
      .reduce((sum, { count }) => sum + count, 0);
    expect(countedAtNine).toBeGreaterThanOrEqual(atNine.length);
    expect(countedAtNine - atNine.length).toBeLessThanOrEqual(running);
  });

  it('counts as passed over whoever should have been started long ago', () => {
    const [stopped] = read.workspaces.filter(
      ({ autostartSchedule, dormantAt, latestBuild }) =>
        autostartSchedule !== null &&
        dormantAt === null &&
        latestBuild.transition === 'stop' &&
        latestBuild.job.status === 'succeeded',
    );
    const reasons = [5, 15].map((minutesAgo) => {
      const nextStartAt = instantFromUs((START_MS - minutesAgo * 60_000) * 1_000);
      return deploymentCensus([{ ...stopped!, nextStartAt }], read.templates, START_MS).census[0]!.skipped;
    });
    expect(reasons).toEqual([null, 'passed_over']);
  });

  it('gives a member what a member may read, and says what was refused', async () => {
    const owner = client(deployment.token);
    const email = 'member@example.com';
    await owner.users.create({
      username: 'member',
      email,
      name: '',
      password: PASSWORD,
      loginType: 'password',
      organizationId: (await owner.organizations.get('default')).id,
      userStatus: 'active',
    });
    const member = client(await owner.users.login(email, PASSWORD));
    const [template] = read.templates;
    await member.workspaces.create('me', { name: 'mine', templateId: template!.id });
    requested = [];
    const own = await history(member);
    expect(own.workspaces).toHaveLength(1);
    expect(own.history.jobs).toBeNull();
    expect(own.history.creations).toBeNull();
    expect(own.notes.join()).toContain(
      'This token may not read provisioner jobs of organization coder (status 404)',
    );
    expect(requested.filter((request) => request.includes('provisionerjobs'))).toHaveLength(1);
  });
});
