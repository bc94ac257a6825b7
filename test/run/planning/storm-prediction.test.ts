import { describe, expect, it } from 'vitest';
import { predictedFigureText } from '../../../src/report/index.js';
import {
  predictedFigures,
  predictStormOfRun,
  replicationsOf,
} from '../../../src/run/planning/storm-prediction.js';
import type { Known, PreflightResult } from '../../../src/run/preflight/index.js';
import { deploymentFacts, targetFacts } from '../preflight/support/facts.js';
import { runPlan } from '../support/run-plan.js';

const UNKNOWN = { p50Ms: null, p95Ms: null };

/** What preflight saw of a template whose starts take a minute, or nobody knows how long. */
function preflight(startMs: number | null, liveProvisioners: number): PreflightResult {
  const target = targetFacts();
  const start = startMs === null ? UNKNOWN : { p50Ms: startMs, p95Ms: startMs };
  const buildTimeStats = { start, stop: UNKNOWN, delete: UNKNOWN };
  return {
    facts: deploymentFacts(),
    target: { ...target, liveProvisioners, template: { ...target.template, buildTimeStats } },
    estimate: { setupMs: null, stormMs: null, agentMs: null, cleanupMs: null, requests: 0 },
    userAuth: 'none',
    warnings: [],
  };
}

describe('predictStormOfRun', () => {
  it('gives the batches of the template’s own build times on the live provisioners', () => {
    const { lines, prediction } = predictStormOfRun(runPlan({ workspaceCount: 40 }), preflight(60_000, 10));
    const max = prediction?.mornings[0]?.latenciesMs.ready_after_first?.max;
    // Four batches of a minute, and what creation and hand-offs add to each.
    expect(max?.median).toBeGreaterThan(240_000);
    expect(max?.median).toBeLessThan(243_000);
    expect(lines.at(-1)).toContain(
      "predicted from 10 provisioners and the server's own build times of template",
    );
  });

  it('leaves out builds that wait before set-up, and says so, or that nobody knows of any', () => {
    const seen = preflight(60_000, 1);
    const plan = runPlan({ workspaceCount: 4 });
    const of = (pendingBuilds: Known<number>) =>
      predictStormOfRun(plan, { ...seen, facts: { ...seen.facts, pendingBuilds } });
    const none = of({ known: true, value: 0 });
    const waiting = of({ known: true, value: 12 });
    expect(waiting.prediction).toEqual(none.prediction);
    expect(none.lines.at(-1)).toContain('predicted from 1 provisioner and');
    expect(waiting.lines.at(-1)).toBe(
      '12 builds of others wait already and are left out of the prediction: set-up comes first',
    );
    expect(of({ known: false, why: 'the list of builds was refused' }).lines.at(-1)).toBe(
      "others' builds are left out of the prediction: how many wait is not known (the list of builds was refused)",
    );
  });

  it('says why it cannot, instead of assuming', () => {
    const noTimes = predictStormOfRun(runPlan(), preflight(null, 10));
    expect(noTimes).toEqual({
      prediction: null,
      lines: [expect.stringContaining('no prediction: the server has no build times of template')],
    });
    expect(predictStormOfRun(runPlan(), preflight(60_000, 0)).lines).toEqual([
      'no prediction: no provisioner is known to be alive',
    ]);
  });
});

describe('replicationsOf', () => {
  it('is smaller for a large storm, so that its run does not stand still for long', () => {
    expect([100, 10_000, 20_000, 100_000].map(replicationsOf)).toEqual([100, 100, 50, 20]);
  });
});

describe('predictedFigures', () => {
  const { prediction } = predictStormOfRun(runPlan({ workspaceCount: 40 }), preflight(60_000, 10));

  function errors(readyMs: number) {
    if (prediction === null) throw new Error('there is a prediction');
    const none: number[] = [];
    const latenciesMs = {
      ready: none,
      ready_after_first: Array.from({ length: 40 }, () => readyMs),
      ready_worst: none,
      tick_delay: none,
      creation_spread: none,
      trigger: none,
      queue: none,
      build: none,
      agent: none,
      startup: none,
    };
    return predictedFigures(prediction, { latenciesMs }).map(predictedFigureText);
  }

  it('tell how far off the prediction was, and whether outside its band', () => {
    const [p50] = errors(240_000);
    expect(p50).toMatch(/^ready_after_first_p50 2m.*; it was 4m0s, off by -4\d\.\d %, outside the band$/);
  });

  it('have no error where nobody became usable, and no line of what was not measured', () => {
    const lines = errors(Number.POSITIVE_INFINITY);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/it was not reached, outside the band$/);
  });
});
