import { describe, expect, it } from 'vitest';
import type { PlanInputLine } from '../../../src/report/index.js';
import { basisOf } from '../../../src/run/planning/question-lines.js';
import { parseThreshold } from '../../../src/thresholds/index.js';
import { BASIS } from '../../report/plan/sample.js';

const line = (name: string): PlanInputLine => ({ name, value: '1', origin: 'given', source: '--flag' });
const basis = {
  ...BASIS,
  inputs: ['workspaces due', 'schedule window', 'failures of starts', 'replicas'].map(line),
};

describe('the inputs of a sweep', () => {
  it('have what is varied with its values, and not as if it were fixed', () => {
    const rows = { input: 'workspaces', values: [100, 200] } as const;
    const columns = { input: 'failure_rate', values: [0, 0.1] } as const;
    const metric = { latency: 'ready', percentile: 'p95' } as const;
    const swept = basisOf({ kind: 'sweep', metric, rows, columns }, basis);
    expect(swept.workspaces).toBeNull();
    expect(swept.inputs.map(({ name, source, value }) => [name, value, source])).toEqual([
      ['workspaces, varied', '100, 200', '--rows'],
      ['failure_rate, varied', '0, 0.1', '--columns'],
      ['schedule window', '1', '--flag'],
      ['replicas', '1', '--flag'],
    ]);
  });
});

describe('the inputs of a stagger', () => {
  it('say of a window that the proposal takes its place', () => {
    const targets = [parseThreshold('ready_p95<5m')];
    const { inputs } = basisOf({ kind: 'stagger', targets, confidence: 0.9, mostMinutes: 5 }, basis);
    expect(inputs[1]?.source).toContain('the proposal takes its place');
    expect(inputs[0]).toEqual(line('workspaces due'));
  });
});
