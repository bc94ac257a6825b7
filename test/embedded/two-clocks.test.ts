import { describe, expect, it } from 'vitest';
import { exportBuilds } from '../../src/embedded/export-builds.js';
import type { DeploymentOptions } from '../../src/embedded/index.js';
import { type Clock, VirtualClock } from '../../src/time/index.js';
import { START_MS, seededBytes, TestDeployment } from './harness.js';

const lognormal = { kind: 'lognormal', p50: 20e6, p95: 60e6 } as const;
const parameters: DeploymentOptions['parameters'] = {
  seed: 'storm',
  provisioners: 2,
  replicas: 2,
  tickPhasesUs: null,
  failureRate: { start: 0.1, stop: 0.1, delete: 0 },
  serviceTime: { start: lognormal, stop: lognormal, delete: lognormal },
};

/** A clock that tells the time but never calls back: as if the event loop were too busy for timers. */
class TimerlessClock implements Clock {
  readonly #base: VirtualClock;
  constructor(base: VirtualClock) {
    this.#base = base;
  }
  nowMs(): number {
    return this.#base.nowMs();
  }
  schedule(): () => void {
    return () => {};
  }
}

/** A morning of ten workspaces; every request comes at the same time of the clock, whatever the timers do. */
async function morning(options: { timers: boolean; stepMs: number; scale: number }) {
  const clock = new VirtualClock(START_MS);
  const t = new TestDeployment({
    parameters,
    timeScale: options.scale,
    realClock: options.timers ? clock : new TimerlessClock(clock),
    randomBytes: seededBytes('morning'),
  });
  const told: string[] = [];
  t.deployment.updates.subscribe((text) => told.push(text));
  const wait = (deploymentMs: number) => {
    const end = clock.nowMs() + deploymentMs / options.scale;
    while (clock.nowMs() < end) clock.advanceTo(Math.min(end, clock.nowMs() + options.stepMs));
  };
  const ids: string[] = [];
  for (let i = 0; i < 10; i++) {
    ids.push((await t.createWorkspace(`w-${i}`)).id);
    wait(700);
  }
  wait(600_000);
  for (const id of ids)
    await t.call('POST', `/api/v2/workspaces/${id}/builds`, { body: { transition: 'stop' } });
  wait(600_000);
  for (const id of ids) {
    const schedule = 'CRON_TZ=UTC 30 8 * * *';
    await t.expect(204, 'PUT', `/api/v2/workspaces/${id}/autostart`, { body: { schedule } });
  }
  wait(1_200_000);
  await t.expect(200, 'GET', '/api/v2/workspaces');
  return { builds: exportBuilds(t.deployment), told };
}

describe('the deployment’s clock', () => {
  it('makes the same builds, and tells them in the same order, whether timers fire or not', async () => {
    const reference = await morning({ timers: true, stepMs: 250, scale: 1 });
    expect(reference.builds.length).toBeGreaterThan(25);
    expect(reference.builds.some((build) => build.reason === 'autostart')).toBe(true);
    expect(reference.told).toHaveLength(reference.builds.length);
    expect(await morning({ timers: true, stepMs: Infinity, scale: 1 })).toEqual(reference);
    expect(await morning({ timers: false, stepMs: 250, scale: 1 })).toEqual(reference);
  });

  it('makes the same builds at another speed, if requests come at the same of its times', async () => {
    const reference = await morning({ timers: true, stepMs: 250, scale: 1 });
    expect(await morning({ timers: true, stepMs: 7, scale: 50 })).toEqual(reference);
  });

  it('gives every command a time of its own, though it stands still', async () => {
    const t = new TestDeployment();
    const times = new Set<string>();
    for (let i = 0; i < 5; i++) times.add((await t.createWorkspace(`w-${i}`)).created_at);
    expect(times.size).toBe(5);
    expect([...times].sort()).toEqual([...times]);
  });

  it('lets requests that come together apply one after the other', async () => {
    const t = new TestDeployment();
    await Promise.all(Array.from({ length: 20 }, (_, i) => t.createWorkspace(`w-${i}`)));
    const same = { template_id: t.templateId, name: 'same' };
    const post = () => t.call('POST', '/api/v2/users/me/workspaces', { body: same });
    const answers = await Promise.all([post(), post(), post()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('begins where it is told to, and runs at its scale', () => {
    const startMs = Date.UTC(2030, 0, 1);
    const t = new TestDeployment({ startMs, timeScale: 30 });
    t.realClock.advanceBy(1000);
    expect(t.deployment.clock.nowMs()).toBe(startMs + 30_000);
  });

  it('tells the end of a build at its time, without any request', async () => {
    const t = new TestDeployment({ timeScale: 10 });
    const told: string[] = [];
    t.deployment.updates.subscribe((text) => told.push(text));
    await t.createWorkspace('dev');
    t.realClock.advanceBy(100);
    expect(told).toEqual([]);
    t.realClock.advanceBy(1);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^\{"workspace_id":"[0-9a-f-]{36}","workspace_name":"dev",.*"build_number":1\}\n$/,
    );
  });

  it('stands once the deployment is closed', async () => {
    const t = new TestDeployment();
    await t.createWorkspace('dev');
    t.deployment.driver.close();
    t.realClock.advanceBy(10_000);
    expect(exportBuilds(t.deployment)).toMatchObject([{ jobStatus: 'pending' }]);
    expect(t.realClock.nextTimerMs()).toBeUndefined();
  });
});
