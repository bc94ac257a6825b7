import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldBack, stagger } from '../../../src/plan/index.js';
import { planCalendar } from '../../../src/plan/prediction/calendar.js';
import { spreadWindow } from '../../../src/plan/prediction/movable-minutes.js';
import { restrictedTo } from '../../../src/run/planning/due-groups.js';
import { parseThreshold } from '../../../src/thresholds/index.js';
import { parseSchedule } from '../../../src/time/index.js';
import { days, group, inputs } from '../scenario.js';

const anyDays = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });

/** Workspaces that are due on some of the days on which they may be, spread over a window. */
const anyGroup = fc
  .record({
    minute: fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1430, max: 1439 })),
    minutes: fc.integer({ min: 0, max: 1440 }),
    weekdays: anyDays,
    allowedDays: fc.option(anyDays),
    assignment: fc.constantFrom('hashed' as const, 'even' as const),
  })
  .map(({ allowedDays, assignment, minute, minutes, weekdays }) => {
    const every = parseSchedule(`CRON_TZ=UTC ${minute % 60} ${Math.floor(minute / 60)} * * *`);
    const schedule = { ...every, weekdays };
    return restrictedTo(group(50, { schedule, window: { minutes, assignment } }), allowedDays);
  })
  .filter(({ schedule }) => schedule.weekdays.some(Boolean));

describe('the minutes over which a group is spread', () => {
  it('are never of a day on which the server starts nobody, and all of the window where none is', () => {
    fc.assert(
      fc.property(anyGroup, (due) => {
        const { dueUs } = planCalendar(inputs(1, 1, { groups: [due], days: days(7) }));
        const weekdays = dueUs.flat().map((us) => new Date(us / 1000).getUTCDay());
        expect(weekdays.filter((day) => due.allowedDays?.[day] === false)).toEqual([]);
        const { minutes } = spreadWindow(due);
        expect(minutes).toBeLessThanOrEqual(due.window.minutes);
        expect(heldBack([due])).toEqual({
          unmoved: 0,
          untilMidnight: minutes < due.window.minutes ? 50 : 0,
        });
        if (due.allowedDays === null) expect(minutes).toBe(due.window.minutes);
      }),
    );
  });

  it('are those of schedules that may be stored: their weekdays are allowed', () => {
    const targets = [parseThreshold('ready_max<=90s')];
    fc.assert(
      fc.property(anyGroup, (due) => {
        const plan = inputs(1, 10, { groups: [due], days: days(7), replications: 1 });
        const question = { targets, confidence: 1, mostMinutes: 10 };
        for (const { offsetMinutes, schedule } of stagger(plan, question).proposed) {
          if (offsetMinutes === 0) expect(schedule).toBe(due.schedule.text);
          else {
            const { weekdays } = parseSchedule(schedule);
            expect(weekdays.filter((on, day) => on && due.allowedDays?.[day] === false)).toEqual([]);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are one of a schedule that has several a day', () => {
    const often = group(3, {
      schedule: parseSchedule('CRON_TZ=UTC 0,30 9 * * *'),
      window: { minutes: 20, assignment: 'even' },
    });
    expect(spreadWindow(often).minutes).toBe(1);
    expect(heldBack([often, group(2)])).toEqual({ unmoved: 3, untilMidnight: 0 });
  });
});
