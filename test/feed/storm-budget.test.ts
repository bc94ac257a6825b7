import { describe, expect, it } from 'vitest';
import { playStorm } from './fake-storm.js';
import { FeedRig } from './feed-rig.js';

/** Lets a storm pass, and a while after it. @returns How long after the last build the feed had told everything. */
async function passStorm(rig: FeedRig, storm: Parameters<typeof playStorm>[1]): Promise<number> {
  const { lastEndMs } = playStorm(rig, storm);
  await rig.pass(lastEndMs - rig.clock.nowMs());
  let lateMs = 0;
  while (rig.updates.length < storm.count && lateMs < 600_000) {
    await rig.pass(1_000);
    lateMs += 1_000;
  }
  await rig.pass(600_000);
  await rig.close();
  expect(new Set(rig.told).size).toBe(storm.count);
  expect(rig.updates).toHaveLength(storm.count);
  return lateMs;
}

describe('a storm with the socket', () => {
  it.each([
    { count: 1_000, provisioners: 10 },
    { count: 1_000, provisioners: 20 },
    { count: 1_000, provisioners: 100 },
    { count: 1_000, provisioners: 1_000 },
    { count: 4_000, provisioners: 150 },
  ])(
    'of $count workspaces on $provisioners provisioners costs a request per 100 workspaces',
    async (storm) => {
      const rig = new FeedRig();
      await rig.connect();
      await passStorm(rig, storm);
      expect(rig.deployment.count()).toBeLessThanOrEqual(storm.count / 100);
      expect(rig.feed.statistics.requests).toBe(rig.deployment.count());
      expect(rig.feed.statistics.recovered).toBe(0);
    },
  );

  it.each([
    { count: 100, provisioners: 10 },
    { count: 1_000, provisioners: 50 },
    { count: 5_000, provisioners: 200 },
  ])('that loses 1 update in 50 of $count is complete within 45 s of its last build', async (storm) => {
    const rig = new FeedRig();
    await rig.connect();
    const lateMs = await passStorm(rig, { ...storm, told: (n) => n % 50 !== 0 });
    expect(lateMs).toBeLessThanOrEqual(45_000);
    expect(rig.feed.statistics.recovered).toBe(storm.count / 50);
    const forEnds = rig.deployment.count() - rig.deployment.count('jobs');
    expect(forEnds).toBeLessThanOrEqual(10 + storm.count / 100);
  });

  it('that loses a long tail of more updates than are read one by one is complete soon after', async () => {
    const rig = new FeedRig();
    await rig.connect();
    const lateMs = await passStorm(rig, { count: 1_000, provisioners: 50, told: (n) => n < 600 });
    expect(lateMs).toBeLessThanOrEqual(45_000);
    expect(rig.feed.statistics.recovered).toBe(400);
  });

  it('whose publishing is off, though the socket is open, is complete within two minutes', async () => {
    const rig = new FeedRig();
    await rig.connect();
    const lateMs = await passStorm(rig, { count: 1_000, provisioners: 50, told: () => false });
    expect(lateMs).toBeLessThanOrEqual(120_000);
    expect(rig.feed.statistics.recovered).toBe(1_000);
  });

  it('whose failures nobody tells, as the reaper does not, is complete soon after its last build', async () => {
    const rig = new FeedRig();
    await rig.connect();
    const lateMs = await passStorm(rig, {
      count: 1_000,
      provisioners: 50,
      end: (n) => (n % 3 === 0 ? 'failed' : 'succeeded'),
      told: (n) => n % 3 !== 0,
    });
    expect(lateMs).toBeLessThanOrEqual(45_000);
    expect(rig.updates.filter((update) => update.jobStatus === 'failed')).toHaveLength(334);
  });

  it('is complete although unscheduled workspaces rest in the state that unstarted ones have', async () => {
    const rig = new FeedRig();
    for (let i = 0; i < 600; i += 1) {
      const id = rig.deployment.add(`scaletest-ab-unscheduled-${i}`);
      rig.deployment.build(id, 'stop', 'succeeded');
    }
    await rig.connect();
    const lateMs = await passStorm(rig, { count: 1_000, provisioners: 50, told: (n) => n % 2 === 0 });
    expect(lateMs).toBeLessThanOrEqual(120_000);
    expect(rig.feed.statistics.recovered).toBe(500);
  });
});

describe('a storm with the poll', () => {
  it('asks three requests per interval, and rows only when the counts have settled', async () => {
    const rig = new FeedRig({ kind: 'poll' });
    await rig.connect();
    const { minuteMs, lastEndMs } = playStorm(rig, { count: 2_000, provisioners: 100 });
    await rig.pass(minuteMs - 1 - rig.clock.nowMs());
    expect(rig.deployment.count()).toBe(1); // its connecting
    await rig.pass(50_000);
    const before = rig.deployment.count();
    await rig.pass(500_000);
    expect(rig.deployment.count() - before).toBeLessThanOrEqual(3 * 100);
    expect(rig.deployment.requests.slice(before).every(({ q }) => q.includes('status:') || q === 'org')).toBe(
      true,
    );
    expect(rig.depths.at(-1)).toBeGreaterThan(100);
    await rig.pass(lastEndMs + 60_000 - rig.clock.nowMs());
    await rig.close();
    expect(new Set(rig.told).size).toBe(2_000);
    expect(rig.updates).toHaveLength(2_000);
    expect(rig.feed.statistics).toMatchObject({ kind: 'poll', messages: 2_000, recovered: 0, duplicates: 0 });
  });
});
