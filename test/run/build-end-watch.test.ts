import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/codersdk/index.js';
import type { FeedUpdate } from '../../src/feed/index.js';
import { BuildEndWatch } from '../../src/run/build-end-watch.js';
import { VirtualClock } from '../../src/time/index.js';

function row(id: string, buildNumber: number, job: { startedUs?: number; ended?: boolean }): Workspace {
  const at = (us: number | undefined) => (us === undefined ? null : { us, text: '' });
  return {
    id,
    latestBuild: {
      buildNumber,
      job: {
        startedAt: at(job.startedUs),
        completedAt: job.ended === true ? at(1) : null,
        status: 'failed',
        error: 'x',
      },
    },
  } as unknown as Workspace;
}

function watching(rows: readonly Workspace[]) {
  const clock = new VirtualClock(0);
  const queries: string[] = [];
  const client = {
    workspaces: {
      list: async ({ q }: { q?: string }) => {
        queries.push(q ?? '');
        return { workspaces: rows, count: rows.length };
      },
    },
  };
  const watch = new BuildEndWatch({ client: client as never, clock, realClock: clock });
  return { clock, watch, queries, end: new AbortController() };
}

async function* updates(...list: Partial<FeedUpdate>[]): AsyncGenerator<FeedUpdate> {
  for (const update of list) yield update as FeedUpdate;
}

describe('BuildEndWatch', () => {
  it('believes a hint that a delete has succeeded', async () => {
    const { watch, end } = watching([]);
    const waiting = watch.wait('w1', 4, null, end.signal);
    await watch.follow(
      updates({ workspaceId: 'w1', buildNumber: 4, transition: 'delete', jobStatus: 'succeeded' }),
    );
    expect(await waiting).toEqual({ kind: 'gone' });
  });

  it('does not take a hint of another build for the awaited one', async () => {
    const { watch, clock, end } = watching([row('w1', 3, {})]);
    let ended = false;
    const waiting = watch.wait('w1', 4, null, end.signal).then(
      () => {
        ended = true;
      },
      () => undefined,
    );
    await watch.follow(
      updates({ workspaceId: 'w1', buildNumber: 3, transition: 'delete', jobStatus: 'succeeded' }),
    );
    const polling = watch.poll(end.signal);
    await clock.advanceAsync(10_000);
    expect(ended).toBe(false);
    end.abort(new Error('over'));
    await Promise.all([polling, waiting]);
  });

  it('finds by reading what no hint told: a workspace that is listed no more is gone', async () => {
    const { watch, clock, end, queries } = watching([]);
    const waiting = watch.wait('w1', 4, null, end.signal);
    const polling = watch.poll(end.signal);
    await clock.advanceAsync(3_000);
    expect(await waiting).toEqual({ kind: 'gone' });
    expect(queries).toEqual(['id:w1']);
    end.abort(new Error('over'));
    await polling;
  });

  it('counts the limit from the start of the job, not from its time in the queue', async () => {
    const rows = [row('w1', 4, {})];
    const { watch, clock, end } = watching(rows);
    const waiting = watch.wait('w1', 4, 60_000, end.signal);
    const polling = watch.poll(end.signal);
    await clock.advanceAsync(600_000);
    rows[0] = row('w1', 4, { startedUs: 600_000_000 });
    await clock.advanceAsync(50_000);
    let overdue = false;
    void waiting.then(({ kind }) => {
      overdue = kind === 'overdue';
    });
    expect(overdue).toBe(false);
    await clock.advanceAsync(20_000);
    expect(overdue).toBe(true);
    end.abort(new Error('over'));
    await polling;
  });

  it('asks for a hundred at a time and leaves nobody out', async () => {
    const rows = Array.from({ length: 250 }, (_, index) => row(`w${index}`, 4, {}));
    const { watch, clock, end, queries } = watching(rows);
    for (const one of rows) watch.wait(one.id, 4, null, end.signal).catch(() => undefined);
    const polling = watch.poll(end.signal);
    await clock.advanceAsync(7_000);
    const asked = queries.slice(0, 3).flatMap((query) => query.slice(3).split(','));
    expect(queries[0]?.split(',')).toHaveLength(100);
    expect(new Set(asked).size).toBe(250);
    end.abort(new Error('over'));
    await polling;
  });

  it('rejects with the reason when it is aborted, and forgets the build', async () => {
    const { watch, end } = watching([]);
    const waiting = watch.wait('w1', 4, null, end.signal);
    end.abort(new Error('interrupted'));
    await expect(waiting).rejects.toThrow('interrupted');
  });
});
