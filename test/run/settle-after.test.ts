import { expect, it } from 'vitest';
import { settleAfter } from '../../src/run/settle-after.js';
import { VirtualClock } from '../../src/time/index.js';

const HEAD = { runId: 'the-run', createdAt: '1970-01-01T00:01:00Z' };

function settling(nowMs: number, lastRecordAtMs: number | null) {
  const realClock = new VirtualClock(nowMs);
  const interrupt = new AbortController();
  const said: string[] = [];
  let settled = false;
  const done = settleAfter(HEAD, lastRecordAtMs, 5_000, {
    realClock,
    interrupt: interrupt.signal,
    progress: { say: (line) => said.push(line) },
  }).then(() => {
    settled = true;
  });
  return { realClock, interrupt, said, done, isSettled: () => settled };
}

it('waits for the time limit of a request after the last record, and a second for records that were lost', async () => {
  const run = settling(62_000, 61_000);
  expect(run.said).toEqual([
    'the-run ended just now: waiting 5s for the deployment to carry out what it asked for',
  ]);
  run.realClock.advanceBy(4_999);
  await Promise.resolve();
  expect(run.isSettled()).toBe(false);
  run.realClock.advanceBy(1);
  await run.done;
});

it('counts from the creation of a run that recorded nothing, and waits no more when that is long ago', async () => {
  const young = settling(60_500, null);
  expect(young.said).toHaveLength(1);
  young.realClock.advanceBy(5_500);
  await young.done;
  const old = settling(66_000, null);
  await old.done;
  expect(old.said).toEqual([]);
});

it('waits no longer for a record of the future, as of a machine whose clock was set back', async () => {
  const run = settling(62_000, 3_662_000);
  expect(run.said[0]).toContain('waiting 6s');
  run.realClock.advanceBy(6_000);
  await run.done;
});

it('ends with the interrupt', async () => {
  const run = settling(62_000, 61_000);
  run.interrupt.abort(new Error('interrupted'));
  await expect(run.done).rejects.toThrow('interrupted');
});
