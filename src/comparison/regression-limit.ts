import { ConfigError, messageOf } from '../storm/index.js';
import type { ThresholdVerdict } from '../thresholds/index.js';
import { parseGoDurationMs } from '../time/index.js';
import { COMPARED_PERCENTILES, type Difference } from './difference.js';
import { differenceText } from './words.js';

/** By how much the second side may be slower in one percentile, as `--max-regression` gives it. */
export interface RegressionLimit {
  /** In the words that the user wrote. */
  readonly text: string;
  /** One of those that are compared. */
  readonly p: number;
  /** Not negative: in percent of the first side's, or in milliseconds. */
  readonly unit: 'percent' | 'ms';
  readonly value: number;
}

const FORM = 'must be a percentile with a percentage or a duration, e.g. p95=10% or p99=5s';

/**
 * Reads `p95=10%` or `p99=5s`; blanks may stand around its parts.
 * @throws ConfigError with everything that is wrong with it, each problem naming the limit.
 */
export function parseRegressionLimit(text: string): RegressionLimit {
  const [, name = '', limit = ''] = (/^([^=]*)=(.*)$/s.exec(text) ?? []).map((part) => part.trim());
  if (name === '' && limit === '') throw new ConfigError([`'${text}': ${FORM}`]);
  const p = COMPARED_PERCENTILES.find((one) => percentileName(one) === name);
  const amount = readAmount(limit);
  const problems = [
    ...(p === undefined
      ? [`the percentile must be ${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)}, got '${name}'`]
      : []),
    ...('problem' in amount ? [amount.problem] : []),
  ];
  if (p === undefined || 'problem' in amount) {
    throw new ConfigError(problems.map((problem) => `'${text}': ${problem}`));
  }
  return { text: text.trim(), p, ...amount };
}

/** `p95` for 0.95. */
export function percentileName(p: number): string {
  return `p${Math.round(p * 100)}`;
}

const NAMES = COMPARED_PERCENTILES.map(percentileName);

/**
 * Holds every limit against what was compared, in the order given.
 *
 * | seen | status |
 * |---|---|
 * | the percentile could not be compared | `not_evaluated` |
 * | the second side is slower by more than the limit, and the interval does not hold zero | `crossed` |
 * | anything else, also a greater difference that may be chance | `passed` |
 */
export function evaluateRegressions(
  limits: readonly RegressionLimit[],
  differences: readonly Difference[],
): readonly ThresholdVerdict[] {
  return limits.map((limit) =>
    evaluate(
      limit,
      differences.find(({ p }) => p === limit.p),
    ),
  );
}

function evaluate(limit: RegressionLimit, difference: Difference | undefined): ThresholdVerdict {
  const { text } = limit;
  if (difference === undefined || difference.kind === 'not_comparable') {
    return {
      text,
      status: 'not_evaluated',
      measured: null,
      measuredText: difference?.reason ?? 'not compared',
    };
  }
  const { kind, firstMs, differenceMs } = difference;
  const limitMs = limit.unit === 'ms' ? limit.value : (firstMs * limit.value) / 100;
  const beyond = differenceMs > limitMs;
  const chance = beyond && kind !== 'slower' ? ', but the interval holds zero' : '';
  return {
    text,
    status: beyond && kind === 'slower' ? 'crossed' : 'passed',
    measured: differenceMs,
    measuredText: `${differenceText(difference, limit)}${chance}`,
  };
}

function readAmount(text: string): Pick<RegressionLimit, 'unit' | 'value'> | { readonly problem: string } {
  const percent = /^(\d{1,9}(?:\.\d{1,6})?)[ \t]*%$/.exec(text)?.[1];
  if (percent !== undefined) return { unit: 'percent', value: Number(percent) };
  const problem = `the limit must be a percentage or a duration, e.g. 10% or 5s, got '${text}'`;
  if (text === '' || text.endsWith('%') || /^-?\d+$/.test(text)) return { problem };
  try {
    const ms = parseGoDurationMs(text);
    return ms < 0 ? { problem: `the limit must not be negative, got '${text}'` } : { unit: 'ms', value: ms };
  } catch (error) {
    return { problem: `${problem}: ${messageOf(error)}` };
  }
}
