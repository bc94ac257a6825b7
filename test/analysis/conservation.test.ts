import { describe, expect, it } from 'vitest';
import { crossings, flowProblems, littlesLawProblems } from '../../src/analysis/conservation.js';
import { analyzeStorm, type StepSeries } from '../../src/analysis/index.js';
import { allJobTimes } from '../../src/analysis/job-times.js';
import { startAt } from './storms.js';

const starts = [startAt('a', [10, 12, 20]), startAt('b', [11, 20, 30])];
const analysis = analyzeStorm(starts);
const jobs = allJobTimes(starts);

/** The series with one more from its i-th step on. */
const raised = ({ us, value }: StepSeries, step: number): StepSeries => ({
  us,
  value: value.map((level, i) => (i >= step ? level + 1 : level)),
});

describe('the check of series against each other', () => {
  it('passes those of the storm', () => {
    expect(crossings(starts, analysis.curves)).toEqual([]);
    expect(flowProblems(starts, analysis)).toEqual([]);
    expect(littlesLawProblems(jobs, analysis)).toEqual([]);
  });

  it('notices a curve that rises above the one before it', () => {
    const completed = raised(analysis.curves.completed, 1);
    expect(crossings(starts, { ...analysis.curves, completed })).toEqual([
      'b: from 09:00:30 UTC on more are completed (3) than started (2)',
    ]);
  });

  it('notices a queue and provisioners that hold another number', () => {
    expect(flowProblems(starts, { ...analysis, queueDepth: raised(analysis.queueDepth, 1) })).toEqual([
      'b: at 09:00:11 UTC the queue holds 3, but 2 were created, 0 started, 0 given up',
    ]);
    const busyProvisioners = raised(analysis.busyProvisioners, 0);
    expect(flowProblems(starts, { ...analysis, busyProvisioners })).toEqual([
      'a: at 09:00:12 UTC 2 provisioners are busy, but of the jobs 1 were started and 0 completed',
    ]);
  });

  it("notices areas that break Little's law", () => {
    const queueDepth = raised(analysis.queueDepth, 1);
    const busyProvisioners = raised(analysis.busyProvisioners, 0);
    expect(littlesLawProblems(jobs, { ...analysis, queueDepth, busyProvisioners })).toEqual([
      'all workspaces: the queue held jobs for 30000000 µs in all, but their waits add up to 11000000 µs',
      'all workspaces: provisioners were busy for 36000000 µs in all, but jobs took 18000000 µs',
    ]);
  });
});
