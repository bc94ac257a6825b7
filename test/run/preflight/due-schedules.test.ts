import { describe, expect, it } from 'vitest';
import type { CoderClient } from '../../../src/codersdk/index.js';
import { countDue, readDueSchedules } from '../../../src/run/preflight/due-schedules.js';
import { instantFromUs } from '../../../src/time/index.js';

const MINUTE_MS = 60_000;

/** A deployment of so many stopped workspaces, of which every tenth has no schedule, and what it was asked. */
function deploymentOf(count: number) {
  const asked: { readonly offset?: number; readonly limit?: number; readonly q?: string }[] = [];
  const rows = Array.from({ length: count }, (_, index) => ({
    id: `w-${index}`,
    name: index % 100 === 0 ? `scaletest-x-${index}` : `w-${index}`,
    ownerName: 'ada',
    nextStartAt: index % 10 === 9 ? null : instantFromUs(index * MINUTE_MS * 1000),
  }));
  const client = {
    workspaces: {
      list: async (query: { offset: number; limit: number; q: string }) => {
        asked.push(query);
        return { workspaces: rows.slice(query.offset, query.offset + query.limit), count };
      },
    },
  } as unknown as CoderClient;
  return { client, asked };
}

const read = (client: CoderClient) => readDueSchedules(client, new AbortController().signal);

describe('readDueSchedules', () => {
  it('reads all of a small deployment at once, without those of load tests and without a schedule', async () => {
    const { client, asked } = deploymentOf(300);
    const due = await read(client);
    expect(asked).toEqual([{ q: 'status:stopped', limit: 500, offset: 0 }]);
    expect(due).toMatchObject({ stopped: 300, looked: 300 });
    expect(due.nextStartsMs).toHaveLength(300 - 3 - 30);
  });

  it.each([
    [0, 1, 0],
    [501, 2, 501],
    [2_000, 4, 2_000],
    [2_001, 4, 2_000],
    [100_000, 4, 2_000],
  ])('looks at a deployment of %i in %i answers', async (count, answers, looked) => {
    const { client, asked } = deploymentOf(count);
    const due = await read(client);
    expect(asked).toHaveLength(answers);
    expect(due).toMatchObject({ stopped: count, looked });
  });

  it('takes a sample from the whole order, to its end', async () => {
    const { client, asked } = deploymentOf(100_000);
    await read(client);
    expect(asked.map(({ offset }) => offset)).toEqual([0, 33_166, 66_333, 99_500]);
  });
});

describe('countDue', () => {
  it('counts both ends, and the busiest minute', () => {
    const starts = [0, 1, 1, 2, 3].map((minute) => minute * MINUTE_MS);
    const schedules = { stopped: 5, looked: 5, nextStartsMs: starts };
    expect(countDue(schedules, MINUTE_MS, 2 * MINUTE_MS)).toEqual({
      count: 3,
      isSample: false,
      busiestMinuteMs: MINUTE_MS,
      inBusiestMinute: 2,
    });
  });

  it('finds nothing in an empty deployment', () => {
    expect(countDue({ stopped: 0, looked: 0, nextStartsMs: [] }, 0, 1)).toMatchObject({ count: 0 });
  });
});
