import { describe, expect, it } from 'vitest';
import { stormModelParameters } from '../../../src/model/index.js';
import { creationFit } from '../../../src/plan/calibration/creation-fit.js';
import { predictStorms } from '../../../src/plan/index.js';
import { meanOf } from '../../../src/stats/index.js';

const SECOND = 1_000_000;
const { creation } = stormModelParameters({ seed: '', startUs: 0 });

/** What the fit makes of storms of the model, against what the model drew from: the mean over some storms. */
function ratio(workspaces: number, tickPhasesUs: readonly number[], storms = 20): number {
  const replicas = tickPhasesUs.length;
  const predicted = predictStorms({
    due: [{ minuteMs: null, workspaces }],
    template: 0,
    provisioners: workspaces,
    parameters: { replicas, tickPhasesUs },
    waitFor: 'none',
    replications: storms,
    seed: 'fit',
  });
  const means = predicted.map((starts) => {
    const fit = creationFit(
      starts.map(({ createdUs }) => createdUs),
      { replicas, slots: 10 },
      creation,
    );
    return meanOf(fit!.creation);
  });
  return means.reduce((sum, mean) => sum + mean, 0) / storms / meanOf(creation);
}

describe('the fit of the creation time', () => {
  it.each([
    ['one replica, just enough', 50, [10]],
    ['one replica', 1_000, [10]],
    ['two replicas, of which the first does all', 1_000, [10, 40]],
    ['two replicas, just enough', 50, [10, 40]],
    ['two replicas, of which the second joins', 2_000, [10, 18]],
    ['three replicas that all take part', 4_000, [10, 24, 35]],
  ])('gives back what storms of the model were drawn from: %s', (_, workspaces, phases) => {
    const found = ratio(
      workspaces,
      phases.map((seconds) => seconds * SECOND),
      workspaces > 1_000 ? 4 : 20,
    );
    expect(Math.abs(found - 1)).toBeLessThan(workspaces < 100 ? 0.05 : 0.02);
  });

  it('says nothing of fewer than five rounds', () => {
    const created = Array.from({ length: 49 }, (_, i) => i * 13_000);
    expect(creationFit(created, { replicas: 1, slots: 10 }, creation)).toBeNull();
  });
});
