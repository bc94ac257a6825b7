import { ASKED, type Asked, type ProvisionerStep, type ProvisionersSetting } from '../../run/index.js';
import { parseGoDurationMs } from '../../time/index.js';
import { parseTimeOfDay } from './plan-values.js';

const MOST_PROVISIONERS = 100_000;
const MOST_STEPS = 100;
const DAY_MS = 86_400_000;

const FORM =
  'must be a number, and then changes by time of day or after the first due minute, e.g. 20, 20,8:50=60,9:30=20 or 20,+3m=60';

/**
 * Parses `20`, `20,8:50=60,9:30=20` (times of day) or `20,+3m=60` (after the first due minute, as an autoscaler is late).
 * @throws Error whose message completes the sentence "--provisioners …".
 */
export function parseProvisioners(text: string): ProvisionersSetting {
  return parseSetting(text, (count) => countOf(count, text));
}

/**
 * The same with `?` in the place of the number that is looked for: `?` or `20,8:50=?,9:30=20`.
 * @throws Error whose message completes the sentence "--provisioners …".
 */
export function parseAskedProvisioners(text: string): ProvisionersSetting<number | Asked> {
  return parseSetting(text, (count) => (count === ASKED ? ASKED : countOf(count, text)));
}

function parseSetting<Count>(text: string, parseCount: (count: string) => Count): ProvisionersSetting<Count> {
  const [first = '', ...changes] = text.split(',').map((part) => part.trim());
  if (changes.length > MOST_STEPS) throw new Error(`must have at most ${MOST_STEPS} changes`);
  const steps = changes.map((change): ProvisionerStep<Count> => {
    const [, at = '', count] = /^(\+[^=]+|\d?\d:\d\d)=(.+)$/.exec(change) ?? [];
    if (count === undefined) throw new Error(`${FORM}, got '${text}'`);
    return { at: parseStepTime(at, text), count: parseCount(count) };
  });
  for (const kind of ['time_of_day', 'after_due'] as const) {
    const times = steps.flatMap(({ at }) =>
      at.kind === kind ? [at.kind === 'after_due' ? at.ms : at.minutes] : [],
    );
    if (times.some((time, i) => i > 0 && time <= (times[i - 1] ?? 0))) {
      throw new Error(`must have its times in order, each once, got '${text}'`);
    }
  }
  return { initial: parseCount(first), steps };
}

function parseStepTime(at: string, text: string): ProvisionerStep['at'] {
  return at.startsWith('+')
    ? { kind: 'after_due', ms: afterMs(at.slice(1), text) }
    : { kind: 'time_of_day', minutes: parseTimeOfDay(at) };
}

function afterMs(duration: string, text: string): number {
  try {
    const ms = parseGoDurationMs(duration);
    if (ms >= 0 && ms <= DAY_MS) return ms;
  } catch {
    // Told with the whole form below.
  }
  throw new Error(`${FORM}, got '${text}'`);
}

function countOf(count: string, text: string): number {
  if (!/^\d+$/.test(count)) throw new Error(`${FORM}, got '${text}'`);
  const value = Number(count);
  if (value > MOST_PROVISIONERS) throw new Error(`must count up to ${MOST_PROVISIONERS}, got '${text}'`);
  return value;
}
