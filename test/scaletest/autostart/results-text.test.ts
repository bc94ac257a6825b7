import { describe, expect, it } from 'vitest';
import { renderText, stageTimings, summarizeRuns } from '../../../src/scaletest/autostart/index.js';
import type { Outcome } from '../../../src/storm/index.js';
import { at, makeAgent, makeBuild, makeResult, startedAfter, UNCONNECTED } from './records.js';

const FAILED: Outcome = { kind: 'failed', phase: 'build', cause: 'disk\nfull', reaped: false };

const usable = (count: number) =>
  Array.from({ length: count }, (_, index) => startedAfter((index + 1) * 1e6, index));
const failed = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => makeResult(FAILED, null, from + index));

describe('renderText', () => {
  it('begins with the headline: due, minute, usable share, p95 of all due', () => {
    const [headline] = renderText(summarizeRuns(usable(100))).split('\n');
    expect(headline).toBe('100 workspaces due at 09:31 UTC: 100 usable (100.0 %), p95 of all due 95.00 s');
  });

  it('says "not reached" with the share that became usable when p95 is infinite', () => {
    const [headline] = renderText(summarizeRuns([...usable(83), ...failed(17, 83)])).split('\n');
    expect(headline).toBe(
      '100 workspaces due at 09:31 UTC: 83 usable (83.0 %), p95 of all due not reached (83 % became usable)',
    );
  });

  it('never rounds a missing workspace away', () => {
    const text = renderText(summarizeRuns([...usable(4999), ...failed(1, 4999)]));
    expect(text).toContain('4999 usable (99.9 %)');
  });

  it('lists outcome counts that add up to all workspaces, set-up failures included', () => {
    const setupFailed: Outcome = { kind: 'setup_failed', step: 'user', cause: 'x' };
    const text = renderText(summarizeRuns([...usable(5), ...failed(2, 5), makeResult(setupFailed, null, 7)]));
    expect(text).toContain('7 workspaces due');
    expect(text).toContain('1 more workspace did not get through set-up');
    expect(text).toContain('Outcomes of all 8: started 5, failed 2, setup_failed 1');
  });

  it('has a row with its own n for every phase and for both latencies of upstream', () => {
    const text = renderText(summarizeRuns([...usable(9), ...failed(1, 9)]));
    const n = (row: string) => new RegExp(`^${row}\\s+(\\d+) `, 'm').exec(text)?.[1];
    expect(n('tick delay')).toBe('1');
    expect(n('creation spread')).toBe('9');
    expect(n('queue')).toBe('9');
    expect(n('build')).toBe('9');
    expect(n('total, of all due')).toBe('10');
    expect(n('end to end \\(from storing the schedule\\)')).toBe('9');
    expect(n('trigger to completion')).toBe('9');
  });

  it('names what failed, with id and error on one line', () => {
    const text = renderText(summarizeRuns(failed(1, 4)));
    expect(text).toContain('  scaletest-4 (w-4): the autostart build failed in the build phase: disk full\n');
  });

  it('shows twenty failures and counts the others', () => {
    const text = renderText(summarizeRuns(failed(23, 0)));
    expect(text.match(/^ {2}scaletest-/gm)).toHaveLength(20);
    expect(text).toContain('  and 3 more\n');
    expect(text).toContain('Not usable (23):');
  });

  it('says that nothing was scheduled when set-up failed for all', () => {
    const setupFailed: Outcome = { kind: 'setup_failed', step: 'user', cause: 'x' };
    const text = renderText(summarizeRuns([makeResult(setupFailed)]));
    expect(text).toMatch(/^No workspace was scheduled: 1 workspace did not get through set-up\./);
  });

  it('counts negative waits and reaped jobs only where there are some', () => {
    expect(renderText(summarizeRuns(usable(1)))).not.toMatch(/before created|given up/);
    const negative = makeBuild({ createdAt: at(12_000), job: { startedAt: at(11_900) } });
    const text = renderText(summarizeRuns([makeResult({ kind: 'started', totalMs: 15_000 }, negative)]));
    expect(text).toContain('1 job recorded as started before created');
  });

  it('has rows for agents only where there are some', () => {
    expect(renderText(summarizeRuns(usable(3)))).not.toMatch(/^(agent|startup) /m);
    const ready = makeResult({ kind: 'ready', totalMs: 17_500 }, makeBuild({ agents: [makeAgent()] }));
    const text = renderText(summarizeRuns([ready]));
    expect(text).toMatch(/^agent +1 +2\.00 s/m);
    expect(text).toMatch(/^startup +1 +0\.50 s/m);
    expect(text).toContain('ready 1');
  });

  it('counts agents that are recorded as connected or ready too early', () => {
    const agents = [makeAgent({ firstConnectedAt: at(14_000) })];
    const early = makeResult({ kind: 'ready', totalMs: 17_500 }, makeBuild({ agents }));
    expect(renderText(summarizeRuns([early]))).toContain('1 agent recorded as connected or ready too early');
  });

  it('shows the stages of builds apart from the phases, with the clock that they are by', () => {
    const sample = { asked: 1, timed: 1, stages: new Map([['apply', [7_000]]]) };
    const text = renderText(summarizeRuns(usable(1), stageTimings(sample, 1)));
    expect(text).toMatch(/^Stage of the build, by the provisioner's clock +n /m);
    expect(text).toMatch(/^apply +1 +7\.00 s/m);
  });

  it('says which agent was waited for in vain, and what it was last seen to be', () => {
    const agents = [makeAgent({ ...UNCONNECTED, status: 'timeout' })];
    const outcome = { kind: 'timed_out', phase: 'agent', waitedMs: 316_000 } as const;
    expect(renderText(summarizeRuns([makeResult(outcome, makeBuild({ agents }))]))).toContain(
      'the agent had not connected 5m16s after the scheduled minute ' +
        '(agent main: never connected, given up by the server, lifecycle created)',
    );
  });

  it('fits one screen when nothing failed', () => {
    const lines = renderText(summarizeRuns(usable(1000))).split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
