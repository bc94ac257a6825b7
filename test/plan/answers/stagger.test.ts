import { describe, expect, it } from 'vitest';
import { laterSchedule } from '../../../src/plan/answers/proposed-schedule.js';
import { type DueGroup, planInputs, predict, stagger, withWindow } from '../../../src/plan/index.js';
import { planCalendar } from '../../../src/plan/prediction/calendar.js';
import { parseThreshold } from '../../../src/thresholds/index.js';
import { parseSchedule } from '../../../src/time/index.js';
import { MINUTE, NINE } from '../../model/scenario.js';
import { group, inputs } from '../scenario.js';

const question = { targets: [parseThreshold('ready_max<=90s')], confidence: 1, mostMinutes: 60 };

describe('stagger', () => {
  it('finds the smallest window in which nobody waits: as many a minute as there are provisioners', () => {
    // A tick at 30 s after every minute, one minute a build: ten of them a minute go through ten provisioners.
    const answer = stagger(inputs(100, 10), question);
    expect(answer).toMatchObject({ minutes: 10, reason: null, isMonotone: true });
    expect(answer.checked.map(({ isEnough, value }) => [value, isEnough])).toEqual([
      [7, false],
      [8, false],
      [9, false],
      [10, true],
    ]);
  });

  it('gives every workspace a minute in turn, and a schedule that says so', () => {
    const berlin = parseSchedule('CRON_TZ=Europe/Berlin 55 8 * * 1-5');
    const plan = inputs(1, 10, { groups: [group(60, { schedule: berlin }), group(40)] });
    const { minutes, proposed } = stagger(plan, question);
    expect(proposed).toHaveLength(100);
    expect(proposed[0]).toEqual({
      group: 0,
      index: 0,
      offsetMinutes: 0,
      schedule: 'CRON_TZ=Europe/Berlin 55 8 * * 1-5',
    });
    expect(proposed[65]).toEqual({ group: 1, index: 5, offsetMinutes: 5, schedule: 'CRON_TZ=UTC 5 9 * * *' });
    const last = proposed.find(({ offsetMinutes }) => offsetMinutes === 5);
    expect(last?.schedule).toBe('CRON_TZ=Europe/Berlin 0 9 * * 1,2,3,4,5');
    for (const groupIndex of [0, 1]) {
      const perMinute = new Array<number>(minutes ?? 0).fill(0);
      for (const { group: of, offsetMinutes } of proposed) {
        if (of === groupIndex) perMinute[offsetMinutes] = (perMinute[offsetMinutes] ?? 0) + 1;
      }
      expect(Math.max(...perMinute) - Math.min(...perMinute)).toBeLessThanOrEqual(1);
    }
  });

  it('spreads groups of one workspace like one group of all', () => {
    const alone = inputs(1, 10, { groups: Array.from({ length: 100 }, () => group(1)) });
    const { minutes, proposed } = stagger(alone, question);
    expect(minutes).toBe(10);
    expect(proposed.slice(0, 12).map(({ offsetMinutes }) => offsetMinutes)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1,
    ]);
  });

  it('reaches into the next day with everybody', () => {
    const late = group(20, { schedule: parseSchedule('CRON_TZ=UTC 59 23 * * *') });
    const { minutes, proposed } = stagger(inputs(1, 2, { groups: [late] }), question);
    expect(minutes).toBe(10);
    expect(proposed).toHaveLength(20);
  });

  it('proposes what it has simulated', () => {
    const plan = inputs(100, 10);
    const { minutes } = stagger(plan, question);
    const { latenciesMs } = predict(withWindow(plan, minutes ?? 0)).mornings[0]!;
    expect(latenciesMs.ready?.max.high).toBeLessThanOrEqual(90_000);
  });

  it('leaves schedules alone that have several minutes a day, and counts them', () => {
    const often = parseSchedule('CRON_TZ=UTC 0,30 9 * * *');
    const groups = [group(3, { schedule: often }), group(40)];
    const { minutes, proposed, unmoved } = stagger(inputs(1, 10, { groups }), question);
    expect(unmoved).toBe(3);
    expect(minutes).toBeGreaterThan(1);
    expect(proposed.slice(0, 3).map(({ offsetMinutes, schedule }) => [offsetMinutes, schedule])).toEqual(
      Array.from({ length: 3 }, () => [0, 'CRON_TZ=UTC 0,30 9 * * *']),
    );
  });

  it('moves as planned what it moves in the proposal, and nothing else', () => {
    const often = group(20, { schedule: parseSchedule('CRON_TZ=UTC 0,30 9 * * *') });
    const window = { minutes: 10, assignment: 'hashed' } as const;
    const lastReady = (plan: ReturnType<typeof inputs>) =>
      predict(planInputs(plan)).mornings[0]!.latenciesMs.ready?.max.high;
    const spread = inputs(1, 3, { groups: [{ ...often, window }] });
    expect(lastReady(spread)).toBe(lastReady(inputs(1, 3, { groups: [often] })));
    const { minutes, unmoved } = stagger(spread, question);
    expect({ minutes, unmoved }).toEqual({ minutes: null, unmoved: 20 });
  });

  it('proposes no start on a day on which the template starts nobody', () => {
    const allowedDays = [false, true, true, true, true, true, false];
    const at = (text: string, of: Partial<DueGroup> = {}) =>
      group(20, { schedule: parseSchedule(text), allowedDays, ...of });
    const friday = at('CRON_TZ=UTC 58 23 * * 1-5');
    const thursday = at('CRON_TZ=UTC 58 23 * * 1-4');
    const plan = inputs(1, 4, { groups: [friday, thursday] });
    const { proposed, untilMidnight } = stagger(plan, {
      ...question,
      targets: [parseThreshold('usable>=1')],
    });
    expect([proposed.length, untilMidnight]).toEqual([40, 0]);
    const late = stagger(plan, { ...question, targets: [parseThreshold('ready_max<=5m')] });
    expect(late.minutes).toBeGreaterThan(2);
    expect(late.untilMidnight).toBe(20);
    const textsOf = (index: number) =>
      new Set(late.proposed.filter((one) => one.group === index).map(({ schedule }) => schedule));
    expect([...textsOf(0)].sort()).toEqual(['CRON_TZ=UTC 58 23 * * 1-5', 'CRON_TZ=UTC 59 23 * * 1,2,3,4,5']);
    expect([...textsOf(1)].filter((text) => /^CRON_TZ=UTC \d+ 0 \* \* 2,3,4,5$/.test(text))).not.toEqual([]);
    expect([...textsOf(1)].filter((text) => text.endsWith('6'))).toEqual([]);
    // What is proposed is what was simulated, so nobody is due on a day that is forbidden.
    const { dueUs } = planCalendar(withWindow({ ...plan, groups: [friday] }, 30));
    expect(Math.max(...dueUs.flat())).toBe(NINE + (14 * 60 + 59) * MINUTE);
  });

  it('moves weekdays with a start that comes past midnight', () => {
    const late = group(3, { schedule: parseSchedule('CRON_TZ=Asia/Tokyo 59 23 * * 1-5') });
    const overnight = stagger(inputs(1, 1, { groups: [late] }), question);
    expect(overnight.proposed.map(({ schedule }) => schedule)).toEqual([
      'CRON_TZ=Asia/Tokyo 59 23 * * 1-5',
      'CRON_TZ=Asia/Tokyo 0 0 * * 2,3,4,5,6',
      'CRON_TZ=Asia/Tokyo 1 0 * * 2,3,4,5,6',
    ]);
    const saturday = parseSchedule('CRON_TZ=UTC 59 23 * * 6');
    expect([1, 1441].map((later) => laterSchedule(saturday, later))).toEqual([
      'CRON_TZ=UTC 0 0 * * 0',
      'CRON_TZ=UTC 0 0 * * 1',
    ]);
  });

  it('says what even the widest window leaves, and why', () => {
    const reason = (workspaces: number, provisioners: number, more = {}) =>
      stagger(inputs(workspaces, provisioners), { ...question, mostMinutes: 5, ...more }).reason;
    expect(stagger(inputs(100, 1), { ...question, mostMinutes: 5 })).toMatchObject({
      minutes: null,
      proposed: [],
    });
    expect(reason(100, 1)).toMatch(
      /^spread over 5 minutes ready_max<=90s is .*: the builds keep all provisioners busy for 1h40m0s on average, longer/,
    );
    expect(reason(5, 0)).toMatch(/: there are no provisioners$/);
    expect(reason(5, 5, { targets: [parseThreshold('ready_max<=50s')] })).toMatch(
      /ready_max<=50s is 1m30s: until a build is created .*, and no provisioner makes a build itself faster$/,
    );
  });

  it('refuses a window of nothing', () => {
    expect(() => stagger(inputs(1, 1), { ...question, mostMinutes: 0 })).toThrow(
      '--most must be a whole number',
    );
  });
});
