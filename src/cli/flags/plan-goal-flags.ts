import { SWEEP_INPUTS } from '../../plan/index.js';
import { parseThreshold } from '../../thresholds/index.js';
import { durationFlag, listFlag, parsedFlag, percentFlag } from './flag.js';
import { parseAxis, parseMetric, parseValues } from './plan-values.js';

const goal = 'Targets:';

/** What must hold, and how surely. */
export const targetFlags = {
  targets: listFlag({
    name: 'target',
    group: goal,
    placeholder: '<metric><op><value>',
    description: "what must hold, in the words of thresholds, e.g. 'ready_worst_p95<5m' or 'usable>=99%'",
    parseItem: parseThreshold,
  }),
  confidencePercent: percentFlag({
    name: 'confidence',
    group: goal,
    description: 'share of the simulated mornings on which all targets must hold',
    fallback: 95,
    defaultText: '95%',
  }),
};

/** What provisioners cost. */
export const keptForFlag = durationFlag({
  name: 'kept-for',
  group: goal,
  description: 'how long provisioners are kept on a morning: what they cost',
  minMs: 60_000,
  fallback: 3_600_000,
  defaultText: '1h',
});

/** Which latency is shown. */
export const metricFlag = parsedFlag(
  {
    name: 'metric',
    group: goal,
    placeholder: '<latency_percentile>',
    description: 'what is shown, in the words of thresholds: a latency with p50, p95, p99 or max',
    defaultText: 'ready_worst_p95',
  },
  { latency: 'ready_worst', percentile: 'p95' } as const,
  parseMetric,
);

/** How wide a stagger may become. */
export const mostFlag = durationFlag({
  name: 'most',
  group: goal,
  description: 'the widest window that people would put up with, in whole minutes',
  minMs: 60_000,
  fallback: 3_600_000,
  defaultText: '1h',
});

/** The points of a knee. */
export const kneeCountsFlag = parsedFlag(
  {
    name: 'counts',
    group: goal,
    placeholder: '<from..to:step>',
    description: 'numbers of provisioners to look at, as from..to:step or a,b,c',
    defaultText: 'twelve, from 20 minutes of work for each to one',
  },
  null,
  parseValues,
);

/** The two sides of a sweep. */
export const axisFlags = {
  rows: parsedFlag(
    {
      name: 'rows',
      group: goal,
      placeholder: '<input=values>',
      description: `an input and its values, e.g. provisioners=50..200:25 or window_minutes=0,5,10; inputs: ${SWEEP_INPUTS.join(', ')}`,
    },
    null,
    parseAxis,
  ),
  columns: parsedFlag(
    {
      name: 'columns',
      group: goal,
      placeholder: '<input=values>',
      description: 'another input and its values',
    },
    null,
    parseAxis,
  ),
};

/** How far off a prediction may be. */
export const maxErrorFlag = percentFlag({
  name: 'max-error',
  group: goal,
  description: 'how far off a figure may be; the exit code is 5 if one is farther off',
  fallback: null,
});
