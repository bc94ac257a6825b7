import { describe, expect, it } from 'vitest';
import { predict } from '../../../src/plan/index.js';
import { rushesOf } from '../../../src/plan/prediction/rushes.js';
import { parseSchedule } from '../../../src/time/index.js';
import { group, inputs } from '../scenario.js';

const MINUTE_US = 60_000_000;

describe('rushesOf', () => {
  it('parts minutes that lie more than half an hour apart', () => {
    const dueUs = Float64Array.from([540, 0, Number.NaN, 15, 570, 45, 601], (minute) => minute * MINUTE_US);
    expect(
      rushesOf({ dueUs }).map(({ firstDueUs, lastDueUs }) =>
        [firstDueUs, lastDueUs].map((us) => us / MINUTE_US),
      ),
    ).toEqual([
      [0, 45],
      [540, 570],
      [601, 601],
    ]);
  });
});

describe('a morning of several zones', () => {
  const early = group(40, { schedule: parseSchedule('CRON_TZ=UTC 0 9 * * *') });
  const late = group(10, { schedule: parseSchedule('CRON_TZ=America/New_York 0 9 * * *') });

  it('has the latencies of each rush, as if it were alone', () => {
    const both = predict(inputs(1, 10, { groups: [early, late] })).mornings[0]!;
    const [first, second] = both.rushes;
    const alone = (of: typeof early) => predict(inputs(1, 10, { groups: [of] })).mornings[0]!;
    expect([first?.due, second?.due]).toEqual([40, 10]);
    expect(first?.readyMs.max).toEqual(alone(early).latenciesMs.ready?.max);
    expect(second?.readyMs.p95).toEqual(alone(late).latenciesMs.ready?.p95);
    expect(both.rushes.map(({ usable }) => usable.median)).toEqual([40, 10]);
  });

  it('is one rush without a table of its own where all are due together', () => {
    expect(predict(inputs(5, 5)).mornings[0]?.rushes).toEqual([]);
  });
});
