import { describe, expect, it } from 'vitest';
import { daySpans, predict } from '../../../src/plan/index.js';
import { planCalendar } from '../../../src/plan/prediction/calendar.js';
import { parseSchedule } from '../../../src/time/index.js';
import { DAY, HOUR, MINUTE, NINE } from '../../model/scenario.js';
import { days, group, inputs, MIDNIGHT } from '../scenario.js';

const even = (minutes: number) => ({ minutes, assignment: 'even' }) as const;
const at = (text: string) => Date.parse(text) * 1000;
const dueOf = (plan: ReturnType<typeof inputs>) =>
  predict({ ...plan, replications: 1 }).mornings.map(({ due }) => due);

describe('the calendar of a plan', () => {
  const late = parseSchedule('CRON_TZ=UTC 50 23 * * *');

  it('counts a window over midnight on the day on which it begins, with everybody', () => {
    const plan = inputs(1, 100, { groups: [group(100, { schedule: late, window: even(30) })] });
    const { mornings } = planCalendar(plan);
    expect(mornings).toHaveLength(1);
    expect(mornings[0]).toMatchObject({
      firstDueUs: MIDNIGHT + 23 * HOUR + 50 * MINUTE,
      lastDueUs: MIDNIGHT + 24 * HOUR + 19 * MINUTE,
    });
    expect(dueOf(plan)).toEqual([100]);
    expect(dueOf({ ...plan, days: days(3) })).toEqual([100, 100, 100]);
  });

  it('knows which day a minute belongs to, though the next day has begun for others', () => {
    const early = parseSchedule('CRON_TZ=UTC 5 0 * * *');
    const groups = [group(60, { schedule: late, window: even(30) }), group(7, { schedule: early })];
    const plan = inputs(1, 100, { groups, days: days(3), replications: 2 });
    const { mornings } = predict(plan);
    expect(mornings.map(({ due }) => due)).toEqual([67, 67, 67]);
    for (const { usable } of mornings) expect(usable.low).toBe(67);
  });

  it('has days as long as their zone says', () => {
    const berlin = (text: string) => parseSchedule(`CRON_TZ=Europe/Berlin ${text}`);
    const firstUs = (date: string, count: number, text: string) =>
      planCalendar(
        inputs(1, 5, {
          days: daySpans(date, count, 'Europe/Berlin'),
          groups: [group(3, { schedule: berlin(text) })],
        }),
      ).mornings.map(({ firstDueUs }) => firstDueUs);
    // 25 hours long: half past eleven at night comes after 24 of them.
    expect(firstUs('2026-10-25', 1, '30 23 * * *')).toEqual([at('2026-10-25T22:30Z')]);
    // 23 hours long: half past midnight on the next day is not part of it.
    expect(() => firstUs('2027-03-28', 1, '30 0 * * 1')).toThrow('nobody is due on the day');
    expect(firstUs('2027-03-28', 3, '30 0 * * *')).toEqual([
      at('2027-03-27T23:30Z'),
      at('2027-03-28T22:30Z'),
      at('2027-03-29T22:30Z'),
    ]);
  });

  it('hashes the number that a workspace has among all, whatever groups they are in', () => {
    const window = { minutes: 20, assignment: 'hashed' } as const;
    const minutes = (groups: readonly ReturnType<typeof group>[]) => {
      const { dueUs, schedule } = planCalendar(inputs(1, 1, { groups }));
      return Array.from(schedule, (of) => (dueUs[of]?.[0] ?? 0) - NINE);
    };
    const alone = minutes([group(100, { window })]);
    expect(new Set(alone).size).toBeGreaterThan(15);
    expect(minutes(Array.from({ length: 100 }, () => group(1, { window })))).toEqual(alone);
  });

  it('deals minutes in turn over all groups with the same one', () => {
    const later = parseSchedule('CRON_TZ=UTC 0 10 * * *');
    const groups = [3, 4, 2, 5].map((count, i) =>
      group(count, { window: even(4), ...(i === 2 ? { schedule: later } : {}) }),
    );
    const { dueUs, schedule } = planCalendar(inputs(1, 1, { groups }));
    const minutes = Array.from(schedule, (of) => ((dueUs[of]?.[0] ?? 0) - NINE) / MINUTE);
    expect(minutes).toEqual([0, 1, 2, 3, 0, 1, 2, 60, 61, 3, 0, 1, 2, 3]);
  });

  it('stops everybody between two mornings, spread over the third quarter of the time', () => {
    const { stops } = planCalendar(inputs(40, 1, { days: days(2) }));
    const atUs = Array.from(stops.atUs);
    expect(Array.from(stops.workspace)).toEqual([...Array(40).keys()]);
    expect(atUs[0]).toBeGreaterThanOrEqual(NINE + DAY / 2);
    expect(atUs.at(-1)).toBeLessThan(NINE + (DAY * 3) / 4);
    for (const [i, us] of atUs.slice(1).entries()) {
      expect(Math.abs(us - (atUs[i] ?? 0) - DAY / 4 / 40)).toBeLessThanOrEqual(1);
    }
  });
});
