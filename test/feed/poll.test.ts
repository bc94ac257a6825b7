import { afterEach, describe, expect, it } from 'vitest';
import { apiError } from '../collect/fake-records.js';
import { FeedRig, PREFIX } from './feed-rig.js';

let rig: FeedRig;
const begin = async (): Promise<FeedRig> => {
  rig = new FeedRig({ kind: 'poll' });
  await rig.connect();
  rig.deployment.requests.length = 0;
  return rig;
};
/** The queries of the next reading; ids are abridged. */
const nextReading = async (): Promise<string[]> => {
  rig.deployment.requests.length = 0;
  await rig.pass(5_000);
  return rig.deployment.requests.map(({ q }) => (q.startsWith('id:') ? `${q.split(',').length} ids` : q));
};
const COUNTS = [`name:${PREFIX} status:pending`, `name:${PREFIX} status:starting`, 'org'];

afterEach(async () => {
  await rig.close();
  expect(rig.clock.nextTimerMs()).toBeUndefined();
});

describe('the poll', () => {
  it('asks nothing while nothing is expected, or due', async () => {
    await begin();
    rig.schedule(10, 600_000);
    await rig.pass(590_000);
    expect(rig.deployment.requests).toEqual([]);
  });

  it.each([
    [1, ['1 ids', 'org']],
    [100, ['100 ids', 'org']],
    [200, ['100 ids', '100 ids', 'org']],
    [201, COUNTS],
    [5_000, COUNTS],
  ])('asks at most three requests about %i builds', async (count, queries) => {
    await begin();
    rig.expectMany(count);
    expect(await nextReading()).toEqual(queries);
    expect(rig.depths).toEqual([0]);
  });

  it('tells what has ended within an interval, while few are expected', async () => {
    await begin();
    const ids = rig.expectMany(150);
    for (const id of ids.slice(0, 70)) rig.deployment.set(id, 'succeeded');
    await rig.pass(5_000);
    expect(rig.updates).toHaveLength(70);
    expect(await nextReading()).toEqual(['80 ids', 'org']);
    expect(rig.updates).toHaveLength(70);
  });

  it('reads the rows of many once nothing moves any more', async () => {
    await begin();
    const ids = rig.expectMany(1_000);
    expect(await nextReading()).toEqual(COUNTS);
    for (const id of ids.slice(0, 500)) rig.deployment.set(id, 'succeeded');
    expect(await nextReading()).toEqual(COUNTS);
    for (const id of ids.slice(500)) rig.deployment.set(id, 'succeeded');
    expect(await nextReading()).toEqual([...COUNTS, `name:${PREFIX}`, `name:${PREFIX}`]);
    expect(rig.updates).toHaveLength(1_000);
    expect(await nextReading()).toEqual([]);
  });

  it('reads the rows of many when two readings count the same, but not again over the same counts', async () => {
    await begin();
    const ids = rig.expectMany(300);
    for (const id of ids.slice(0, 40)) rig.deployment.set(id, 'succeeded');
    expect(await nextReading()).toEqual(COUNTS);
    expect(await nextReading()).toEqual([...COUNTS, `name:${PREFIX}`]);
    expect(rig.updates).toHaveLength(40);
    for (let i = 0; i < 4; i += 1) expect(await nextReading()).toEqual(COUNTS);
  });

  it('reads the rows once more after a good while, for certainty', async () => {
    await begin();
    rig.schedule(300, 1);
    await rig.pass(5_000);
    let rows = 0;
    for (let i = 0; i < 24; i += 1)
      rows += (await nextReading()).filter((q) => !q.includes('status') && q !== 'org').length;
    expect(rows).toBe(2);
  });

  it('begins to wait for certainty anew with every change', async () => {
    await begin();
    const ids = rig.schedule(400, 1);
    await rig.pass(25_000);
    rig.deployment.build(ids[0] ?? '', 'start', 'pending');
    expect(await nextReading()).toEqual(COUNTS);
    expect(await nextReading()).toEqual([...COUNTS, `name:${PREFIX}`]);
    for (let i = 0; i < 4; i += 1) expect(await nextReading()).toEqual(COUNTS);
  });

  it('gives up on builds of which nothing is left', async () => {
    await begin();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.purge(id);
    await rig.pass(60_000);
    expect(rig.deployment.count('builds')).toBe(3);
    expect(await nextReading()).toEqual([]);
  });

  it('does not take the quiet before the first build for the quiet after the last', async () => {
    await begin();
    const ids = rig.schedule(300, 1);
    await rig.pass(10_000);
    for (const id of ids) rig.deployment.build(id, 'start', 'pending');
    expect(await nextReading()).toEqual(COUNTS);
    for (const id of ids) rig.deployment.set(id, 'succeeded');
    expect(await nextReading()).toEqual([...COUNTS, `name:${PREFIX}`]);
    expect(rig.updates).toHaveLength(300);
  });

  it('counts the transition that most of the builds make', async () => {
    await begin();
    rig.expectMany(300, { transition: 'stop' });
    expect((await nextReading())[1]).toBe(`name:${PREFIX} status:stopping`);
    rig.expectMany(400, { transition: 'delete' });
    expect((await nextReading())[1]).toBe(`name:${PREFIX} status:deleting`);
  });

  it('asks for the depth of the queue no more once that is refused', async () => {
    await begin();
    rig.expectMany(1);
    rig.deployment.beforeAnswer = ({ kind }) => {
      if (kind === 'jobs') throw apiError(404);
    };
    expect(await nextReading()).toEqual(['1 ids', 'org']);
    expect(await nextReading()).toEqual(['1 ids']);
    expect(rig.depths).toEqual([]);
  });

  it('reads at intervals of twenty answers, when answers are slow', async () => {
    await begin();
    rig.expectMany(1);
    rig.deployment.beforeAnswer = () =>
      new Promise((resolve) => rig.clock.schedule(rig.clock.nowMs() + 1_000, resolve));
    await rig.pass(5_000 + 2_000);
    expect(rig.deployment.count('list')).toBe(1);
    await rig.pass(19_000);
    expect(rig.deployment.count('list')).toBe(1);
    await rig.pass(2_000);
    expect(rig.deployment.count('list')).toBe(2);
    await rig.pass(3_000);
  });

  it('does not count refusals and the waits that they ask for as the time of an answer', async () => {
    await begin();
    rig.expectMany(1);
    rig.deployment.lastTryMs = 20;
    rig.deployment.beforeAnswer = () =>
      new Promise((resolve) => rig.clock.schedule(rig.clock.nowMs() + 2_000, resolve));
    await rig.pass(5_000 + 2 * 2_000);
    expect(rig.deployment.count('list')).toBe(1);
    await rig.pass(5_000);
    expect(rig.deployment.count('list')).toBe(2);
    await rig.pass(4_000);
  });

  it('says that it is lost when a reading fails, and goes on', async () => {
    await begin();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.beforeAnswer = () => {
      throw apiError(502);
    };
    await rig.pass(6_000);
    expect(rig.events.at(-1)).toEqual({
      state: 'lost',
      detail: 'GET /api/v2/fake answered 502: fake refusal 502',
    });
    rig.deployment.set(id, 'succeeded');
    rig.deployment.beforeAnswer = () => {};
    await rig.pass(30_000);
    expect(rig.told).toEqual(['0#1 succeeded reconcile']);
    expect(rig.states.at(-1)).toBe('connected');
  });

  it('says each end once, whatever was told before a reading failed', async () => {
    await begin();
    const [a = '', b = ''] = rig.expectMany(2);
    rig.deployment.set(a, 'canceled');
    await rig.pass(5_000);
    rig.deployment.beforeAnswer = () => {
      throw apiError(502);
    };
    await rig.pass(10_000);
    rig.deployment.beforeAnswer = () => {};
    rig.deployment.set(b, 'succeeded');
    await rig.pass(60_000);
    expect(rig.told).toEqual(['0#1 canceled reconcile', '1#1 succeeded reconcile']);
  });
});
