import { describe, expect, it } from 'vitest';
import type { ProvisionerDaemon, RequestRecord } from '../../../src/codersdk/index.js';
import { RequestListeners } from '../../../src/run/request-listeners.js';
import { SetUpPace, type SetUpPaceOptions } from '../../../src/run/set-up/set-up-pace.js';
import { VirtualClock } from '../../../src/time/index.js';

const TAGS = { scope: 'organization', owner: '', pool: 'gpu' };

function daemons(count: number, overrides: Partial<ProvisionerDaemon> = {}): ProvisionerDaemon[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `d-${index}`,
    name: `d-${index}`,
    status: 'busy',
    lastSeenAt: null,
    tags: TAGS,
    provisioners: ['terraform'],
    version: '',
    ...overrides,
  }));
}

function paced(overrides: Partial<SetUpPaceOptions> = {}) {
  const clock = new VirtualClock();
  const requests = new RequestListeners();
  const said: string[] = [];
  const deployment = { list: daemons(20) as ProvisionerDaemon[] | Error, readings: 0 };
  const pace = new SetUpPace({
    client: {
      provisioners: {
        daemons: async () => {
          deployment.readings += 1;
          if (deployment.list instanceof Error) throw deployment.list;
          return deployment.list;
        },
      },
    } as unknown as SetUpPaceOptions['client'],
    requests,
    realClock: clock,
    timeScale: 1,
    organizationId: 'org',
    jobTags: TAGS,
    liveProvisioners: 20,
    buildCeiling: null,
    provisionersShare: null,
    requestCeiling: 64,
    say: (message) => said.push(message),
    ...overrides,
  });
  pace.begin();
  const answer = (record: Partial<RequestRecord> = {}) =>
    requests.tell({
      method: 'POST',
      path: '/api/v2/users',
      route: '/api/v2/users',
      status: 201,
      canceled: false,
      durationMs: 10,
      attempt: 1,
      ...record,
    });
  return { clock, pace, said, deployment, answer };
}

/** How many get a place at once. */
async function places(semaphore: SetUpPace['builds']): Promise<number> {
  const gaveUp = new AbortController();
  for (let i = 0; i < 2_000; i += 1) semaphore.acquire(gaveUp.signal).catch(() => undefined);
  await Promise.resolve();
  return semaphore.inUse;
}

describe('SetUpPace', () => {
  it('follows the provisioners that are alive and take such jobs, and says so in words', async () => {
    const { clock, pace, said, deployment } = paced();
    deployment.list = [
      ...daemons(12),
      ...daemons(3, { status: 'offline' }),
      ...daemons(5, { tags: { scope: 'organization', owner: '' } }),
    ];
    await clock.advanceAsync(10_000);
    expect(said).toEqual([
      'set-up slows down: 12 provisioners for its template are alive, 20 before; at most 12 builds at once',
    ]);
    deployment.list = daemons(40);
    await clock.advanceAsync(10_000);
    expect(said[1]).toContain('speeds up: 40 provisioners for its template are alive, 12 before');
    expect(pace.summary.builds).toEqual({ lowest: 12, highest: 40 });
    expect(await places(pace.builds)).toBe(40);
    await pace.end();
  });

  it('asks once in ten seconds, and no more after its end', async () => {
    const { clock, pace, deployment } = paced();
    await clock.advanceAsync(60_000);
    expect(deployment.readings).toBe(6);
    await pace.end();
    await clock.advanceAsync(60_000);
    expect(deployment.readings).toBe(6);
  });

  it('follows small changes without a word, and tells of them once they have added up', async () => {
    const { clock, pace, said, deployment } = paced();
    for (const count of [19, 18, 17, 16]) {
      deployment.list = daemons(count);
      await clock.advanceAsync(10_000);
    }
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('16 provisioners for its template are alive, 20 before');
    expect(pace.summary.builds.lowest).toBe(16);
    await pace.end();
  });

  it('keeps one build in flight when all are gone, and what it knew when they cannot be read', async () => {
    const { clock, pace, deployment } = paced();
    deployment.list = new Error('503');
    await clock.advanceAsync(30_000);
    expect(pace.summary.builds).toEqual({ lowest: 20, highest: 20 });
    deployment.list = [];
    await clock.advanceAsync(10_000);
    expect(await places(pace.builds)).toBe(1);
    await pace.end();
  });

  it('never exceeds the ceiling, nor the share of those that are alive', async () => {
    const ceiling = paced({ buildCeiling: 5 });
    ceiling.deployment.list = daemons(100);
    await ceiling.clock.advanceAsync(10_000);
    expect(ceiling.pace.summary.builds).toEqual({ lowest: 5, highest: 5 });
    await ceiling.pace.end();
    const share = paced({ provisionersShare: 25 });
    expect(share.pace.summary.builds).toEqual({ lowest: 5, highest: 5 });
    share.deployment.list = daemons(30);
    await share.clock.advanceAsync(10_000);
    expect(await places(share.pace.builds)).toBe(7);
    await share.pace.end();
  });

  it('says once that the deployment refuses requests, and once that it is over', async () => {
    const { clock, pace, said, answer } = paced();
    const answers = (count: number, record: Partial<RequestRecord> = {}) => {
      for (let i = 0; i < count; i += 1) {
        clock.advanceBy(11);
        answer(record);
      }
    };
    const gaveUp = new AbortController();
    for (let i = 0; i < 200; i += 1) pace.requests.acquire(gaveUp.signal).catch(() => undefined);
    answers(200);
    expect(pace.summary.requests).toEqual({ lowest: 4, highest: 64 });
    answers(30, { status: 429 });
    expect(said).toEqual([
      'set-up slows down: the deployment refuses requests for their number (429); at most 32 requests at once, 64 before',
    ]);
    answers(2_000);
    expect(said[1]).toBe('set-up is back to 64 requests at once');
    expect(said).toHaveLength(2);
    gaveUp.abort(new Error('over'));
    await pace.end();
  });

  it('hears neither readings nor requests that were given up, and nothing after its end', async () => {
    const { clock, pace, answer } = paced();
    const before = pace.summary.requests;
    for (let i = 0; i < 50; i += 1) {
      clock.advanceBy(11);
      answer({ method: 'GET', status: 429 });
      answer({ status: null, canceled: true });
    }
    await pace.end();
    clock.advanceBy(11);
    answer({ status: 429 });
    expect(pace.summary.requests).toEqual(before);
  });

  it('leaves the number of schedules stored at once as it was asked for', async () => {
    const { clock, pace, answer } = paced();
    for (let i = 0; i < 50; i += 1) {
      clock.advanceBy(11);
      answer({ status: 429 });
    }
    expect(await places(pace.requests)).toBe(1);
    expect(await places(pace.schedules)).toBe(64);
    await pace.end();
  });
});
