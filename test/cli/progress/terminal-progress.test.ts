import { describe, expect, it } from 'vitest';
import { TerminalProgress } from '../../../src/cli/progress/index.js';
import type { RunEvent } from '../../../src/storm/index.js';
import { ScaledClock, VirtualClock } from '../../../src/time/index.js';
import { START_MS, stage, TO_BARRIER, TO_SCHEDULED, way } from '../../live/progress/story.js';
import { FakeTerminal } from './fake-terminal.js';

function show(
  o: { columns?: number; color?: boolean; unicode?: boolean; timeScale?: number; rows?: number } = {},
) {
  const realClock = new VirtualClock(START_MS);
  const timeScale = o.timeScale ?? 1;
  const terminal = Object.assign(new FakeTerminal(o.columns), o.rows === undefined ? {} : { rows: o.rows });
  const progress = new TerminalProgress({
    out: terminal,
    clock: new ScaledClock(realClock, { scale: timeScale, originMs: START_MS }),
    realClock,
    total: 4,
    timeScale,
    color: o.color ?? false,
    unicode: o.unicode ?? false,
  });
  const tell = (...events: readonly RunEvent[]) => {
    for (const event of events) progress.onEvent(event);
  };
  return { realClock, terminal, progress, tell };
}

const scheduledIn = (ms: number, lengthenedMs = 0): RunEvent => ({
  type: 'scheduled',
  scheduledAtMs: START_MS + ms,
  lengthenedMs,
  atMs: START_MS,
});

describe('TerminalProgress', () => {
  it('shows how far set-up has come and what the runners do', () => {
    const { terminal, realClock, tell } = show();
    tell(stage('setup'), ...way(0, TO_BARRIER), ...way(1, ['waiting', 'user', 'workspace']));
    realClock.advanceBy(2_000);
    expect(terminal.text).toBe(
      [
        'setting up, 2s',
        '  set up     ######.................. 1/4',
        '  waiting    ############............ 2',
        '  workspace  ######.................. 1',
        '  set-up 2s > schedules > wait > storm > records > cleanup',
      ].join('\n'),
    );
  });

  it('says when the set-up will be done at this rate', () => {
    const { terminal, realClock, tell } = show({ columns: 120 });
    tell(stage('setup'), ...way(0, TO_BARRIER));
    realClock.advanceBy(10_000);
    expect(terminal.text).toContain('6.0/min, about 30s left');
  });

  it('counts down to the minute and says that it was put off', () => {
    const { terminal, realClock, tell } = show({ columns: 160 });
    tell(...way(0, TO_SCHEDULED), scheduledIn(90_000, 60_000), stage('wait'));
    realClock.advanceBy(6_000);
    expect(terminal.text).toContain('waiting for 09:31:30 UTC, in 1m24s');
    expect(terminal.text).toContain('1m0s later than asked');
  });

  it('shows hints, failures and the queue during the storm', () => {
    const { terminal, realClock, tell } = show({ columns: 160 });
    tell(...[0, 1, 2].flatMap((index) => way(index, TO_SCHEDULED)), scheduledIn(0), stage('storm'));
    tell(
      { type: 'hint', index: 0, outcome: 'succeeded', atMs: START_MS },
      { type: 'hint', index: 1, outcome: 'failed', atMs: START_MS },
      { type: 'queue', pending: 12, atMs: START_MS },
    );
    realClock.advanceBy(43_000);
    expect(terminal.text).toContain('storm, 43s after 09:30:00 UTC');
    expect(terminal.text).toMatch(/ended .* 2\/3 .*1 succeeded {2}1 failed {2}12 in the queue/);
  });

  it('draws when builds ended, and names the slowest so far', () => {
    const { terminal, realClock, tell } = show({ columns: 120, unicode: true });
    tell(...[0, 1, 2].flatMap((index) => way(index, TO_SCHEDULED)), scheduledIn(0), stage('storm'));
    const ends = (index: number, afterMs: number): RunEvent => ({
      type: 'hint',
      index,
      outcome: 'succeeded',
      atMs: START_MS + afterMs,
    });
    tell(ends(2, 10_000), ends(0, 10_100), ends(1, 31_000));
    realClock.advanceBy(32_000);
    expect(terminal.text).toContain(
      `  ends       ${' '.repeat(10)}█${' '.repeat(20)}▄  slowest so far: workspace 1, 31s after the minute`,
    );
  });

  it('lists the stages: how long they took, and which are still to come', () => {
    const { terminal, realClock, tell } = show({ columns: 120 });
    tell(stage('setup'), ...way(0, TO_SCHEDULED), stage('schedule', START_MS + 62_000));
    tell(stage('wait', START_MS + 65_000));
    realClock.advanceBy(70_000);
    expect(terminal.text).toContain('  set-up 1m2s > schedules 3s > wait 5s > storm > records > cleanup');
  });

  it('shows what cleanup has removed', () => {
    const { terminal, tell, realClock } = show();
    tell(stage('cleanup'));
    tell(
      { type: 'cleanup', removed: 'workspace', done: 2, total: 4 },
      { type: 'cleanup', removed: 'user', done: 0, total: 4 },
    );
    realClock.advanceBy(100);
    expect(terminal.text).toMatch(/workspaces #+\.+ 2\/4[\s\S]*users {6}\.+ 0\/4/);
  });

  it('tells deployment time, and that it runs faster', () => {
    const { terminal, realClock, tell } = show({ timeScale: 60 });
    tell(stage('setup'));
    realClock.advanceBy(2_000);
    expect(terminal.text).toContain('setting up, 2m0s  (time runs 60 times as fast)');
  });

  it('draws at most ten times a second', () => {
    const { terminal, realClock, tell } = show();
    tell(stage('setup'));
    const before = terminal.writes;
    for (let ms = 0; ms < 1_000; ms += 1) {
      tell({ type: 'queue', pending: ms, atMs: START_MS }, ...way(ms % 4, ['user', 'login', 'user']));
      realClock.advanceBy(1);
    }
    expect(terminal.writes - before).toBeLessThanOrEqual(10);
  });

  it('writes nothing while nothing changes', () => {
    const { terminal, realClock, tell } = show();
    tell(stage('done'));
    const before = terminal.writes;
    realClock.advanceBy(5_000);
    expect(terminal.writes).toBe(before);
  });

  it('leaves messages standing above the display, in their order', () => {
    const { terminal, realClock, tell, progress } = show();
    tell(stage('setup'), { type: 'notice', level: 'warning', message: 'two daemons are stale' });
    realClock.advanceBy(100);
    progress.print('press Ctrl-C again to stop at once');
    expect(terminal.text).toBe(
      [
        'warning: two daemons are stale',
        'press Ctrl-C again to stop at once',
        'setting up, 0s',
        '  set up     ........................ 0/4',
        '  waiting    ######################## 4',
        '  set-up 0s > schedules > wait > storm > records > cleanup',
      ].join('\n'),
    );
  });

  it('does not let a message move the cursor or paint the screen', () => {
    const { terminal, tell } = show();
    tell(stage('setup'), { type: 'notice', level: 'info', message: 'evil\x1b[2J\x1b[31m\r\nname' });
    expect(terminal.text).toContain('evil [2J [31m\nname\nsetting up');
    expect(terminal.colored).toBe(false);
  });

  it('leaves nothing of itself behind, and the cursor visible', () => {
    const { terminal, realClock, tell, progress } = show();
    tell(stage('setup'), { type: 'notice', level: 'info', message: 'kept' });
    expect(terminal.cursorVisible).toBe(false);
    progress.stop();
    expect(terminal.text).toBe('kept');
    expect(terminal.cursorVisible).toBe(true);
    expect(realClock.nextTimerMs()).toBeUndefined();
  });

  it('is silent after it was stopped, and before the first event', () => {
    const { terminal, tell, progress } = show();
    expect(terminal.writes).toBe(0);
    progress.stop();
    progress.stop();
    tell(stage('storm'));
    progress.print('late');
    expect(terminal.writes).toBe(0);
  });

  it.each([5, 8, 20, 33, 60, 200])('never writes a line wider than %i columns', (columns) => {
    const { terminal, realClock, tell } = show({ columns });
    tell(stage('setup'), ...way(0, TO_BARRIER), ...way(1, ['waiting', 'user']));
    realClock.advanceBy(10_000);
    expect(terminal.text.split('\n')).toHaveLength(5);
  });

  it('drops the bar before the figures when it gets narrow', () => {
    const { terminal, tell, realClock } = show({ columns: 26 });
    tell(stage('setup'), ...way(0, TO_BARRIER));
    realClock.advanceBy(100);
    expect(terminal.text).toContain('set up      1/4');
  });

  it.each([30, 47, 120])(
    'takes its old lines away after the terminal was made %i columns wide',
    (columns) => {
      const { terminal, realClock, tell, progress } = show({ columns: 80 });
      tell(stage('setup'), { type: 'notice', level: 'info', message: 'kept' });
      realClock.advanceBy(500);
      terminal.resize(columns);
      realClock.advanceBy(1_000);
      expect(terminal.text.match(/setting up/g)).toHaveLength(1);
      progress.stop();
      expect(terminal.text).toBe('kept');
    },
  );

  it('does not fill more lines than the terminal has', () => {
    const { terminal, realClock, tell } = show({ rows: 3 });
    tell(stage('cleanup'));
    for (const removed of ['schedule', 'workspace', 'user'] as const)
      tell({ type: 'cleanup', removed, done: 0, total: 4 });
    realClock.advanceBy(100);
    expect(terminal.text.split('\n')).toHaveLength(2);
  });

  it('fills the bar only when everything is done', () => {
    const { terminal, realClock, tell } = show({ unicode: true });
    tell(stage('cleanup'), { type: 'cleanup', removed: 'user', done: 999, total: 1000 });
    realClock.advanceBy(100);
    expect(terminal.text).toContain('█░ ');
    tell({ type: 'cleanup', removed: 'user', done: 1000, total: 1000 });
    realClock.advanceBy(100);
    expect(terminal.text).not.toContain('░');
  });

  it('is colored exactly when asked to be', () => {
    for (const color of [true, false]) {
      const { terminal, tell } = show({ color });
      tell(stage('setup'), { type: 'notice', level: 'warning', message: 'careful' });
      expect(terminal.colored).toBe(color);
    }
  });

  it('says that updates are lost until they are back', () => {
    const { terminal, realClock, tell } = show();
    tell(stage('storm'), { type: 'feed', state: 'lost', detail: 'closed with 1006', atMs: START_MS });
    realClock.advanceBy(100);
    expect(terminal.text).toContain('updates lost: closed with 1006');
    expect(terminal.text).toContain('connecting again');
    tell({ type: 'feed', state: 'connected', detail: '', atMs: START_MS });
    realClock.advanceBy(100);
    expect(terminal.text).not.toContain('connecting again');
  });
});
