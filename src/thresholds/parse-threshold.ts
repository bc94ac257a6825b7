import { ConfigError } from '../storm/index.js';
import {
  COUNT_METRICS,
  type CountMetric,
  isCountMetric,
  isLatencyFamily,
  LATENCY_FAMILIES,
  type LatencyFamily,
} from './metrics.js';
import { nearestName } from './nearest-name.js';
import { type Read, readComparison, readDuration, readPercentage, splitTarget } from './read-limit.js';
import { isPercentile, percentileProblem, readPercentile, splitPercentile } from './read-percentile.js';
import type { CountLimit, Threshold } from './threshold.js';

const FORM = "must be <metric><comparison><value>, e.g. 'ready_worst_p95<5m', 'usable>=99%' or 'missed==0'";
const COUNT_FORM = 'must be a whole number of workspaces or a percentage, e.g. 0 or 1%';

type Metric =
  | { readonly kind: 'latency'; readonly family: LatencyFamily; readonly p: number }
  | { readonly kind: 'count'; readonly metric: CountMetric };

/**
 * Reads one threshold, e.g. `ready_worst_p95<5m`, `usable>=99%` or `missed==0`; blanks may stand around its parts.
 * The grammar is on docs/thresholds.md.
 * @throws ConfigError with everything that is wrong with it, each problem naming the threshold.
 */
export function parseThreshold(text: string): Threshold {
  const refuse = (problems: readonly string[]): never => {
    throw new ConfigError(problems.map((problem) => `'${text}': ${problem}`));
  };
  const { name, sign, limit } = splitTarget(text);
  if (sign === '') return refuse([noComparison(text.trim())]);
  const metric = readMetric(name);
  const comparison = readComparison(sign);
  if (metric.value === undefined || comparison.value === undefined) {
    const limitProblem = problemOfLimit(metric.value?.kind, limit);
    const problems = [metric.problem, comparison.problem, limitProblem];
    return refuse(problems.filter((problem) => problem !== undefined));
  }
  const words = text.trim();
  if (metric.value.kind === 'count') {
    const read = readCountLimit(limit);
    if (read.value === undefined) return refuse([read.problem]);
    return { text: words, ...metric.value, comparison: comparison.value, limit: read.value };
  }
  const read = readDuration(limit);
  const sense = comparison.value;
  if (sense === '==' || sense === '!=') {
    return refuse([equalityOfLatency(sense, name), ...(read.problem === undefined ? [] : [read.problem])]);
  }
  if (read.value === undefined) return refuse([read.problem]);
  return { text: words, ...metric.value, comparison: sense, limitMs: read.value };
}

function noComparison(text: string): string {
  if (text === '') return FORM;
  const known = readMetric(text).value !== undefined;
  return known ? `compares with nothing; ${FORM}, in quotes: a shell takes < and > for itself` : FORM;
}

function readMetric(name: string): Read<Metric> {
  if (isCountMetric(name)) return { value: { kind: 'count', metric: name } };
  if (isLatencyFamily(name)) {
    const instead = name === 'ready' ? '; how many became usable is called usable' : '';
    return { problem: `${name} needs a percentile, e.g. ${name}_p95 or ${name}_max${instead}` };
  }
  const { base, percentile } = splitPercentile(name);
  if (isLatencyFamily(base)) return latencyMetric(base, percentile);
  if (isCountMetric(base)) return { problem: `${base} is a count and has no percentile: write ${base}` };
  const family = LATENCY_FAMILIES.findLast((one) => name.startsWith(`${one}_`));
  const meant = nearestName(name, metricsLike(percentile));
  if (meant !== null) return { problem: `unknown metric '${name}'; did you mean ${meant}?` };
  if (family !== undefined) return { problem: percentileProblem(name) };
  return {
    problem: `${name === '' ? 'names no metric' : `unknown metric '${name}'`}; must be ${metricNames()}`,
  };
}

function latencyMetric(family: LatencyFamily, percentile: string): Read<Metric> {
  const { value: p, problem } = readPercentile(family, percentile);
  return p === undefined ? { problem } : { value: { kind: 'latency', family, p } };
}

/** Every metric, latencies with this percentile; where none was given, with the usual ones. */
function metricsLike(percentile: string): readonly string[] {
  const suffixes = isPercentile(percentile) ? [percentile] : ['p95', 'p99', 'p50', 'max'];
  return [
    ...COUNT_METRICS,
    ...LATENCY_FAMILIES.flatMap((family) => suffixes.map((suffix) => `${family}_${suffix}`)),
  ];
}

function metricNames(): string {
  return `${LATENCY_FAMILIES.map((family) => `${family}_pX`).join(', ')}, ${COUNT_METRICS.slice(0, -1).join(', ')} or ${COUNT_METRICS.at(-1)}`;
}

function equalityOfLatency(sign: '==' | '!=', name: string): string {
  return `${sign} does not go with ${name}: a latency is measured to the microsecond and equals a limit by chance only; use <=`;
}

/** What is wrong with a limit, whatever metric it was meant for where that is not known. */
function problemOfLimit(kind: Metric['kind'] | undefined, limit: string): string | undefined {
  const asCount = readCountLimit(limit).problem;
  const asDuration = readDuration(limit).problem;
  if (kind === 'count') return asCount;
  if (kind === 'latency') return asDuration;
  if (asCount === undefined || asDuration === undefined) return undefined;
  return limit.endsWith('%') ? asCount : asDuration;
}

function readCountLimit(text: string): Read<CountLimit> {
  if (/^\d{1,15}$/.test(text)) return { value: { unit: 'workspaces', value: Number(text) } };
  const percentage = readPercentage(text);
  if (percentage === null) {
    const negative = text.startsWith('-') && /^-[\d.]+[ \t]*%?$/.test(text);
    return { problem: `the limit ${negative ? 'must not be negative' : COUNT_FORM}, got '${text}'` };
  }
  const { value, problem } = percentage;
  return value === undefined ? { problem } : { value: { unit: 'percent', value } };
}
