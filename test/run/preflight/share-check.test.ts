import { describe, expect, it } from 'vitest';
import type { CheckInputs } from '../../../src/run/preflight/check.js';
import { provisionersShare } from '../../../src/run/preflight/share-check.js';
import type { RunPlan } from '../../../src/run/run-plan.js';
import { mostStartsAtOnce } from '../../../src/run/storm-occupancy.js';
import { parseGoDurationMs } from '../../../src/time/index.js';
import { runPlan } from '../support/run-plan.js';

function found(plan: Partial<RunPlan>, live = 20, p95Ms: number | null = 90_000) {
  const target = { liveProvisioners: live, template: { buildTimeStats: { start: { p95Ms } } } };
  const inputs = {
    plan: runPlan(plan),
    facts: { target },
    estimate: null,
    nowMs: 0,
  } as unknown as CheckInputs;
  const result = provisionersShare.judge(inputs);
  return result.kind === 'found' ? result.findings : [];
}

describe('the check of the share of provisioners', () => {
  it('finds nothing where no share is to be kept, or the storm keeps it', () => {
    expect(found({ workspaceCount: 5_000 })).toEqual([]);
    expect(found({ workspaceCount: 10, provisionersShare: 50 })).toEqual([]);
  });

  it('refuses more starts at once than the share allows, with the numbers', () => {
    const [finding] = found({ workspaceCount: 500, provisionersShare: 50 });
    expect(finding?.message).toBe(
      'up to 500 starts would run at once and occupy 20 of 20 provisioners, by estimate; --max-provisioners-share 50% allows 10',
    );
  });

  it('proposes a window with which it finds nothing', () => {
    const [finding] = found({ workspaceCount: 100, provisionersShare: 50 });
    const window = /--schedule-window (\S+?),/.exec(finding?.mend ?? '')?.[1] ?? '';
    const scheduleWindowMinutes = parseGoDurationMs(window) / 60_000;
    expect(found({ workspaceCount: 100, provisionersShare: 50, scheduleWindowMinutes })).toEqual([]);
    const inputs = { workspaceCount: 100, windowMinutes: scheduleWindowMinutes, buildMs: 90_000 };
    expect(mostStartsAtOnce(inputs)).toBeLessThanOrEqual(10);
  });

  it('takes a start for over within its minute where no build tells', () => {
    expect(found({ workspaceCount: 11, provisionersShare: 50 }, 20, null)[0]?.message).toContain('up to 11');
    expect(found({ workspaceCount: 10, provisionersShare: 50 }, 20, null)).toEqual([]);
  });

  it('leaves a deployment without provisioners to the check of those', () => {
    expect(found({ workspaceCount: 10, provisionersShare: 50 }, 0)).toEqual([]);
  });
});
