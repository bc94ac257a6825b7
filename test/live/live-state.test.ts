import { describe, expect, it } from 'vitest';
import type { ExpectedSteps } from '../../src/live/expected-curve.js';
import { LiveState } from '../../src/live/live-state.js';
import type { RunEvent } from '../../src/storm/index.js';
import { START_MS, stage, TO_BARRIER, TO_SCHEDULED, way } from './progress/story.js';

function stateOf(total: number, ...events: readonly RunEvent[]): LiveState {
  const state = new LiveState(total);
  for (const event of events) state.apply(event, 'atMs' in event ? event.atMs : START_MS);
  return state;
}

const MINUTE_MS = START_MS + 60_000;
const hint = (index: number, outcome: 'succeeded' | 'failed', atMs: number): RunEvent => ({
  type: 'hint',
  index,
  outcome,
  atMs,
});
const SCHEDULED: RunEvent = { type: 'scheduled', scheduledAtMs: MINUTE_MS, lengthenedMs: 0, atMs: START_MS };
/** Four of five come into the storm; one fails while it is set up. */
const TO_STORM: readonly RunEvent[] = [
  stage('setup'),
  ...way(4, ['waiting', 'user', 'done']),
  ...[0, 1, 2, 3].flatMap((index) => way(index, TO_BARRIER)),
  SCHEDULED,
  stage('schedule'),
  ...[0, 1, 2, 3].flatMap((index) => way(index, TO_SCHEDULED.slice(5))),
  stage('wait', START_MS + 5_000),
  stage('storm', MINUTE_MS),
];

describe('LiveState', () => {
  it('has every workspace in one state, whatever the stage', () => {
    const state = new LiveState(5);
    const events = [
      ...TO_STORM,
      hint(0, 'succeeded', MINUTE_MS + 30_000),
      hint(1, 'failed', MINUTE_MS + 40_000),
      stage('collect', MINUTE_MS + 90_000),
      { type: 'outcome', index: 0, kind: 'ready' } as const,
      { type: 'outcome', index: 4, kind: 'setup_failed' } as const,
      stage('done', MINUTE_MS + 95_000),
    ];
    for (const event of events) {
      state.apply(event, 'atMs' in event ? event.atMs : MINUTE_MS + 92_000);
      const { states } = state.snapshot(MINUTE_MS, 'none', false);
      expect(states.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    }
  });

  it('shows set-up until the minute has come, then the storm until it has ended', () => {
    const state = stateOf(5, ...TO_STORM.slice(0, -1));
    expect(state.snapshot(MINUTE_MS - 1, 'none', false).curve).toMatchObject({
      of: 'setup',
      untilMs: START_MS,
      halfway: [4],
      done: [4],
      failed: [1],
    });
    state.apply(stage('storm', MINUTE_MS), MINUTE_MS);
    state.apply({ type: 'queue', pending: 4, atMs: MINUTE_MS + 1_000 }, MINUTE_MS + 1_000);
    state.apply(hint(0, 'succeeded', MINUTE_MS + 2_500), MINUTE_MS + 2_500);
    state.apply(hint(1, 'failed', MINUTE_MS + 3_100), MINUTE_MS + 3_100);
    const storm = { of: 'storm', done: [0, 0, 1, 1], failed: [0, 0, 0, 1], queue: [null, 4, 4, 4] };
    expect(state.snapshot(MINUTE_MS + 3_500, 'none', false).curve).toMatchObject(storm);
    state.apply(stage('collect', MINUTE_MS + 3_500), MINUTE_MS + 3_500);
    expect(state.snapshot(MINUTE_MS + 900_000, 'none', false).curve).toMatchObject({
      ...storm,
      untilMs: MINUTE_MS + 3_500,
    });
  });

  it('says what the storm does: time left, speed, queue, the slowest so far', () => {
    const state = stateOf(5, ...TO_STORM);
    for (const index of [0, 1]) {
      const atMs = MINUTE_MS + 10_000 * (index + 1);
      state.apply(hint(index, 'succeeded', atMs), atMs);
    }
    state.apply({ type: 'queue', pending: 2, atMs: MINUTE_MS + 20_000 }, MINUTE_MS + 20_000);
    const { title, stageTitle, figures, meters } = state.snapshot(MINUTE_MS + 20_000, 'none', false);
    expect(title).toBe('storm, 20s after 09:31:00 UTC');
    expect(stageTitle).toBe('storm');
    expect(figures.map(({ value }) => value)).toEqual(['about 10s', '12.0/min', '2', '20s']);
    expect(meters).toEqual([
      { label: 'ended', done: 2, total: 4, notes: [{ text: '2 succeeded', tone: 'good' }] },
    ]);
  });

  it('keeps only the latest notices, short and on one line', () => {
    const state = new LiveState(1);
    for (let n = 0; n < 1_000; n += 1) {
      state.apply({ type: 'notice', level: 'warning', message: `${n}\n${'x'.repeat(2_000)}` }, START_MS);
    }
    const { notices, noticesLeftOut } = state.snapshot(START_MS, 'none', false);
    expect([notices.length, noticesLeftOut]).toEqual([50, 950]);
    expect(notices.at(-1)).toMatchObject({ at: '09:30:00', bad: true });
    expect(notices.at(-1)?.text).toMatch(/^warning: 999 x{400,500}…$/);
  });

  it('makes snapshots of one size whatever the number of workspaces and the length of the storm', () => {
    const total = 100_000;
    const state = stateOf(total, stage('setup'), SCHEDULED, stage('storm', MINUTE_MS));
    for (let index = 0; index < total; index += 1) {
      for (const event of way(index, TO_SCHEDULED, MINUTE_MS)) state.apply(event, MINUTE_MS);
      const atMs = MINUTE_MS + index * 100;
      state.apply(hint(index, 'succeeded', atMs), atMs);
    }
    const snapshot = state.snapshot(MINUTE_MS + total * 100, 'none', false);
    expect(snapshot.states).toEqual([{ label: 'start succeeded', count: total, tone: 'good' }]);
    expect(JSON.stringify(snapshot).length).toBeLessThan(8_000);
  });

  it('shows beside the storm what was predicted, and nothing where nothing was', () => {
    const state = stateOf(5, ...TO_STORM);
    expect(state.snapshot(MINUTE_MS + 2_500, 'none', false).curve).not.toHaveProperty('expected');
    state.expect({
      due: 4,
      shares: [0.25, 0.5, 0.75, 1],
      lowMs: [1_000, 1_500, 2_000, 2_500],
      medianMs: [1_500, 2_000, 2_500, 3_000],
      highMs: [2_000, 3_000, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    });
    expect(state.snapshot(MINUTE_MS - 1, 'none', false).curve).not.toHaveProperty('expected');
    expect(state.snapshot(MINUTE_MS + 2_500, 'none', false).curve).toMatchObject({
      expected: { fast: [1, 3, 4], median: [0, 2, 4], slow: [0, 1, 2] },
    });
    const { expected } = state.snapshot(MINUTE_MS + 1_500, 'none', false).curve as {
      expected: ExpectedSteps;
    };
    const { atMs, fast, median, slow } = expected.later;
    expect([atMs[0], atMs.at(-1)]).toEqual([1_550, 3_000]);
    expect([fast.at(-1), median.at(-1), slow.at(-1)]).toEqual([4, 4, 2]);
    expect(median[0]).toBe(1);
    // Nothing is to come when even the slowest mornings would be over.
    const over = state.snapshot(MINUTE_MS + 3_000, 'none', false).curve as { expected: ExpectedSteps };
    expect(over.expected.later.atMs).toEqual([]);
  });
});
