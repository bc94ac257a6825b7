import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import type { Distribution } from '../../stats/index.js';
import type { DueGroup, PlanInputs } from '../prediction/index.js';
import { constantProvisioners } from './capacity.js';

/** Inputs that a sweep can vary. */
export const SWEEP_INPUTS = [
  'provisioners',
  'workspaces',
  'replicas',
  'window_minutes',
  'service_time_factor',
  'failure_rate',
  'background_per_minute',
] as const;
export type SweepInput = (typeof SWEEP_INPUTS)[number];

/** The same plan with one input at another value. */
export function withInput(inputs: PlanInputs, input: SweepInput, value: number): PlanInputs {
  const { groups, parameters } = inputs;
  switch (input) {
    case 'provisioners':
      return constantProvisioners(inputs, value);
    case 'workspaces':
      return { ...inputs, groups: withCount(groups, value) };
    case 'replicas':
      return { ...inputs, parameters: { ...parameters, replicas: value, tickPhasesUs: null } };
    case 'window_minutes':
      return { ...inputs, groups: groups.map((g) => ({ ...g, window: { ...g.window, minutes: value } })) };
    case 'service_time_factor':
      return withSlowerStarts(inputs, value);
    case 'failure_rate': {
      const rate = { start: value, stop: 0, delete: 0 };
      return {
        ...inputs,
        parameters: { ...parameters, failureRate: { ...rate, ...parameters.failureRate, start: value } },
      };
    }
    case 'background_per_minute':
      return { ...inputs, background: [{ template: inputs.background[0]?.template ?? 0, perMinute: value }] };
    default:
      return input satisfies never;
  }
}

/** As many in all, shared among the groups as before; what does not divide goes to those that it takes most from. */
function withCount(groups: readonly DueGroup[], workspaces: number): DueGroup[] {
  const before = groups.reduce((sum, { count }) => sum + count, 0);
  const exact = groups.map(({ count }) => (count * workspaces) / before);
  const counts = exact.map(Math.floor);
  const left = Math.max(0, workspaces - counts.reduce((sum, count) => sum + count, 0));
  const byRemainder = [...groups.keys()].sort(
    (a, b) => remainder(exact[b] ?? 0) - remainder(exact[a] ?? 0) || a - b,
  );
  for (const i of byRemainder.slice(0, left)) counts[i] = (counts[i] ?? 0) + 1;
  return groups.map((group, i) => ({ ...group, count: counts[i] ?? 0 })).filter(({ count }) => count > 0);
}

function remainder(value: number): number {
  return value - Math.floor(value);
}

/** Starts of every template take `factor` times as long. */
function withSlowerStarts(inputs: PlanInputs, factor: number): PlanInputs {
  const { serviceTime, templates } = stormModelParameters({ ...inputs.parameters, seed: '', startUs: 0 });
  const slower = (times: StormModelParameters['serviceTime']) => ({
    ...times,
    start: scaled(times.start, factor),
  });
  return {
    ...inputs,
    parameters: {
      ...inputs.parameters,
      serviceTime: slower(serviceTime),
      templates: templates.map((template) => ({
        ...template,
        serviceTime: template.serviceTime === null ? null : slower(template.serviceTime),
      })),
    },
  };
}

function scaled(distribution: Distribution, factor: number): Distribution {
  switch (distribution.kind) {
    case 'constant':
      return { ...distribution, value: distribution.value * factor };
    case 'lognormal':
      return { ...distribution, p50: distribution.p50 * factor, p95: distribution.p95 * factor };
    case 'empirical':
      return { ...distribution, sortedValues: distribution.sortedValues.map((value) => value * factor) };
    default:
      return distribution satisfies never;
  }
}
