import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from '../../src/plan/index.js';
import { encodeSavedRun, makeReport, renderOutput, type SavedRun } from '../../src/report/index.js';
import { readBuildHistory, readCensusFile } from '../../src/run/build-history.js';
import { summarizeRuns } from '../../src/scaletest/autostart/index.js';
import { BUILD_ROW_HEADER } from '../../src/storm/index.js';
import { savedStorm } from '../report/comparison/samples.js';

const STORM = savedStorm({ seed: 'history', count: 60, failed: 3 });
/** A provisioner of its own for each build, so that none has two jobs at once. */
const SAVED: SavedRun = {
  ...STORM,
  runs: STORM.runs.map((run) => ({ ...run, build: { ...run.build!, workerId: `p-${run.index}` } })),
};

describe('readBuildHistory', () => {
  let root: string;
  const read = (words: string) => readBuildHistory(words, { stateDir: root, cwd: root });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nineam-history-'));
    await writeFile(join(root, 'result.json'), encodeSavedRun(SAVED));
    const report = makeReport(summarizeRuns(SAVED.runs), [], SAVED.environment);
    await writeFile(join(root, 'report.csv'), renderOutput('csv', report, { ascii: true }));
    await writeFile(join(root, 'torn.csv'), 'workspace,schedule\nw,"0 9');
  });

  afterAll(() => rm(root, { recursive: true }));

  it('takes the autostarts of a finished run, and its failures', async () => {
    const { history, notes, saved } = await read('./result.json');
    expect(saved?.runId).toBe(SAVED.runId);
    expect(notes.join()).toContain('holds its own autostarts only');
    const { basis, builds, parameters } = calibrate(history);
    expect([basis, builds]).toEqual(['autostart', 60]);
    expect(parameters.failureRate!.start).toBe(3 / 60);
  });

  it('takes the same from the run’s report as CSV', async () => {
    const [fromRun, fromCsv] = await Promise.all([read('./result.json'), read('report.csv')]);
    expect(calibrate(fromCsv.history).parameters).toEqual(calibrate(fromRun.history).parameters);
    expect(fromCsv.source).toBe('builds of report.csv');
  });

  it('does not take for idle those provisioners that others kept busy, and says so', async () => {
    const row = (i: number, waitMs: number) => {
      const ms = Date.UTC(2026, 10, 23, 9, i);
      const text = (afterMs: number) => new Date(ms + afterMs).toISOString();
      return `w${i},2,start,autostart,${text(0)},${text(waitMs)},${text(waitMs + 10_000)},succeeded,one,,`;
    };
    const write = (name: string, waitMs: number) => {
      const rows = Array.from({ length: 20 }, (_, i) => row(i, i % 5 === 4 ? waitMs : 5));
      return writeFile(join(root, name), [BUILD_ROW_HEADER, ...rows, ''].join('\n'));
    };
    await write('alone.csv', 6);
    await write('shared.csv', 3_000);
    const [alone, shared] = await Promise.all([read('alone.csv'), read('shared.csv')]);
    expect([alone.history.jobs?.length, alone.notes]).toEqual([20, []]);
    expect(shared.history.jobs).toBeNull();
    expect(shared.notes.join()).toContain('pick-up and hand-off are not taken from them');
  });

  it('names the file that is no good, and what is wrong with it', async () => {
    await expect(read('torn.csv')).rejects.toThrow('torn.csv: line 2: a quote is not closed');
    await expect(read('missing.csv')).rejects.toThrow('missing.csv: ENOENT');
    await expect(readCensusFile('torn.csv', { cwd: root })).rejects.toThrow('torn.csv: line 2');
  });
});
