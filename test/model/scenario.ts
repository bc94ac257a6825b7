import {
  type BuildUpdatePublication,
  type ModelBuild,
  StormModel,
  type StormModelParameters,
  stormModelParameters,
} from '../../src/model/index.js';
import { parseSchedule } from '../../src/time/index.js';

export const MS = 1_000;
export const SECOND = 1_000 * MS;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Monday, 2026-11-23, 09:00 UTC: the minute of the storm. */
export const NINE = Date.UTC(2026, 10, 23, 9) * MS;
/** When deployments of these tests come up. */
export const SEVEN = NINE - 2 * HOUR;

export const DAILY_AT_NINE = parseSchedule('CRON_TZ=UTC 0 9 * * *');

const none = { kind: 'constant', value: 0 } as const;
export const constant = (value: number) => ({ kind: 'constant', value }) as const;
export const sameFor = <T>(value: T) => ({ start: value, stop: value, delete: value });

/** A deployment without any delay but service times of one second; ticks 30 s after the minute. */
export function parameters(overrides: Partial<StormModelParameters> = {}): StormModelParameters {
  return stormModelParameters({
    seed: 'test',
    startUs: SEVEN,
    tickPhasesUs: [30 * SECOND],
    creation: none,
    recheck: none,
    provisioners: 1_000,
    serviceTime: sameFor(constant(SECOND)),
    completion: none,
    pickUp: none,
    earlyStartRate: 0,
    handOff: none,
    ...overrides,
  });
}

/** A deployment with stopped workspaces of one active owner, all scheduled for nine o'clock; it is 08:00. */
export function stoppedWorkspaces(count: number, overrides: Partial<StormModelParameters> = {}): StormModel {
  const model = new StormModel(parameters(overrides));
  const owner = model.addOwner(SEVEN, 'active');
  for (let i = 0; i < count; i++) {
    model.createWorkspace(SEVEN, { owner, name: `w${i}`, initiator: owner, schedule: null });
  }
  model.advanceTo(SEVEN + 30 * MINUTE);
  for (let i = 0; i < count; i++) model.createBuild(model.nowUs, i, { transition: 'stop', initiator: owner });
  model.advanceTo(NINE - HOUR);
  for (let i = 0; i < count; i++) model.setSchedule(NINE - HOUR, i, DAILY_AT_NINE);
  model.takePublications();
  return model;
}

/** What watch-all would have been told since the last call. */
export function buildUpdates(model: StormModel): BuildUpdatePublication[] {
  return model.takePublications().filter((publication) => publication.kind === 'build_update');
}

export function autostarts(model: StormModel): ModelBuild[] {
  return [...model.builds()].filter((build) => build.reason === 'autostart');
}

/** When the executor started the workspace last, after nine o'clock, in seconds; `null` if it did not. */
export function autostartedAfterNine(model: StormModel, workspace = 0): number | null {
  const build = autostarts(model).findLast((candidate) => candidate.workspace === workspace);
  return build === undefined ? null : (build.createdUs - NINE) / SECOND;
}
