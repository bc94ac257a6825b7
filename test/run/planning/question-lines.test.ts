import { describe, expect, it } from 'vitest';
import type { SweepInput } from '../../../src/plan/index.js';
import type { PlanSources } from '../../../src/run/planning/plan-request.js';
import { basisOf } from '../../../src/run/planning/question-lines.js';
import { NOTHING_READ } from '../../../src/run/planning/read-sources.js';
import { resolvePlan } from '../../../src/run/planning/resolve-plan.js';
import { parseThreshold } from '../../../src/thresholds/index.js';
import { sources } from './sources.js';

const metric = { latency: 'ready', percentile: 'p95' } as const;
const GROUP = { count: 5, template: null, dueAtMinutes: null, timeZone: null, windowMinutes: null };

/** What a sweep over an input was made from: names, values and sources. */
function swept(input: SweepInput, values: readonly number[], from: PlanSources): readonly string[] {
  const rows = { input, values };
  const columns = { input: 'service_time_factor', values: [1, 2] } as const;
  const { basis } = resolvePlan(from, NOTHING_READ, false);
  return basisOf({ kind: 'sweep', metric, rows, columns }, basis).inputs.map(
    (line) => `${line.name}: ${line.value} (${line.source})`,
  );
}

const MIX = sources({
  groups: [
    { ...GROUP, count: 200, windowMinutes: 10, startTime: null },
    { ...GROUP, count: 100, dueAtMinutes: 510, startTime: { kind: 'constant', value: 30e6 } },
  ],
});

describe('the inputs of a sweep', () => {
  it('have what is varied with its values, and not as if it were fixed', () => {
    const given = sources({ workspaces: 300 }, { queuedJobs: 7, backgroundPerMinute: 8 });
    const lines: readonly (readonly [SweepInput, string])[] = [
      ['workspaces', 'workspaces due'],
      ['failure_rate', 'failures of starts'],
      ['creation_rate', 'creation of one build'],
      ['queued_jobs', 'jobs queued before'],
      ['background_per_minute', 'other builds a minute'],
      ['replicas', 'replicas'],
    ];
    for (const [input, name] of lines) {
      const inputs = swept(input, [1, 2], given);
      expect(inputs[0]).toBe(`${input}, varied: 1, 2 (--rows)`);
      expect(inputs.filter((line) => line.startsWith(`${name}: `))).toEqual([]);
      const all = swept('service_time_factor', [1, 2], given);
      expect(all.filter((line) => line.startsWith(`${name}: `))).toHaveLength(1);
    }
    const { basis } = resolvePlan(given, NOTHING_READ, false);
    const rows = { input: 'workspaces', values: [1] } as const;
    const columns = { input: 'replicas', values: [1] } as const;
    expect(basisOf({ kind: 'sweep', metric, rows, columns }, basis).workspaces).toBeNull();
  });

  it('keep the mix of groups where their numbers vary, with the share of each', () => {
    expect(swept('workspaces', [100, 200], MIX).filter((line) => line.includes('--group'))).toEqual([
      'workspaces due: 67 % of them at 09:00 (UTC), over 10 minutes (--group)',
      'workspaces due: 33 % of them at 08:30 (UTC), starts take always 30.0 s (--group)',
    ]);
  });

  it('leave out the windows of groups where windows vary, and nothing else of them', () => {
    expect(swept('window_minutes', [0, 5], MIX).filter((line) => line.includes('--group'))).toEqual([
      'workspaces due: 200 at 09:00 (UTC) (--group)',
      'workspaces due: 100 at 08:30 (UTC), starts take always 30.0 s (--group)',
    ]);
    const window = sources({ workspaces: 5, windowMinutes: 10 });
    expect(swept('window_minutes', [0, 5], window).join()).not.toContain('schedule window');
  });

  it('say for which number of replicas the given ticks hold', () => {
    const { builds } = MIX;
    const ticks = sources({ workspaces: 5 }, { builds: { ...builds, tickPhasesUs: [20e6] } });
    const of = (input: SweepInput) => swept(input, [1, 2], ticks).find((line) => line.includes('ticks'));
    expect(of('failure_rate')).toContain(': 20 s (--tick-phase)');
    expect(of('replicas')).toContain(': 20 s with 1 replica, anywhere in it with any other number (--tick-');
  });
});

describe('the inputs of a stagger', () => {
  it('say of every window that the proposal takes its place', () => {
    const targets = [parseThreshold('ready_p95<5m')];
    const question = { kind: 'stagger', targets, confidence: 0.9, mostMinutes: 5 } as const;
    const replaced = (from: PlanSources) =>
      basisOf(question, resolvePlan(from, NOTHING_READ, false).basis)
        .inputs.filter(({ source }) => source.includes('the proposal takes its place'))
        .map(({ value }) => value);
    expect(replaced(MIX)).toEqual(['200 at 09:00 (UTC), over 10 minutes']);
    expect(replaced(sources({ workspaces: 5, windowMinutes: 3 }))).toEqual(['3 minutes']);
  });
});
