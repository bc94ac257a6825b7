import { afterEach, describe, expect, it } from 'vitest';
import { apiError } from '../collect/fake-records.js';
import { FeedRig, PREFIX } from './feed-rig.js';

let rig: FeedRig;
const begin = async (...args: ConstructorParameters<typeof FeedRig>): Promise<FeedRig> => {
  rig = new FeedRig(...args);
  await rig.connect();
  return rig;
};
const lists = (): string[] => rig.deployment.requests.filter((r) => r.kind === 'list').map((r) => r.q);

afterEach(async () => {
  await rig.close();
  expect(rig.clock.nextTimerMs()).toBeUndefined();
});

describe('reconciliation of a silent socket', () => {
  it('asks nothing while nothing is expected', async () => {
    await begin();
    await rig.pass(3_600_000);
    expect(rig.deployment.count()).toBe(1);
    expect(rig.feed.statistics.reconciliations).toBe(0);
  });

  it('asks nothing before what is expected is due', async () => {
    await begin();
    rig.schedule(100, 600_000);
    await rig.pass(600_000);
    expect(lists()).toEqual([]);
  });

  it('asks nothing about what was released', async () => {
    await begin();
    const workspaceId = rig.deployment.add(`${PREFIX}0`, 'running');
    const release = rig.expectations.add({ workspaceName: `${PREFIX}0`, workspaceId, buildNumber: 1 });
    release();
    release();
    await rig.pass(600_000);
    expect(lists()).toEqual([]);
    expect(rig.expectations.size).toBe(0);
  });

  it('finds a lost end within 10 s, with one request', async () => {
    await begin();
    const ids = rig.expectMany(80);
    for (const id of ids.slice(1)) rig.deployment.finish(id);
    rig.deployment.set(ids[0] ?? '', 'succeeded');
    await rig.pass(10_000);
    expect(rig.told.at(-1)).toBe('0#1 succeeded reconcile');
    expect(lists()).toHaveLength(1);
    expect(rig.events.at(-1)?.detail).toBe('after a silence: 1 of 1 expected builds had ended unnoticed');
  });

  it('asks ever more rarely while nothing changes', async () => {
    await begin();
    rig.expectMany(5);
    await rig.pass(60_000);
    const inFirstMinute = lists().length;
    await rig.pass(540_000);
    expect(inFirstMinute).toBeLessThanOrEqual(4);
    expect(lists().length - inFirstMinute).toBeLessThanOrEqual(10);
  });

  it('waits longer than the usual pause between messages before it asks', async () => {
    await begin();
    const ids = rig.schedule(100, 1);
    for (const id of ids) rig.deployment.build(id, 'start', 'running');
    for (const id of ids.slice(0, 60)) {
      rig.deployment.finish(id);
      await rig.pass(3_000);
    }
    expect(lists()).toHaveLength(0);
    await rig.pass(15_000);
    expect(lists()).toHaveLength(0);
    await rig.pass(15_000);
    expect(lists()).toHaveLength(1);
  });

  it('does not take messages of other runs for a sign that its own arrive', async () => {
    await begin();
    const [id = ''] = rig.expectMany(1);
    const other = rig.deployment.add('somebody-else', 'running');
    rig.deployment.set(id, 'succeeded');
    for (let i = 0; i < 20; i += 1) {
      rig.deployment.tell(other, 'succeeded');
      await rig.pass(1_000);
    }
    expect(rig.told).toEqual(['0#1 succeeded reconcile']);
  });

  it('finds within a minute what was lost although other messages keep coming', async () => {
    await begin();
    const [lost = '', ...others] = rig.expectMany(50);
    rig.deployment.set(lost, 'failed');
    for (const id of others) {
      await rig.pass(2_000);
      rig.deployment.finish(id);
    }
    expect(rig.told).toContain('0#1 failed reconcile');
    expect(rig.events.at(-1)?.detail).toMatch(/^after a long wait: 1 of \d+ expected builds/);
    expect(lists().length).toBeLessThanOrEqual(3);
  });

  it('reads builds that take long no more often than twice a minute in all', async () => {
    await begin();
    const talker = rig.expect(`${PREFIX}talker`);
    for (let i = 0; i < 600; i += 1) {
      if (i < 90) rig.expect(`${PREFIX}slow-${i}`);
      rig.deployment.tell(talker, 'canceled');
      await rig.pass(1_000);
    }
    expect(lists().length).toBeLessThanOrEqual(20);
  });

  it('takes back a recovery when the message comes after all', async () => {
    await begin();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.set(id, 'succeeded');
    await rig.pass(10_000);
    expect(rig.feed.statistics.recovered).toBe(1);
    rig.deployment.tell(id, 'succeeded');
    await rig.pass(0);
    expect(rig.told).toEqual(['0#1 succeeded reconcile']);
    expect(rig.feed.statistics).toMatchObject({ recovered: 0, duplicates: 1 });
  });

  it('survives readings that fail, and counts them', async () => {
    await begin();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.set(id, 'succeeded');
    rig.deployment.beforeAnswer = () => {
      throw apiError(500);
    };
    await rig.pass(20_000);
    rig.deployment.beforeAnswer = () => {};
    await rig.pass(60_000);
    expect(rig.told).toEqual(['0#1 succeeded reconcile']);
    expect(rig.feed.statistics.failedReconciliations).toBeGreaterThan(0);
  });

  it('uses shorter silences with a shorter interval', async () => {
    await begin({ intervalMs: 100 });
    const [id = ''] = rig.expectMany(1);
    rig.deployment.set(id, 'succeeded');
    await rig.pass(200);
    expect(rig.told).toEqual(['0#1 succeeded reconcile']);
  });

  it('leaves a slow server twenty times as long as its answers take', async () => {
    await begin();
    rig.expectMany(1);
    rig.deployment.beforeAnswer = () =>
      new Promise((resolve) => rig.clock.schedule(rig.clock.nowMs() + 2_000, resolve));
    const atMs: number[] = [];
    for (let i = 0; i < 300; i += 1) {
      const before = lists().length;
      await rig.pass(1_000);
      if (lists().length > before) atMs.push(rig.clock.nowMs());
    }
    expect(atMs.length).toBeGreaterThan(1);
    expect(Math.min(...atMs.slice(1).map((ms, i) => ms - (atMs[i] ?? 0)))).toBeGreaterThanOrEqual(40_000);
  });

  it('leaves what was lost in a storm until most of it is over, unless the connection was lost', async () => {
    await begin();
    const ids = rig.schedule(1_000, 1);
    for (const [n, id] of ids.entries()) rig.deployment.build(id, 'start', n < 100 ? 'running' : 'pending');
    for (const id of ids.slice(0, 100)) rig.deployment.set(id, 'succeeded');
    await rig.pass(40_000);
    expect(rig.feed.statistics).toMatchObject({ reconciliations: 1, recovered: 0 });
    for (const stream of rig.deployment.openStreams) stream.drop(1006);
    await rig.pass(1_000);
    expect(rig.feed.statistics).toMatchObject({ reconciliations: 2, recovered: 100 });
  });

  it('reads a few hundred of many thousand by id, not page by page', async () => {
    await begin();
    const ids = rig.schedule(6_000, 1);
    for (const id of ids) rig.deployment.build(id, 'start', 'succeeded');
    for (const id of ids.slice(300)) rig.deployment.tell(id, 'succeeded');
    await rig.pass(40_000);
    expect(rig.feed.statistics.recovered).toBe(300);
    const reading = lists().filter((q) => !q.includes('status'));
    expect(reading.map((q) => q.slice(0, 3))).toEqual(['id:', 'id:', 'id:']);
  });
});

describe('what a record says', () => {
  it('finds the end of a build that has been followed by another', async () => {
    await begin();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.set(id, 'failed');
    rig.deployment.build(id, 'stop', 'running');
    await rig.pass(10_000);
    expect(rig.told).toEqual(['0#1 failed reconcile']);
    expect(rig.deployment.count('byNumber')).toBe(1);
  });

  it('finds the end of a delete, whose workspace is listed no more', async () => {
    await begin();
    const id = rig.deployment.add(`${PREFIX}0`);
    const buildNumber = rig.deployment.build(id, 'delete', 'running');
    rig.expectations.add({ workspaceName: `${PREFIX}0`, workspaceId: id, buildNumber, transition: 'delete' });
    rig.deployment.set(id, 'succeeded');
    await rig.pass(10_000);
    expect(rig.told).toEqual(['0#2 succeeded reconcile']);
  });

  it('gives up on a build of which nothing is left', async () => {
    await begin();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.purge(id);
    await rig.pass(3_600_000);
    expect(rig.told).toEqual([]);
    expect(rig.deployment.count('builds')).toBe(3);
  });

  it('does not give up on a workspace that one listing leaves out', async () => {
    await begin();
    const [id = ''] = rig.schedule(1, 1_000);
    rig.deployment.unlisted.add(id);
    await rig.pass(40_000);
    rig.deployment.unlisted.delete(id);
    rig.deployment.build(id, 'start', 'succeeded');
    await rig.pass(120_000);
    expect(rig.told).toEqual(['0#3 succeeded reconcile']);
  });

  it('waits for a build that does not exist yet', async () => {
    await begin();
    const [id = ''] = rig.schedule(1, 1_000);
    await rig.pass(100_000);
    expect(rig.told).toEqual([]);
    rig.deployment.build(id, 'start', 'succeeded');
    await rig.pass(120_000);
    expect(rig.told).toEqual(['0#3 succeeded reconcile']);
  });
});
