import { describe, expect, it } from 'vitest';
import { PlainProgress } from '../../../src/cli/progress/index.js';
import { RUN_STAGES } from '../../../src/storm/index.js';
import { ScaledClock, VirtualClock } from '../../../src/time/index.js';
import { START_MS, stage, TO_BARRIER, TO_SCHEDULED, way } from '../../live/progress/story.js';

function write(timeScale = 1) {
  const realClock = new VirtualClock(START_MS);
  let text = '';
  const progress = new PlainProgress({
    out: { write: (more) => (text += more) },
    clock: new ScaledClock(realClock, { scale: timeScale, originMs: START_MS }),
    realClock,
    total: 3,
    timeScale,
  });
  return { realClock, progress, lines: () => text.split('\n').slice(0, -1) };
}

describe('PlainProgress', () => {
  it('writes one line for each stage', () => {
    const { progress, lines } = write();
    for (const name of RUN_STAGES) progress.onEvent(stage(name));
    expect(lines()).toHaveLength(RUN_STAGES.length);
    expect(lines()[0]).toBe('09:30:00Z checking the deployment, 0s');
  });

  it('writes the counts every five seconds of real time, with the time of the deployment', () => {
    const { realClock, progress, lines } = write(60);
    progress.onEvent(stage('setup'));
    for (const event of way(0, TO_BARRIER)) progress.onEvent(event);
    realClock.advanceBy(5_000);
    expect(lines()).toEqual([
      '09:30:00Z time runs 60 times as fast',
      '09:30:00Z setting up, 0s; set up 0/3; runners: 3 waiting',
      '09:35:00Z setting up, 5m0s; set up 1/3; runners: 2 waiting',
    ]);
  });

  it('is alive every half minute while nothing changes', () => {
    const { realClock, progress, lines } = write();
    progress.onEvent(stage('preflight'));
    realClock.advanceBy(60_000);
    expect(lines()).toEqual([
      '09:30:00Z checking the deployment, 0s',
      '09:30:30Z checking the deployment, 30s',
      '09:31:00Z checking the deployment, 1m0s',
    ]);
  });

  it('writes warnings as they come, each on one line', () => {
    const { progress, lines } = write();
    progress.onEvent({ type: 'notice', level: 'warning', message: 'first\nsecond\x1b[2J' });
    expect(lines()).toEqual(['09:30:00Z warning: first second [2J']);
  });

  it('is plain ASCII from the first stage to the last', () => {
    const { realClock, progress, lines } = write();
    for (const event of way(0, TO_SCHEDULED)) progress.onEvent(event);
    for (const name of RUN_STAGES) {
      progress.onEvent(stage(name));
      realClock.advanceBy(5_000);
    }
    expect(lines().join('')).toMatch(/^[\x20-\x7e]+$/);
  });

  it('stops for good', () => {
    const { realClock, progress, lines } = write();
    progress.onEvent(stage('setup'));
    progress.stop();
    progress.onEvent(stage('storm'));
    progress.print('late');
    expect(lines()).toHaveLength(1);
    expect(realClock.nextTimerMs()).toBeUndefined();
  });
});
