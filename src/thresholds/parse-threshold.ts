import { ConfigError, messageOf } from '../storm/index.js';
import { parseGoDurationMs } from '../time/index.js';
import { COMPARISONS, type Comparison, isComparison, meantComparison } from './comparisons.js';
import {
  COUNT_METRICS,
  type CountMetric,
  isCountMetric,
  isLatencyFamily,
  LATENCY_FAMILIES,
  type LatencyFamily,
} from './metrics.js';
import { nearestName } from './nearest-name.js';
import type { CountLimit, Threshold } from './threshold.js';

const FORM = "must be <metric><comparison><value>, e.g. 'ready_worst_p95<5m', 'usable>=99%' or 'missed==0'";
const DURATION_FORM = 'must be a duration such as 90s, 5m or 1h30m';
const COUNT_FORM = 'must be a whole number of workspaces or a percentage, e.g. 0 or 1%';
const PERCENTILE_FORM =
  'must end with _p and a number above 0 and up to 100, such as _p95 or _p99.9, or with _max';

const PARTS = /^([^<>=!≤≥≠]*)([<>=!≤≥≠]+)(.*)$/s;
const PERCENTILE_SUFFIX = /^(.+)_(max|p[^_]*)$/;
const PERCENTILE = /^p(\d{1,3}(?:\.\d{1,6})?)$/;
const PERCENTAGE = /^(\d{1,9}(?:\.\d{1,6})?)[ \t]*%$/;

/** A part that was read, or what is wrong with it. */
type Read<T> =
  | { readonly value: T; readonly problem?: never }
  | { readonly value?: never; readonly problem: string };

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
  const [, name = '', sign = '', limit = ''] = (PARTS.exec(text) ?? []).map((part) => part.trim());
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
  const [, base = '', percentile = ''] = PERCENTILE_SUFFIX.exec(name) ?? [];
  if (isLatencyFamily(base)) return readPercentile(base, percentile);
  if (isCountMetric(base)) return { problem: `${base} is a count and has no percentile: write ${base}` };
  const family = LATENCY_FAMILIES.findLast((one) => name.startsWith(`${one}_`));
  const meant = nearestName(name, metricsLike(percentile));
  if (meant !== null) return { problem: `unknown metric '${name}'; did you mean ${meant}?` };
  if (family !== undefined) return { problem: `'${name}' ${PERCENTILE_FORM}` };
  return {
    problem: `${name === '' ? 'names no metric' : `unknown metric '${name}'`}; must be ${metricNames()}`,
  };
}

function readPercentile(family: LatencyFamily, text: string): Read<Metric> {
  const percent = text === 'max' ? 100 : Number(PERCENTILE.exec(text)?.[1]);
  if (!(percent > 0 && percent <= 100)) return { problem: `'${family}_${text}' ${PERCENTILE_FORM}` };
  // By way of a whole number: 99.9 / 100 is not 0.999.
  return { value: { kind: 'latency', family, p: Math.round(percent * 1e6) / 1e8 } };
}

/** Every metric, latencies with this percentile; where none was given, with the usual ones. */
function metricsLike(percentile: string): readonly string[] {
  const known = percentile === 'max' || PERCENTILE.test(percentile);
  const suffixes = known ? [percentile] : ['p95', 'p99', 'p50', 'max'];
  return [
    ...COUNT_METRICS,
    ...LATENCY_FAMILIES.flatMap((family) => suffixes.map((suffix) => `${family}_${suffix}`)),
  ];
}

function metricNames(): string {
  return `${LATENCY_FAMILIES.map((family) => `${family}_pX`).join(', ')}, ${COUNT_METRICS.slice(0, -1).join(', ')} or ${COUNT_METRICS.at(-1)}`;
}

function readComparison(sign: string): Read<Comparison> {
  if (isComparison(sign)) return { value: sign };
  const meant = meantComparison(sign);
  const accepted = `must be one of ${COMPARISONS.join(' ')}`;
  return {
    problem: `unknown comparison '${sign}'; ${meant === undefined ? accepted : `did you mean ${meant}?`}`,
  };
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

function readDuration(text: string): Read<number> {
  if (/^\d+$/.test(text) && Number(text) > 0)
    return { problem: `the limit ${DURATION_FORM}, got '${text}' without a unit` };
  if (text === '' || text.endsWith('%')) return { problem: `the limit ${DURATION_FORM}, got '${text}'` };
  try {
    const ms = parseGoDurationMs(text);
    return ms < 0 ? { problem: `the limit must not be negative, got '${text}'` } : { value: ms };
  } catch (error) {
    return { problem: `the limit is ${messageOf(error)}` };
  }
}

function readCountLimit(text: string): Read<CountLimit> {
  if (/^\d{1,15}$/.test(text)) return { value: { unit: 'workspaces', value: Number(text) } };
  const percent = PERCENTAGE.exec(text)?.[1];
  if (percent === undefined) {
    const negative = text.startsWith('-') && /^-[\d.]+[ \t]*%?$/.test(text);
    return { problem: `the limit ${negative ? 'must not be negative' : COUNT_FORM}, got '${text}'` };
  }
  const value = Number(percent);
  if (value > 100) return { problem: `the limit must be at most 100%, got '${text}'` };
  return { value: { unit: 'percent', value } };
}
