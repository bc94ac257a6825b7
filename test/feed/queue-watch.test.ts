import { afterEach, describe, expect, it } from 'vitest';
import { apiError } from '../collect/fake-records.js';
import { playStorm } from './fake-storm.js';
import { FeedRig } from './feed-rig.js';

let rig: FeedRig;
const begin = async (...args: ConstructorParameters<typeof FeedRig>): Promise<FeedRig> => {
  rig = new FeedRig(...args);
  await rig.connect();
  return rig;
};
const asked = (): number => rig.deployment.count('jobs');

afterEach(async () => {
  await rig.close();
  expect(rig.clock.nextTimerMs()).toBeUndefined();
});

describe('the depth of the queue, with the socket', () => {
  it('is not asked for while nothing is expected', async () => {
    await begin();
    await rig.pass(600_000);
    expect(asked()).toBe(0);
  });

  it('is not asked for during set-up, whose builds are not scheduled', async () => {
    await begin();
    rig.expectMany(50);
    await rig.pass(600_000);
    expect(asked()).toBe(0);
  });

  it('is not asked for before the scheduled minute', async () => {
    await begin();
    rig.schedule(100, 600_000);
    await rig.pass(599_999);
    expect(asked()).toBe(0);
  });

  it('is told at most every six intervals while scheduled builds are due, and no longer', async () => {
    await begin();
    const ids = rig.schedule(100, 60_000);
    await rig.pass(60_000);
    for (const id of ids) rig.deployment.build(id, 'start', 'pending');
    await rig.pass(299_999);
    expect(rig.depths).toEqual(Array(9).fill(100));
    for (const id of ids.slice(0, 70)) rig.deployment.finish(id);
    await rig.pass(30_000);
    expect(rig.depths.at(-1)).toBe(30);
    for (const id of ids.slice(70)) rig.deployment.finish(id);
    await rig.pass(0);
    const before = asked();
    await rig.pass(600_000);
    expect(asked()).toBe(before);
  });

  it('is told by the last of the early readings of a large storm, when its queue has filled', async () => {
    await begin();
    const { lastEndMs } = playStorm(rig, { count: 2_000, provisioners: 10, tickMs: 59_000 });
    await rig.pass(60_000 + 600_000);
    expect(rig.depths).toHaveLength(3);
    expect(rig.depths.at(-1)).toBeGreaterThan(1_900);
    await rig.pass(lastEndMs - rig.clock.nowMs());
  });

  it.each([
    { count: 1_000, provisioners: 10, most: 4 },
    { count: 4_000, provisioners: 40, most: 10 },
  ])(
    'is told of $count workspaces all through their storm, at most $most times',
    async ({ count, provisioners, most }) => {
      await begin();
      const { lastEndMs } = playStorm(rig, { count, provisioners });
      await rig.pass(lastEndMs + 600_000 - rig.clock.nowMs());
      expect(asked()).toBe(most);
      expect(rig.depths.at(-1)).toBeLessThanOrEqual(count / 2);
    },
  );

  it('is asked for again after readings that failed, which nobody notices', async () => {
    await begin();
    const ids = rig.schedule(10, 1);
    for (const id of ids) rig.deployment.build(id, 'start', 'pending');
    rig.deployment.beforeAnswer = ({ kind }) => {
      if (kind === 'jobs') throw apiError(502);
    };
    await rig.pass(90_000);
    expect(asked()).toBe(2);
    expect(rig.states).toEqual(['connected']);
    expect(rig.feed.statistics.failedReconciliations).toBe(0);
    rig.deployment.beforeAnswer = () => {};
    await rig.pass(30_000);
    expect(rig.depths).toEqual([10]);
  });

  it('is asked for no more once the server has refused it', async () => {
    await begin();
    rig.schedule(10, 1);
    rig.deployment.beforeAnswer = ({ kind }) => {
      if (kind === 'jobs') throw apiError(403);
    };
    await rig.pass(300_000);
    expect(asked()).toBe(1);
  });

  it('is asked for after the connection was lost and made again', async () => {
    await begin();
    rig.schedule(10, 1);
    await rig.pass(60_000);
    for (const stream of rig.deployment.openStreams) stream.drop(1006);
    await rig.pass(31_000);
    expect(asked()).toBe(2);
  });
});
