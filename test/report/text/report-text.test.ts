import { describe, expect, it } from 'vitest';
import {
  makeReport,
  type Report,
  type ReportEnvironment,
  renderOutput,
  resultsToText,
} from '../../../src/report/index.js';
import { type RunResult, summarizeRuns } from '../../../src/scaletest/autostart/index.js';
import type { Outcome } from '../../../src/storm/index.js';
import { at, makeBuild, makeResult, startedAfter } from '../../scaletest/autostart/records.js';
import { ENVIRONMENT, eventfulReport, largeReport, PREDICTED, THRESHOLDS } from '../samples.js';

const FAILED: Outcome = { kind: 'failed', phase: 'build', cause: 'disk\nfull', reaped: false };
const SETUP_FAILED: Outcome = { kind: 'setup_failed', step: 'user', cause: 'x' };

const usable = (count: number) =>
  Array.from({ length: count }, (_, index) => startedAfter((index + 1) * 1e6, index));
const failed = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => makeResult(FAILED, null, from + index));
const reportOf = (runs: readonly RunResult[], environment: Partial<ReportEnvironment> = {}) =>
  makeReport(summarizeRuns(runs), [], { ...ENVIRONMENT, ...environment });
const textOf = (runs: readonly RunResult[], environment: Partial<ReportEnvironment> = {}) =>
  renderOutput('text', reportOf(runs, environment));
const linesOf = (report: Report) => renderOutput('text', report).split('\n');
const footer = (changes: Partial<ReportEnvironment>) =>
  textOf(usable(3), changes).replace(/[\s\S]*^(?=About these figures)/m, '');

describe('the text report', () => {
  it('begins with the headline: due, minute, usable share, p95 of all due', () => {
    expect(textOf(usable(100)).split('\n')[0]).toBe(
      '100 workspaces due at 09:31 UTC: 100 usable (100.0 %), p95 of all due 95.00 s',
    );
  });

  it('says "not reached" with the share that became usable when p95 is infinite', () => {
    expect(textOf([...usable(83), ...failed(17, 83)]).split('\n')[0]).toBe(
      '100 workspaces due at 09:31 UTC: 83 usable (83.0 %), p95 of all due not reached (83 % became usable)',
    );
  });

  it('never rounds a missing workspace away', () => {
    expect(textOf([...usable(4999), ...failed(1, 4999)])).toContain('4999 usable (99.9 %)');
  });

  it('has the thresholds right under the headline, in the words of who wrote them', () => {
    const lines = linesOf(makeReport(summarizeRuns(usable(3)), THRESHOLDS, ENVIRONMENT));
    expect(lines.slice(1, 6)).toEqual([
      '',
      '3 thresholds: 1 crossed, 1 not evaluated, 1 passed',
      '  passed         usable>=50%         66.6 %',
      '  CROSSED        ready_worst_p95<1m  not reached (66 % became usable)',
      '  not evaluated  agent_p95<30s       no agent was waited for',
    ]);
  });

  it('lists outcome counts that add up to all workspaces, set-up failures included', () => {
    const text = textOf([...usable(5), ...failed(2, 5), makeResult(SETUP_FAILED, null, 7)]);
    expect(text).toContain('7 workspaces due');
    expect(text).toContain('1 more workspace did not get through set-up');
    expect(text).toContain('Outcomes of all 8: started 5, failed 2, setup_failed 1');
  });

  it('has a row with its own n for every phase and for both latencies of upstream', () => {
    const text = textOf([...usable(9), ...failed(1, 9)]);
    const n = (row: string) => new RegExp(`^${row}\\s+(\\d+) `, 'm').exec(text)?.[1];
    expect(n('tick delay')).toBe('1');
    expect(n('creation spread')).toBe('9');
    expect(n('queue')).toBe('9');
    expect(n('build')).toBe('9');
    expect(n('total, of all due')).toBe('10');
    expect(n('end to end, of completed')).toBe('9');
    expect(n('trigger to completion, of completed')).toBe('9');
  });

  it.each([
    [71, '63.00 s to above 71.00 s'],
    [72, '64.00 s to 72.00 s'],
  ])('says of %i workspaces how sure p95 is: %s', (count, interval) => {
    expect(textOf(usable(count))).toContain(`sampling interval (not of the next run): ${interval}\n`);
  });

  it('names what failed, with its error on one line', () => {
    expect(textOf(failed(1, 4))).toContain(
      '  scaletest-4: the autostart build failed in the build phase: disk full\n',
    );
  });

  it('names those that failed for one reason together, the most frequent reason first', () => {
    const other: Outcome = { kind: 'failed', phase: 'build', cause: 'quota', reaped: false };
    const text = textOf([makeResult(other, null, 0), ...failed(9, 1)]);
    expect(text).toContain(
      [
        'Not usable (10):',
        '  9 × the autostart build failed in the build phase: disk full',
        '      scaletest-1, scaletest-2, scaletest-3 and 6 more',
        '  scaletest-0: the autostart build failed in the build phase: quota',
        '',
      ].join('\n'),
    );
  });

  it('shows ten reasons and counts the others', () => {
    const causes = Array.from(
      { length: 23 },
      (_, index): Outcome => ({
        kind: 'failed',
        phase: 'build',
        cause: `cause ${index}`,
        reaped: false,
      }),
    );
    const text = textOf(causes.map((outcome, index) => makeResult(outcome, null, index)));
    expect(text.match(/^ {2}scaletest-/gm)).toHaveLength(10);
    expect(text).toContain('  and 13 more; ');
    expect(text).toContain('Not usable (23):');
  });

  it('says once what share of the time the bottleneck took', () => {
    expect(textOf(usable(60))).toMatch(/^Bottleneck: \w+( found)?$/m);
  });

  it('counts workspaces, not agents, that have an agent before its time', () => {
    const early = { ...startedAfter(3e6), negativeAgentInterval: true };
    expect(textOf([early])).toContain('1 workspace with an agent recorded as connected or ready too early');
    const page = renderOutput('html', reportOf([early]));
    expect(page).toContain('1 workspace with an agent recorded as connected or ready too early');
  });

  it('names the slowest with where their time went', () => {
    expect(textOf(usable(9))).toContain(
      'Slowest:\n  scaletest-8  9.00 s: trigger 3.00 s, queue 3.00 s, build 3.00 s\n',
    );
  });

  it('says that nothing was scheduled when set-up failed for all', () => {
    const setupFailed = makeResult(SETUP_FAILED);
    expect(textOf([setupFailed])).toMatch(
      /^No workspace was scheduled: 1 workspace did not get through set-up\./,
    );
  });

  it('counts negative waits and reaped jobs only where there are some, and repeats what does not fit', () => {
    expect(textOf(usable(1))).not.toMatch(/before created|given up by/);
    const negative = makeBuild({ createdAt: at(12_000), job: { startedAt: at(11_900) } });
    const report = reportOf([makeResult({ kind: 'started', totalMs: 15_000 }, negative)]);
    const analysis = { ...report.analysis, inconsistencies: ['w-1 ended before it began.'] };
    const text = renderOutput('text', { ...report, analysis });
    expect(text).toContain('1 job recorded as started before created: wait counted as 0.\nw-1 ended before');
  });

  it('stays within 100 columns whatever happened, and within 56 lines when nothing failed', () => {
    const reports = [largeReport(1000), eventfulReport(), reportOf(usable(1000)), reportOf([])];
    for (const line of reports.flatMap(linesOf)) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(linesOf(reportOf(usable(1000))).length).toBeLessThanOrEqual(56);
  });

  it('draws the curve of those that became usable, of all due', () => {
    const curve = (ascii: boolean) =>
      renderOutput('text', reportOf([...usable(60), ...failed(40, 60)]), { ascii })
        .split('\n')
        .filter((line) => /[│|]/.test(line));
    expect(curve(false)).toHaveLength(5);
    expect(curve(false)[4]).toBe('  0 % │▁▁▁▁▂▂▂▃▃▄▄▄▅▅▆▆▆▇▇'.padEnd(67, '█'));
    // 60 % of all due: three of the five rows.
    expect(curve(false).slice(0, 2)).toEqual(['100 % │', '      │']);
    expect(curve(false)[2]?.endsWith('█')).toBe(true);
    expect(curve(true).join('')).toMatch(/^[ -~]+$/);
  });

  it('uses no character beyond ASCII when told', () => {
    expect(renderOutput('text', eventfulReport(), { ascii: true })).toMatch(/^[ -~\n]+$/);
  });

  it('ends with what to know about it', () => {
    expect(footer({})).toBe(
      [
        'About these figures',
        '  deployment  coder.example.com (Coder v2.33.5), template docker, 3 workspaces asked for',
        '  time        2026-11-23 09:30:00 to 09:41:07 UTC',
        "  updates     watch-all, 7 messages, 1 reconnect, 1 found only by reading the server's records",
        '  set-up      at most 8 to 20 builds and 4 to 64 requests at once',
        "  clocks      the server's is 12 ms behind ours, give or take 3 ms",
        '  cleanup     complete, nothing left on the deployment',
        '  made by     nineam 0.1.0, Node 20.20.2',
        "  measured    between the server's own timestamps; readiness by the agents' clocks, build stages by",
        "              the provisioners'; end to end begins, and a wait given up ends, on our clock;",
        '              percentiles by nearest rank; each figure: --output json',
        '',
      ].join('\n'),
    );
  });

  it('keeps what was predicted, and how far off that was', () => {
    const told = footer({ predicted: PREDICTED }).replace(/\s+/g, ' ');
    expect(told).toContain(
      'predicted ready_after_first_p95 4m2s [3m58s, 4m6s]; it was 4m10s, off by -3.2 %, outside the band ' +
        'predicted queue_p95 2.0 s [1.0 s, not reached]; it was not reached, inside the band',
    );
    expect(footer({ predicted: PREDICTED })).toMatch(/^[ -~\n]+$/);
  });

  it('says that time was scaled and from which seed', () => {
    expect(footer({ timeScale: 60, seed: 'abc' })).toMatch(/running 60 times as fast[\s\S]*seed abc/);
  });

  it('says by how much the clocks of replicas differ', () => {
    const clockOffset = { offsetMs: 5, uncertaintyMs: 0, samples: 3, disagreementMs: 41.78 };
    expect(footer({ clockOffset })).toContain('its replicas differ by at least');
  });

  it.each([
    [null, 'not yet begun: it comes after this report'],
    [
      { status: 'incomplete', workspacesLeft: 1, usersLeft: null },
      '1 workspace and an unknown number of users left',
    ],
    [
      { status: 'skipped', workspacesLeft: 3, usersLeft: 3 },
      'skipped as asked, 3 workspaces and 3 users left',
    ],
  ] as const)('says what cleanup %o left', (cleanup, words) => {
    expect(footer({ cleanup })).toContain(words);
  });

  it('dates both ends of a run that passes midnight', () => {
    expect(footer({ endedAt: '2026-11-24T00:01:00Z' })).toContain(
      '2026-11-23 09:30:00 to 2026-11-24 00:01:00 UTC',
    );
  });
});

describe('resultsToText', () => {
  it('has the headline, the phases and who failed, without a run around them', () => {
    const text = resultsToText(summarizeRuns([...usable(3), ...failed(1, 3)]));
    expect(text).toMatch(
      /^4 workspaces due .*\n\nOutcomes[\s\S]*\n\nPhase[\s\S]*\n\nSlowest[\s\S]*\n\nNot usable \(1\):/,
    );
    expect(text).not.toContain('About these figures');
  });
});
