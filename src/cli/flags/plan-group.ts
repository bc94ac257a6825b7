import type { GroupSetting } from '../../run/index.js';
import { parseGoDurationMs } from '../../time/index.js';
import { parseDistribution } from './distribution.js';
import { parseTimeOfDay } from './plan-values.js';
import { parseZone } from './population-flags.js';

const FORM =
  'must be count=<n> and then any of template, due-at, time-zone, window, p50 with p95, constant, e.g. count=500,template=gpu,due-at=8:30,time-zone=Europe/Berlin,p50=3m,p95=6m';
const MOST_WORKSPACES = 5_000_000;
const DAY_MINUTES = 24 * 60;

/** Keys of a service time; they keep their spelling for the distribution's own parser. */
const SERVICE_TIME = ['p50', 'p95', 'constant', 'values'];

/**
 * Parses `count=500,template=gpu,due-at=8:30,time-zone=Europe/Berlin,window=10m,p50=3m,p95=6m`; all but the count may be
 * left out.
 * @throws Error whose message completes the sentence "--group …".
 */
export function parseGroup(text: string): GroupSetting {
  const pairs = new Map<string, string>();
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const key = part.slice(0, at).trim();
    if (at < 1 || pairs.has(key)) throw new Error(`${FORM}, got '${text}'`);
    pairs.set(key, part.slice(at + 1).trim());
  }
  const take = <T>(key: string, parse: (value: string) => T): T | null => {
    const value = pairs.get(key);
    pairs.delete(key);
    return value === undefined ? null : named(key, text, () => parse(value));
  };
  const serviceTime = SERVICE_TIME.flatMap((key) => {
    const value = take(key, (given) => given);
    return value === null ? [] : [`${key}=${value}`];
  });
  const group: GroupSetting = {
    count: take('count', parseCount) ?? 0,
    template: take('template', (name) => name || null),
    dueAtMinutes: take('due-at', parseTimeOfDay),
    timeZone: take('time-zone', parseZone),
    windowMinutes: take('window', parseWindow),
    startTime:
      serviceTime.length === 0
        ? null
        : named('service time', text, () => parseDistribution(serviceTime.join(','))),
  };
  if (group.count === 0 || pairs.size > 0) throw new Error(`${FORM}, got '${text}'`);
  return group;
}

function named<T>(key: string, text: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Error(`'${text}': ${key} ${error.message}`, { cause: error });
  }
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MOST_WORKSPACES) {
    throw new Error(`must be a whole number from 1 to ${MOST_WORKSPACES}, got '${text}'`);
  }
  return count;
}

function parseWindow(text: string): number {
  const minutes = parseGoDurationMs(text) / 60_000;
  if (!Number.isInteger(minutes) || minutes < 0 || minutes >= DAY_MINUTES) {
    throw new Error(`must be whole minutes of less than a day, got '${text}'`);
  }
  return minutes;
}
