import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { StormStart } from '../../src/analysis/index.js';
import { parseInstant } from '../../src/time/index.js';

export const SECOND = 1_000_000;
export const NINE = Date.UTC(2026, 10, 23, 9) * 1_000;

/** A start that went well, with what is overridden. */
export function start(workspace: string, overrides: Partial<StormStart> = {}): StormStart {
  return {
    workspace,
    outcome: 'started',
    scheduledUs: NINE,
    createdUs: null,
    startedUs: null,
    completedUs: null,
    usableUs: null,
    workerId: null,
    reaped: false,
    negativeQueueWait: false,
    censoredUs: null,
    ...overrides,
  };
}

/** A start whose times are given in seconds after nine. */
export function startAt(
  workspace: string,
  [created, started, completed, usable = completed]: readonly number[],
  overrides: Partial<StormStart> = {},
): StormStart {
  const us = (seconds: number | undefined) => (seconds === undefined ? null : NINE + seconds * SECOND);
  return start(workspace, {
    createdUs: us(created),
    startedUs: us(started),
    completedUs: us(completed),
    usableUs: us(usable),
    ...overrides,
  });
}

type Fate = 'ok' | 'failed' | 'agent' | 'negative' | 'reaped' | 'canceled' | 'missed' | 'waiting' | 'running';

export interface Plan {
  readonly minute: number;
  readonly createdAfterUs: number;
  readonly serviceUs: number;
  readonly patienceUs: number;
  readonly fate: Fate;
}

const FATES = ['failed', 'agent', 'negative', 'reaped', 'canceled', 'missed', 'waiting', 'running'] as const;

const plan: fc.Arbitrary<Plan> = fc.record({
  minute: fc.nat(2),
  createdAfterUs: fc.oneof(fc.nat(20), fc.integer({ min: 0, max: 90 * SECOND })),
  serviceUs: fc.oneof(fc.nat(20), fc.integer({ min: 0, max: 30 * SECOND })),
  patienceUs: fc.integer({ min: 0, max: 120 * SECOND }),
  fate: fc.oneof({ weight: 5, arbitrary: fc.constant<Fate>('ok') }, fc.constantFrom<Fate>(...FATES)),
});

/** Storms with all that can happen, run first created, first started through a few provisioners; never contradictory. */
export const storms: fc.Arbitrary<readonly StormStart[]> = fc
  .tuple(fc.array(plan, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }))
  .map(([plans, provisioners]) => runStorm(plans, provisioners));

export function runStorm(plans: readonly Plan[], provisioners: number): readonly StormStart[] {
  const freeAt = Array.from({ length: provisioners }, () => Number.NEGATIVE_INFINITY);
  const creation = (p: Plan) => NINE + p.minute * 60 * SECOND + p.createdAfterUs;
  const order = plans.map((p, i) => ({ p, i })).sort((a, b) => creation(a.p) - creation(b.p) || a.i - b.i);
  return order.map(({ p, i }) => {
    const scheduledUs = NINE + p.minute * 60 * SECOND;
    const createdUs = creation(p);
    const base = { scheduledUs, createdUs };
    const gaveUp = { ...base, completedUs: createdUs + p.patienceUs };
    const censored = { ...base, outcome: 'timed_out' as const };
    switch (p.fate) {
      case 'missed':
        return start(`w${i}`, { scheduledUs, outcome: 'missed' });
      case 'reaped':
        return start(`w${i}`, { ...gaveUp, outcome: 'failed', reaped: true });
      case 'canceled':
        return start(`w${i}`, { ...gaveUp, outcome: 'canceled' });
      case 'waiting':
        return start(`w${i}`, { ...censored, censoredUs: createdUs - scheduledUs + p.patienceUs });
      default:
        break;
    }
    const worker = freeAt.indexOf(Math.min(...freeAt));
    const free = freeAt[worker]!;
    const early = p.fate === 'negative' && free < createdUs;
    const startedUs = early ? Math.max(free, createdUs - 150_000) : Math.max(createdUs, free);
    const completedUs = Math.max(startedUs, createdUs - 100_000) + p.serviceUs;
    freeAt[worker] = p.fate === 'running' ? Number.POSITIVE_INFINITY : completedUs;
    if (startedUs === Number.POSITIVE_INFINITY) {
      return start(`w${i}`, { ...censored, censoredUs: createdUs - scheduledUs + p.patienceUs });
    }
    const taken = { ...base, startedUs, workerId: `p${worker}`, negativeQueueWait: startedUs < createdUs };
    if (p.fate === 'running') {
      return start(`w${i}`, {
        ...taken,
        outcome: 'timed_out',
        censoredUs: startedUs - scheduledUs + p.patienceUs,
      });
    }
    if (p.fate === 'failed') return start(`w${i}`, { ...taken, completedUs, outcome: 'failed' });
    const usableUs = Math.max(createdUs, completedUs) + (p.fate === 'agent' ? p.patienceUs : 0);
    const outcome = p.fate === 'agent' ? 'ready' : 'started';
    return start(`w${i}`, { ...taken, completedUs, usableUs, outcome });
  });
}

const folder = new URL('../fixtures/storms/', import.meta.url);

/** The autostarts of a storm that was recorded on a real server, as its rows have them. */
export function recordedStarts(name: 's1' | 's2' | 's5'): readonly StormStart[] {
  const settings = JSON.parse(readFileSync(new URL('settings.json', folder), 'utf8'));
  const scheduledUs = parseInstant(settings[name].schedule).us;
  return readFileSync(new URL(`${name}.csv`, folder), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter((fields) => fields[3] === 'autostart')
    .map((fields) => {
      const [createdUs, startedUs, completedUs] = fields.slice(4, 7).map((text) => parseInstant(text).us);
      return start(fields[0]!, {
        scheduledUs,
        createdUs: createdUs!,
        startedUs: startedUs!,
        completedUs: completedUs!,
        usableUs: completedUs!,
        workerId: fields[8]!,
        negativeQueueWait: startedUs! < createdUs!,
      });
    });
}
