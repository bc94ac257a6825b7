import { describe, expect, it } from 'vitest';
import { type ModelTemplate, PLAIN_TEMPLATE, StormModel } from '../../src/model/index.js';
import { parseSchedule } from '../../src/time/index.js';
import {
  autostartedAfterNine,
  autostarts,
  DAILY_AT_NINE,
  DAY,
  HOUR,
  MINUTE,
  NINE,
  parameters,
  SECOND,
  SEVEN,
  stoppedWorkspaces,
} from './scenario.js';

const NO_DAYS = [false, false, false, false, false, false, false];

/** A template that allows starts on these days only, 0 being Monday. */
function on(...days: readonly number[]): ModelTemplate {
  return { ...PLAIN_TEMPLATE, autostartDays: NO_DAYS.map((_, day) => days.includes(day)) };
}

/** A workspace of the template that was stopped on Monday, 07:30. */
function stopped(template: ModelTemplate): StormModel {
  const model = new StormModel(parameters({ templates: [template] }));
  const owner = model.addOwner(SEVEN, 'active');
  model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule: null });
  model.createBuild(SEVEN + 30 * MINUTE, 0, { transition: 'stop', initiator: owner });
  return model;
}

describe('a template’s weekdays', () => {
  it.each([
    ['Monday', [0], 0],
    ['Tuesday', [1], 1],
    ['Sunday', [6], 6],
    ['Wednesday and Friday', [4, 2], 2],
  ] as const)('put the next start on the first allowed day: %s', (_, days, after) => {
    const model = stopped(on(...days));
    expect(model.setSchedule(NINE - HOUR, 0, DAILY_AT_NINE)).toEqual({ kind: 'stored' });
    expect(model.workspace(0).nextStartUs).toBe(NINE + after * DAY);
    model.advanceTo(NINE + 8 * DAY);
    expect(autostarts(model)[0]?.createdUs).toBe(NINE + after * DAY + 30 * SECOND);
  });

  it('are those of the schedule’s own zone', () => {
    const model = stopped(on(1));
    // Tuesday 00:30 in Auckland (UTC+13) is Monday 11:30 in UTC.
    model.setSchedule(NINE - HOUR, 0, parseSchedule('CRON_TZ=Pacific/Auckland 30 0 * * *'));
    expect(model.workspace(0).nextStartUs).toBe(NINE + 2.5 * HOUR);
    // Monday 23:30 in Honolulu (UTC-10) is Tuesday 09:30 in UTC: Tuesday's comes a day later.
    model.setSchedule(NINE - HOUR, 0, parseSchedule('CRON_TZ=Pacific/Honolulu 30 23 * * *'));
    expect(model.workspace(0).nextStartUs).toBe(NINE + 2 * DAY + HOUR / 2);
  });

  it('let a schedule without an allowed day in the week ahead be stored by nobody', () => {
    const model = stopped(on(1));
    const mondays = parseSchedule('0 9 * * 1');
    expect(model.setSchedule(NINE - HOUR, 0, mondays)).toEqual({ kind: 'no_allowed_day' });
    expect(model.workspace(0)).toMatchObject({ schedule: null, nextStartUs: null });
    expect(model.setSchedule(NINE - HOUR, 0, parseSchedule('0 9 * * 2'))).toEqual({ kind: 'stored' });
    expect(model.setSchedule(NINE - HOUR, 0, mondays)).toEqual({ kind: 'no_allowed_day' });
    expect(model.workspace(0).schedule?.text).toBe('0 9 * * 2');
    expect(model.setSchedule(NINE - HOUR, 0, null)).toEqual({ kind: 'stored' });
  });

  it('leave a workspace that was created with such a schedule without a next start, for ever', () => {
    const model = new StormModel(parameters({ templates: [on(1)] }));
    const owner = model.addOwner(SEVEN, 'active');
    const schedule = parseSchedule('0 9 * * 1');
    model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule });
    model.createBuild(SEVEN + 30 * MINUTE, 0, { transition: 'stop', initiator: owner });
    model.advanceTo(NINE + 15 * DAY);
    expect(model.workspace(0).nextStartUs).toBeNull();
    expect(autostarts(model)).toEqual([]);
  });

  it('let a completed build leave the next start as it was when there is no allowed day', () => {
    const model = stopped(on(1));
    model.setSchedule(NINE - HOUR, 0, parseSchedule('0 9 * * 1,2'));
    const before = model.workspace(0).nextStartUs;
    expect(before).toBe(NINE + DAY);
    model.createBuild(NINE + 12 * HOUR, 0, { transition: 'start', initiator: 0 });
    model.advanceTo(NINE + 13 * HOUR);
    expect(model.workspace(0).nextStartUs).toBe(before);
  });
});

describe('a template that allows no autostart', () => {
  const template = { ...PLAIN_TEMPLATE, allowUserAutostart: false };

  it('lets no schedule be stored', () => {
    const model = stopped(template);
    expect(model.setSchedule(NINE - HOUR, 0, DAILY_AT_NINE)).toEqual({ kind: 'not_allowed' });
    expect(model.setSchedule(NINE - HOUR, 0, null)).toEqual({ kind: 'not_allowed' });
    expect(model.workspace(0).schedule).toBeNull();
  });

  it('lets workspaces keep one that they were created with, which the executor ignores', () => {
    const model = new StormModel(parameters({ templates: [PLAIN_TEMPLATE, template] }));
    const owner = model.addOwner(SEVEN, 'active');
    for (const index of [0, 1]) {
      const schedule = DAILY_AT_NINE;
      model.createWorkspace(SEVEN, { owner, name: `w${index}`, initiator: owner, schedule, template: index });
    }
    for (const index of [0, 1]) {
      model.createBuild(SEVEN + MINUTE, index, { transition: 'stop', initiator: owner });
    }
    model.advanceTo(NINE + MINUTE);
    expect(model.workspace(1).nextStartUs).toBe(NINE);
    expect(autostartedAfterNine(model, 0)).toBe(30);
    expect(autostartedAfterNine(model, 1)).toBeNull();
  });
});

describe('several templates', () => {
  it('are refused under an index that there is not', () => {
    const model = new StormModel(parameters());
    const owner = model.addOwner(SEVEN, 'active');
    const ask = { owner, name: 'w', initiator: owner, schedule: null, template: 1 };
    expect(() => model.createWorkspace(SEVEN, ask)).toThrow('no template has the handle 1');
  });

  it('are worked off one after another by the executor', () => {
    const model = stoppedWorkspaces(0, { templates: [PLAIN_TEMPLATE, PLAIN_TEMPLATE] });
    for (const template of [1, 0, 1, 0]) {
      model.createWorkspace(model.nowUs, {
        owner: 0,
        name: 'w',
        initiator: 0,
        schedule: DAILY_AT_NINE,
        template,
      });
    }
    model.advanceTo(model.nowUs + MINUTE);
    for (const handle of [0, 1, 2, 3]) {
      model.createBuild(model.nowUs, handle, { transition: 'stop', initiator: 0 });
    }
    model.advanceTo(NINE + MINUTE);
    expect(autostarts(model).map(({ workspace }) => workspace)).toEqual([1, 3, 0, 2]);
  });
});
