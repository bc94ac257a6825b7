import { describe, expect, it } from 'vitest';
import { provisionerGaps, seemAll } from '../../../src/plan/calibration/provisioner-gaps.js';
import { observedJobs } from '../../../src/plan/calibration/whole-history.js';
import { recordedStorms } from '../validation/recorded-storms.js';

describe('the times between jobs of a provisioner', () => {
  it('are far below a second on a loaded server where nobody else builds, as docs/model.md says', () => {
    const storms = recordedStorms().map(({ builds }) => observedJobs(builds));
    const times = storms
      .map(provisionerGaps)
      .flatMap(({ handOffsUs, pickUpsUs }) => [...handOffsUs, ...pickUpsUs]);
    expect(times).toHaveLength(3_558);
    expect((Math.max(...times) / 1e6).toFixed(2)).toBe('0.28');
    expect(storms.map(seemAll)).toEqual([true, true, true]);
  });

  it('betray others’ jobs where a part of a provisioner’s own is left out', () => {
    const [jobs] = recordedStorms().map(({ builds }) => observedJobs(builds));
    // Every tenth job is somebody else's: what waited for it seems to have waited for nothing.
    expect(seemAll(jobs!.filter((_, i) => i % 10 !== 0))).toBe(false);
  });
});
