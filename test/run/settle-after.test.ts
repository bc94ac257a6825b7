import { expect, it } from 'vitest';
import { settleAfter } from '../../src/run/settle-after.js';
import { VirtualClock } from '../../src/time/index.js';

const HEAD = { runId: 'the-run', createdAt: '1970-01-01T00:01:00Z', flags: null };

function settling(
  nowMs: number,
  lastRecordAtMs: number | null,
  flags: Readonly<Record<string, readonly string[]>> | null = null,
) {
  const realClock = new VirtualClock(nowMs);
  const interrupt = new AbortController();
  const said: string[] = [];
  let settled = false;
  const done = settleAfter({ ...HEAD, flags }, lastRecordAtMs, 5_000, {
    realClock,
    interrupt: interrupt.signal,
    progress: { say: (line) => said.push(line) },
  }).then(() => {
    settled = true;
  });
  return { realClock, interrupt, said, done, isSettled: () => settled };
}

it('waits for the time limit of a request after the last record, and two seconds for records that were lost', async () => {
  const run = settling(62_000, 61_000);
  expect(run.said).toEqual([
    'the-run ended just now: waiting 6s for the deployment to carry out what it asked for',
  ]);
  run.realClock.advanceBy(5_999);
  await Promise.resolve();
  expect(run.isSettled()).toBe(false);
  run.realClock.advanceBy(1);
  await run.done;
});

it('counts from the creation of a run that recorded nothing, and waits no more when that is long ago', async () => {
  const young = settling(60_500, null);
  expect(young.said).toHaveLength(1);
  young.realClock.advanceBy(6_500);
  await young.done;
  const old = settling(67_000, null);
  await old.done;
  expect(old.said).toEqual([]);
});

it('waits no longer for a record of the future, as of a machine whose clock was set back', async () => {
  const run = settling(62_000, 3_662_000);
  expect(run.said[0]).toContain('waiting 7s');
  run.realClock.advanceBy(7_000);
  await run.done;
});

it('waits as long as the earlier process gave its requests, where that is longer', async () => {
  const run = settling(62_000, 61_000, { 'request-timeout': ['20s'] });
  expect(run.said[0]).toContain('waiting 21s');
  run.realClock.advanceBy(21_000);
  await run.done;
  expect(settling(62_000, 61_000, { 'request-timeout': ['no duration'] }).said[0]).toContain('waiting 6s');
  expect(settling(62_000, 61_000, { 'request-timeout': ['1000h'] }).said[0]).toContain('waiting 601s');
});

it('ends with the interrupt', async () => {
  const run = settling(62_000, 61_000);
  run.interrupt.abort(new Error('interrupted'));
  await expect(run.done).rejects.toThrow('interrupted');
});
