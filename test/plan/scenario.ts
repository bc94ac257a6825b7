import { type DueGroup, type PlanInputs, planInputs, type Span } from '../../src/plan/index.js';
import { parseSchedule } from '../../src/time/index.js';
import { constant, DAY, MINUTE, NINE, SECOND, sameFor } from '../model/scenario.js';

/** Midnight before the morning of these tests, a Monday. */
export const MIDNIGHT = NINE - 9 * 60 * MINUTE;

/** Days in a row, of 24 hours. */
export function days(count: number): Span[] {
  const atMs = (day: number) => (MIDNIGHT + day * DAY) / 1000;
  return Array.from({ length: count }, (_, day) => ({ fromMs: atMs(day), untilMs: atMs(day + 1) }));
}

export function group(count: number, overrides: Partial<DueGroup> = {}): DueGroup {
  const schedule = parseSchedule('CRON_TZ=UTC 0 9 * * *');
  const window = { minutes: 0, assignment: 'hashed' } as const;
  return { count, template: 0, schedule, allowedDays: null, window, ...overrides };
}

const none = constant(0);

/** No delay but a tick 30 s after the minute and service times of one minute. */
export const PLAIN = {
  tickPhasesUs: [30 * SECOND],
  creation: none,
  recheck: none,
  serviceTime: sameFor(constant(MINUTE)),
  completion: none,
  pickUp: none,
  handOff: none,
  earlyStartRate: 0,
};

export function inputs(
  workspaces: number,
  provisioners: number,
  overrides: Partial<PlanInputs> = {},
): PlanInputs {
  return planInputs({
    seed: 'plan',
    replications: 5,
    parameters: PLAIN,
    groups: [group(workspaces)],
    provisioners: { initial: provisioners, steps: [] },
    days: days(1),
    ...overrides,
  });
}
