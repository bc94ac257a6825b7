import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProgressModel } from '../../../src/live/index.js';
import {
  OUTCOME_KINDS,
  RUN_STAGES,
  type RunEvent,
  type RunnerState,
  SETUP_STEPS,
} from '../../../src/storm/index.js';
import { START_MS, stage, TO_BARRIER, TO_SCHEDULED, way } from './story.js';

function modelOf(total: number, ...events: readonly RunEvent[]): ProgressModel {
  const model = new ProgressModel(total);
  for (const event of events) model.apply(event, START_MS);
  return model;
}

describe('ProgressModel', () => {
  it('has every runner waiting before the first event', () => {
    expect(new ProgressModel(7).view(START_MS)).toMatchObject({
      stage: null,
      stageForMs: 0,
      runners: { waiting: 7, done: 0 },
      storm: null,
      queue: null,
      perSecond: null,
    });
  });

  it('has every runner in exactly one state, whatever ways they take', () => {
    const states: RunnerState[] = ['waiting', ...SETUP_STEPS, 'scheduled', 'done'];
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom(...states)), { maxLength: 20 }), (ways) => {
        const events = ways.flatMap((rest, index) => way(index, ['waiting', ...rest]));
        const { runners } = modelOf(ways.length, ...events).view(START_MS);
        expect(Object.values(runners).reduce((sum, n) => sum + n, 0)).toBe(ways.length);
        expect(Math.min(...Object.values(runners))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('counts a runner as set up once, and still when it has moved on', () => {
    const view = modelOf(3, ...way(0, TO_SCHEDULED), ...way(1, TO_BARRIER)).view(START_MS);
    expect(view).toMatchObject({ setUp: 2, scheduled: 1, runners: { waiting: 1, barrier: 1, scheduled: 1 } });
  });

  it('keeps the newest hint of a workspace, not their sum', () => {
    const hint = (outcome: 'succeeded' | 'failed' | 'canceled'): RunEvent => ({
      type: 'hint',
      index: 0,
      outcome,
      atMs: START_MS,
    });
    const model = modelOf(1, ...way(0, TO_SCHEDULED), hint('canceled'), hint('failed'));
    expect(model.view(START_MS).hints).toEqual({ succeeded: 0, failed: 1, canceled: 0 });
  });

  it('does not take the end of a set-up build for the end of a storm build', () => {
    const model = modelOf(1, ...way(0, TO_BARRIER), {
      type: 'hint',
      index: 0,
      outcome: 'succeeded',
      atMs: START_MS,
    });
    expect(model.view(START_MS).hints.succeeded).toBe(0);
  });

  it('measures the age of the stage and the way to the minute on the time it is given', () => {
    const model = modelOf(1, stage('wait'), {
      type: 'scheduled',
      scheduledAtMs: START_MS + 60_000,
      lengthenedMs: 0,
      atMs: START_MS,
    });
    expect(model.view(START_MS + 90_000)).toMatchObject({ stageForMs: 90_000, storm: { inMs: -30_000 } });
  });

  it('gives the rate of the last half minute, and of this stage only', () => {
    const model = new ProgressModel(100);
    const arrive = (index: number, atMs: number) => {
      for (const event of way(index, TO_BARRIER, atMs)) model.apply(event, atMs);
    };
    for (let second = 0; second <= 60; second += 1) arrive(second, START_MS + second * 1_000);
    expect(model.view(START_MS + 60_000).perSecond).toBeCloseTo(1, 0);
    expect(model.view(START_MS + 120_000).perSecond).toBe(0);
    model.apply(stage('schedule', START_MS + 60_000), START_MS + 60_000);
    expect(model.view(START_MS + 60_000).perSecond).toBeNull();
  });

  it('keeps the latest of queue, feed and cleanup', () => {
    const view = modelOf(
      2,
      { type: 'queue', pending: 9, atMs: START_MS },
      { type: 'queue', pending: 4, atMs: START_MS },
      { type: 'feed', state: 'lost', detail: 'closed with 1006', atMs: START_MS },
      { type: 'cleanup', removed: 'user', done: 1, total: 2 },
      { type: 'notice', level: 'info', message: 'anything' },
    ).view(START_MS);
    expect(view).toMatchObject({
      queue: 4,
      feed: { state: 'lost' },
      cleanup: { user: { done: 1, total: 2 }, workspace: null },
    });
  });

  it('counts outcomes by kind', () => {
    const events = OUTCOME_KINDS.map((kind, index): RunEvent => ({ type: 'outcome', index, kind }));
    expect(new Set(Object.values(modelOf(8, ...events).view(START_MS).outcomes))).toEqual(new Set([1]));
  });

  it('goes through all stages', () => {
    for (const name of RUN_STAGES) expect(modelOf(1, stage(name)).view(START_MS).stage).toBe(name);
  });
});
