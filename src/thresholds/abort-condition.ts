import { ConfigError } from '../storm/index.js';
import { nearestName } from './nearest-name.js';
import { type Read, readComparison, readDuration, readPercentage, splitTarget } from './read-limit.js';
import { percentileProblem, readPercentile, splitPercentile } from './read-percentile.js';

/** Shares of what was seen lately. */
const RATES = ['failed_rate', 'request_error_rate'] as const;
export type RateMetric = (typeof RATES)[number];

/** A limit for a share of what was seen lately. */
export interface RateCondition {
  readonly kind: 'rate';
  /** In the words that the user wrote. */
  readonly text: string;
  readonly metric: RateMetric;
  readonly comparison: '>' | '>=';
  /** In [0, 100]. */
  readonly limitPercent: number;
}

/** A limit for a percentile of what requests took lately. */
export interface RequestLatencyCondition {
  readonly kind: 'request_latency';
  /** In the words that the user wrote. */
  readonly text: string;
  /** Probability in (0, 1]; 1 is the maximum. */
  readonly p: number;
  readonly comparison: '>' | '>=';
  readonly limitMs: number;
}

/** What stops a run that has begun, as `--abort-if` gives it. */
export type AbortCondition = RateCondition | RequestLatencyCondition;

const EXAMPLES = "'failed_rate>20%', 'request_error_rate>10%' or 'request_p95>2s'";
const FORM = `must be <metric><comparison><value>, e.g. ${EXAMPLES}`;
const PERCENT_FORM = 'must be a percentage, e.g. 20%';

type Metric = { readonly rate: RateMetric } | { readonly p: number };

/**
 * Reads one condition, in the grammar of thresholds; blanks may stand around its parts.
 * @throws ConfigError with everything that is wrong with it, each problem naming the condition.
 */
export function parseAbortCondition(text: string): AbortCondition {
  const { name, sign, limit } = splitTarget(text);
  const refuse = (problems: readonly (string | undefined)[]): never => {
    const told = problems.filter((problem) => problem !== undefined);
    throw new ConfigError(told.map((problem) => `'${text}': ${problem}`));
  };
  if (sign === '') return refuse([FORM]);
  const metric = readMetric(name);
  const comparison = readUpward(sign);
  if (metric.value === undefined || comparison.value === undefined)
    return refuse([metric.problem, comparison.problem]);
  const words = { text: text.trim(), comparison: comparison.value };
  if ('rate' in metric.value) {
    const read = readPercentage(limit) ?? { problem: `the limit ${PERCENT_FORM}, got '${limit}'` };
    if (read.value === undefined) return refuse([read.problem]);
    return { kind: 'rate', ...words, metric: metric.value.rate, limitPercent: read.value };
  }
  const read = readDuration(limit);
  if (read.value === undefined) return refuse([read.problem]);
  return { kind: 'request_latency', ...words, p: metric.value.p, limitMs: read.value };
}

function readMetric(name: string): Read<Metric> {
  const rate = RATES.find((one) => one === name);
  if (rate !== undefined) return { value: { rate } };
  const { base, percentile } = splitPercentile(name);
  if (base === 'request') {
    const { value: p, problem } = readPercentile(base, percentile);
    return p === undefined ? { problem } : { value: { p } };
  }
  if (name === 'request') return { problem: percentileProblem(name) };
  const meant = nearestName(name, [...RATES, 'request_p95', 'request_max']);
  const hint = meant === null ? `; must be ${RATES.join(', ')} or request_pX` : `; did you mean ${meant}?`;
  return { problem: `${name === '' ? 'names no metric' : `unknown metric '${name}'`}${hint}` };
}

/** A run is stopped by too much of something, never by too little. */
function readUpward(sign: string): Read<'>' | '>='> {
  const { value, problem } = readComparison(sign);
  if (value === undefined) return { problem };
  return value === '>' || value === '>='
    ? { value }
    : { problem: `a run is stopped by what is too much: the comparison must be > or >=, got '${sign}'` };
}
