import { messageOf } from '../storm/index.js';
import { parseGoDurationMs } from '../time/index.js';
import { COMPARISONS, type Comparison, isComparison, meantComparison } from './comparisons.js';

const DURATION_FORM = 'must be a duration such as 90s, 5m or 1h30m';
const PERCENTAGE = /^(\d{1,9}(?:\.\d{1,6})?)[ \t]*%$/;
const PARTS = /^([^<>=!≤≥≠]*)([<>=!≤≥≠]+)(.*)$/s;

/** A part that was read, or what is wrong with it. */
export type Read<T> =
  | { readonly value: T; readonly problem?: never }
  | { readonly value?: never; readonly problem: string };

/** The three parts of a target, blanks around them taken away; the sign is `''` where the text has none. */
export function splitTarget(text: string): {
  readonly name: string;
  readonly sign: string;
  readonly limit: string;
} {
  const [, name = '', sign = '', limit = ''] = (PARTS.exec(text) ?? []).map((part) => part.trim());
  return { name, sign, limit };
}

/** What stands between a metric and its limit. */
export function readComparison(sign: string): Read<Comparison> {
  if (isComparison(sign)) return { value: sign };
  const meant = meantComparison(sign);
  const accepted = `must be one of ${COMPARISONS.join(' ')}`;
  return {
    problem: `unknown comparison '${sign}'; ${meant === undefined ? accepted : `did you mean ${meant}?`}`,
  };
}

/** A limit in milliseconds, not negative. */
export function readDuration(text: string): Read<number> {
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

/** A percentage in [0, 100]; `null` for what is none. */
export function readPercentage(text: string): Read<number> | null {
  const percent = PERCENTAGE.exec(text)?.[1];
  if (percent === undefined) return null;
  const value = Number(percent);
  return value > 100 ? { problem: `the limit must be at most 100%, got '${text}'` } : { value };
}
