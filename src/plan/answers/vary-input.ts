import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import { meanOf, scaledBy } from '../../stats/index.js';
import {
  apportion,
  type DueGroup,
  mixedBackground,
  mixedQueue,
  type PlanInputs,
} from '../prediction/index.js';
import { constantProvisioners } from './capacity.js';

/**
 * Inputs that a sweep can vary. `service_time_factor` times all service times of starts; `creation_rate` is what one
 * replica creates in a second with all its slots busy, as `--creation-rate` is.
 */
export const SWEEP_INPUTS = [
  'provisioners',
  'workspaces',
  'replicas',
  'window_minutes',
  'service_time_factor',
  'failure_rate',
  'background_per_minute',
  'queued_jobs',
  'creation_rate',
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
      // The ticks of another number of replicas are not known.
      return value === modelOf(inputs).replicas
        ? inputs
        : { ...inputs, parameters: { ...parameters, replicas: value, tickPhasesUs: null } };
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
      return { ...inputs, background: mixedBackground(groups, value) };
    case 'queued_jobs':
      return { ...inputs, queued: mixedQueue(groups, value) };
    case 'creation_rate':
      return withCreationRate(inputs, value);
    default:
      return input satisfies never;
  }
}

/** As many in all, shared among the groups as before. */
function withCount(groups: readonly DueGroup[], workspaces: number): DueGroup[] {
  const counts = apportion(
    workspaces,
    groups.map(({ count }) => count),
  );
  return groups.map((group, i) => ({ ...group, count: counts[i] ?? 0 })).filter(({ count }) => count > 0);
}

/** So many creations a second of one replica, each in the shape that the plan has. */
function withCreationRate(inputs: PlanInputs, perSecond: number): PlanInputs {
  const { creation, executorConcurrency } = modelOf(inputs);
  const meanUs = (executorConcurrency * 1e6) / perSecond;
  const shape = meanOf(creation) > 0 ? creation : ({ kind: 'constant', value: 1 } as const);
  return {
    ...inputs,
    parameters: { ...inputs.parameters, creation: scaledBy(shape, meanUs / meanOf(shape)) },
  };
}

function modelOf({ parameters }: PlanInputs): StormModelParameters {
  return stormModelParameters({ ...parameters, seed: '', startUs: 0 });
}

/** Starts of every template take `factor` times as long. */
function withSlowerStarts(inputs: PlanInputs, factor: number): PlanInputs {
  const { failedStartTime, serviceTime, templates } = modelOf(inputs);
  const slower = (times: StormModelParameters['serviceTime']) => ({
    ...times,
    start: scaledBy(times.start, factor),
  });
  return {
    ...inputs,
    parameters: {
      ...inputs.parameters,
      serviceTime: slower(serviceTime),
      failedStartTime: failedStartTime === null ? null : scaledBy(failedStartTime, factor),
      templates: templates.map((template) => ({
        ...template,
        serviceTime: template.serviceTime === null ? null : slower(template.serviceTime),
      })),
    },
  };
}
