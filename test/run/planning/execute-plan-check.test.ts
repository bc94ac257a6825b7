import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { observedBuilds, wholeHistory } from '../../../src/plan/index.js';
import { renderPlan, type SavedRun } from '../../../src/report/index.js';
import { buildsOfRun, type NamedHistory } from '../../../src/run/build-history.js';
import { checkReport, executePlanCheck, isOff } from '../../../src/run/planning/execute-plan-check.js';
import { runResult } from '../../../src/scaletest/autostart/index.js';
import { type BuildRow, readBuildRows } from '../../../src/storm/index.js';
import { instantFromUs, VirtualClock } from '../../../src/time/index.js';
import { ENVIRONMENT } from '../../report/samples.js';
import { makeAgent, makeBuild } from '../../scaletest/autostart/records.js';

const read = (name: string) =>
  readBuildRows(readFileSync(new URL(`../../fixtures/storms/${name}.csv`, import.meta.url), 'utf8'));
const S1 = read('s1');
const S5 = read('s5');

const CHECK = {
  run: 'storm.csv',
  from: 'other.csv',
  provisioners: null,
  replicas: null,
  replications: 5,
  seed: 'check',
  maxError: 0.1,
};

function named(rows: readonly BuildRow[], saved: SavedRun | null = null): NamedHistory {
  const builds = saved === null ? observedBuilds(rows) : buildsOfRun(saved);
  return { history: wholeHistory(builds), source: 'builds of storm.csv', saved, notes: [] };
}

function answer(rows: readonly BuildRow[]) {
  return { ...checkReport(CHECK, named(rows), named(S1)), nineamVersion: '0.0.0' };
}

/** The storm of s5 with some of its autostarts changed. */
function bent(count: number, change: (row: BuildRow) => Partial<BuildRow>): readonly BuildRow[] {
  let left = count;
  return S5.map((row) => (row.reason === 'autostart' && left-- > 0 ? { ...row, ...change(row) } : row));
}

const happened = ({ answer: { ends } }: ReturnType<typeof answer>) =>
  Object.fromEntries(ends.map(({ end, happened: n }) => [end, n]));

describe('a check of a storm', () => {
  it('counts on both sides everyone who was due', () => {
    const report = answer(S5);
    expect(report.basis.workspaces).toBe(200);
    expect(report.answer.ends).toEqual([
      { end: 'succeeded', happened: 200, predicted: { low: 200, median: 200, high: 200, replications: 5 } },
      ...['failed', 'reaped', 'unfinished', 'missed'].map((end) => ({
        end,
        happened: 0,
        predicted: { low: 0, median: 0, high: 0, replications: 5 },
      })),
    ]);
    expect(isOff(report.answer)).toBe(false);
  });

  it('lets starts that were given up rank as never, and passes no error that cannot be told', () => {
    const report = answer(
      bent(60, ({ createdAt }) => {
        const gaveUp = createdAt.replace('T22:', 'T23:');
        return { startedAt: gaveUp, completedAt: gaveUp, jobStatus: 'failed', workerId: null };
      }),
    );
    expect(report.answer.storm).toBe('200 starts of storm.csv');
    expect(happened(report)).toMatchObject({ succeeded: 140, reaped: 60 });
    const p95 = report.answer.figures.find(({ figure }) => figure === 'total p95');
    expect(p95).toMatchObject({ recordedUs: Number.POSITIVE_INFINITY, error: null });
    // 140 of 200: seven tenths are reached, no more.
    const reached = report.answer.recordedMs.filter(Number.isFinite).length;
    expect(reached / report.answer.recordedMs.length).toBe(0.7);
    expect(isOff(report.answer)).toBe(true);
    const headline = renderPlan('text', report, { ascii: true }).replaceAll(/\s+/g, ' ');
    expect(headline).toMatch(/no error can be told of .*total p95 .*NOT within 10 %/);
  });

  it('counts starts that had not ended, which never do', () => {
    const report = answer(bent(20, () => ({ completedAt: null, jobStatus: 'running' })));
    expect(happened(report)).toMatchObject({ succeeded: 180, unfinished: 20 });
    expect(report.answer.figures.find(({ figure }) => figure === 'total p99')?.error).toBeNull();
    expect(report.answer.figures.find(({ figure }) => figure === 'queue p99')?.error).not.toBeNull();
  });

  it('takes the time of failed starts like that of others', () => {
    const report = answer(bent(20, () => ({ jobStatus: 'failed' })));
    expect(happened(report)).toMatchObject({ succeeded: 180, failed: 20 });
    expect(report.answer.figures).toEqual(answer(S5).answer.figures);
  });

  it('finds no error where neither side reaches a figure', () => {
    const none = bent(200, () => ({
      startedAt: null,
      completedAt: null,
      jobStatus: 'pending',
      workerId: null,
    }));
    expect(() => answer(none)).toThrow('--provisioners says how many there were');
    const report = checkReport({ ...CHECK, provisioners: 0 }, named(none), named(S1));
    const p95 = report.answer.figures.find(({ figure }) => figure === 'total p95');
    expect(p95).toMatchObject({ predictedUs: Number.POSITIVE_INFINITY, error: 0 });
  });

  it('tells when it simulates, of every replication, and when it has the answer', async () => {
    const told: string[] = [];
    const run = fileURLToPath(new URL('../../fixtures/storms/s5.csv', import.meta.url));
    const check = { ...CHECK, run, from: null, maxError: null, outputs: [], stateDir: '', cwd: '' };
    await executePlanCheck(check, {
      onSimulation: () => told.push('begin'),
      onReplication: () => told.push('replication'),
      onAnswer: () => told.push('end'),
      randomBytes: (length) => new Uint8Array(length),
      writeStdout: () => {},
      unicode: true,
      nineamVersion: '0.0.0',
      realClock: new VirtualClock(),
      interrupt: new AbortController().signal,
    });
    expect(told).toEqual(['begin', ...Array(CHECK.replications).fill('replication'), 'end']);
  });

  it('has no line of what does not matter from the first creation on', () => {
    expect(answer(S5).basis.inputs.map(({ name }) => name)).not.toContain('executor ticks after the minute');
  });

  it('says that it takes build rows for one minute', () => {
    const line = { name: 'minutes', value: 'one', origin: 'assumed' };
    expect(answer(S5).basis.inputs).toContainEqual(expect.objectContaining(line));
    const run = named([], windowedRun());
    const { basis } = checkReport({ ...CHECK, from: null }, run, run);
    expect(basis.inputs.map(({ name }) => name)).not.toContain('minutes');
  });

  it('refuses rows of several minutes, and a storm of nothing', () => {
    const later = (seconds: number) => (row: BuildRow) => {
      const createdMs = Date.parse(row.createdAt) + seconds * 1000;
      return { createdAt: new Date(createdMs).toISOString() };
    };
    // Those whom the first tick does not create come with the next: 60 s, and 2.8 s for all of them at the pace of s1.
    expect(answer(bent(5, later(60))).basis.notes).toContainEqual(
      expect.stringMatching(
        /^5 of 200 starts were created long after the first ones\..* check the run itself/,
      ),
    );
    expect(answer(S5).basis.notes.filter((note) => note.includes('long after'))).toEqual([]);
    expect(() => answer(bent(5, later(70)))).toThrow(
      /^storm\.csv: its starts were created over 1m1\ds, which one minute does not explain \(1m0s between two ticks and 2\.\d s .*check the run itself, by its id/,
    );
    const rows = named([], windowedRun());
    expect(() => checkReport(CHECK, { ...rows, saved: null }, named(S1))).toThrow('check the run itself');
    expect(() => answer(S5.filter(({ reason }) => reason !== 'autostart'))).toThrow('nothing to check');
  });
});

const MINUTE_US = 60_000_000;
const FIRST_US = Date.UTC(2026, 10, 23, 9, 31) * 1000;

/**
 * A run whose starts are spread over three minutes, ten in each, which ten provisioners build in 20 s at once after a
 * tick 30 s past the minute; agents are ready 5 s after that.
 */
function windowedRun(missed = 0): SavedRun {
  const instant = (us: number) => instantFromUs(us);
  const runs = Array.from({ length: 30 + missed }, (_, index) => {
    const minuteUs = FIRST_US + (index % 3) * MINUTE_US;
    const createdUs = minuteUs + 30_000_000 + Math.floor(index / 3) * 1000;
    const known = {
      index,
      workspaceId: `w-${index}`,
      workspaceName: `w-${index}`,
      configTime: null,
      scheduledTime: instant(minuteUs),
    };
    if (index >= 30) {
      const outcome = { kind: 'missed', reason: 'unknown', detail: 'x' } as const;
      return runResult({ ...known, outcome, build: null });
    }
    const completedUs = createdUs + 20_005_000;
    const agent = makeAgent({
      createdAt: instant(completedUs),
      firstConnectedAt: instant(completedUs + 2_000_000),
      startedAt: instant(completedUs + 2_000_000),
      readyAt: instant(completedUs + 5_000_000),
    });
    const build = makeBuild({
      createdAt: instant(createdUs),
      agents: [agent],
      job: {
        startedAt: instant(createdUs + 5_000),
        completedAt: instant(completedUs),
        workerId: `p-${Math.floor(index / 3)}`,
      },
    });
    const totalMs = (completedUs + 5_000_000 - minuteUs) / 1000;
    return runResult({ ...known, outcome: { kind: 'ready', totalMs }, build });
  });
  return {
    runId: 'run',
    createdAt: '2026-11-23T09:00:00Z',
    runs,
    stageTimings: null,
    environment: ENVIRONMENT,
    thresholds: [],
  };
}

describe('a check of a run with a schedule window', () => {
  it('predicts the starts in their own minutes, and until they are usable', () => {
    const storm = named([], windowedRun());
    const { answer: found, basis } = checkReport({ ...CHECK, from: null }, storm, storm);
    expect(basis.due).toBe('over 3 minutes from 2026-11-23T09:31:00Z on in run run');
    const error = (figure: string) => found.figures.find((one) => one.figure === figure)?.error;
    // From the first creation: two minutes, 20 s of build, and five more until agents are ready.
    const usable = found.figures.find(({ figure }) => figure === 'usable p99');
    expect((usable?.recordedUs ?? 0) / 1e6).toBeCloseTo(145, 0);
    for (const figure of ['total p50', 'total p95', 'total drained', 'usable p50', 'usable p99']) {
      expect(Math.abs(error(figure) ?? 1), figure).toBeLessThan(0.02);
    }
  });

  it('counts those who were never created among all due', () => {
    const storm = named([], windowedRun(10));
    const { answer: found, basis } = checkReport({ ...CHECK, from: null }, storm, storm);
    expect(basis.workspaces).toBe(40);
    expect(found.ends.find(({ end }) => end === 'missed')).toMatchObject({ happened: 10 });
    expect(found.figures.find(({ figure }) => figure === 'total p95')?.error).toBeNull();
  });
});

describe('a check from a history of other builds', () => {
  const notes = (saved: SavedRun, past: readonly BuildRow[]) =>
    checkReport(CHECK, named([], saved), named(past)).basis.notes;

  it('says that the template and agents of the storm are not known there', () => {
    const run = windowedRun();
    const { template } = run.environment;
    expect(notes(run, S1)).toEqual(
      expect.arrayContaining([
        `Nothing is known of the builds of template ${template}: they are taken to be like all others.`,
        'Nothing is known of agents from --from other.csv: when workspaces are usable is not predicted, and the figures of it are left out.',
      ]),
    );
    const itself = checkReport({ ...CHECK, from: null }, named([], run), named([], run)).basis.notes;
    expect(itself.filter((note) => note.startsWith('Nothing is known'))).toEqual([]);
  });
});
