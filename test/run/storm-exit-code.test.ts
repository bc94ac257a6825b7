import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineExitCodes, EXIT, type ExitCode } from '../../src/run/exit-code.js';
import { stormExitCode } from '../../src/run/storm-exit-code.js';
import { parseThreshold, type ThresholdStatus } from '../../src/thresholds/index.js';
import { anyThreshold } from '../thresholds/arbitrary-thresholds.js';

function storm(totalRuns: number, due: number, successfulRuns: number, setupFailed = totalRuns - due) {
  return { totalRuns, due, successfulRuns, outcomes: { setup_failed: setupFailed } };
}

const STORMS = {
  good: storm(100, 100, 100),
  'two missed': storm(100, 100, 98),
  'two set-ups failed': storm(100, 98, 98),
  'a set-up failed, one missed': storm(100, 99, 98),
  'no set-up succeeded': storm(100, 0, 0),
  'set-ups interrupted': storm(100, 60, 60, 0),
  empty: storm(0, 0, 0),
  'could not be run': null,
} as const;

type Row = readonly [keyof typeof STORMS, Readonly<Record<string, ThresholdStatus>>, ExitCode];

const CASES: readonly Row[] = [
  ['good', {}, 0],
  ['good', { 'usable>=99%': 'passed', 'ready_p95<5m': 'passed' }, 0],
  ['good', { 'ready_p95<5m': 'crossed' }, 5],
  ['good', { 'agent_p95<5m': 'not_evaluated' }, 5],
  ['good', { 'usable>=99%': 'passed', 'agent_p95<5m': 'not_evaluated' }, 5],
  ['two missed', {}, 4],
  ['two missed', { 'usable>=98%': 'passed' }, 0],
  ['two missed', { 'failed==0': 'passed' }, 0],
  ['two missed', { 'usable>=99%': 'crossed' }, 5],
  ['two missed', { 'ready_p95<5m': 'passed' }, 4],
  ['two missed', { 'ready_p95<5m': 'crossed' }, 5],
  ['two missed', { 'setup_failed<=1%': 'passed' }, 4],
  ['two set-ups failed', {}, 4],
  ['two set-ups failed', { 'usable==100%': 'passed' }, 4],
  ['two set-ups failed', { 'setup_failed<=2%': 'passed' }, 0],
  ['two set-ups failed', { 'setup_failed<=1%': 'crossed' }, 5],
  ['a set-up failed, one missed', { 'usable>=98%': 'passed' }, 4],
  ['a set-up failed, one missed', { 'setup_failed<=1%': 'passed' }, 4],
  ['a set-up failed, one missed', { 'usable>=98%': 'passed', 'setup_failed<=1%': 'passed' }, 0],
  ['no set-up succeeded', {}, 4],
  ['no set-up succeeded', { 'setup_failed<=100%': 'passed' }, 4],
  ['no set-up succeeded', { 'usable>=99%': 'not_evaluated' }, 5],
  ['set-ups interrupted', {}, 4],
  ['set-ups interrupted', { 'usable==100%': 'passed', 'setup_failed==0': 'passed' }, 4],
  ['empty', { 'missed==0': 'not_evaluated' }, 5],
  ['could not be run', {}, 0],
  ['could not be run', { 'missed==0': 'not_evaluated' }, 5],
];

describe('stormExitCode', () => {
  it.each(CASES)('of a storm that was %s, with %o, is %d', (name, given, code) => {
    const thresholds = Object.keys(given).map(parseThreshold);
    const verdicts = Object.values(given).map((status) => ({ status }));
    expect(stormExitCode(STORMS[name], thresholds, verdicts)).toBe(code);
  });

  it('is 0 only when every threshold passed', () => {
    const judged = fc.tuple(
      anyThreshold,
      fc.constantFrom<ThresholdStatus>('passed', 'crossed', 'not_evaluated'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(STORMS)), fc.array(judged), (counts, all) => {
        const verdicts = all.map(([, status]) => ({ status }));
        const code = stormExitCode(
          counts,
          all.map(([threshold]) => threshold),
          verdicts,
        );
        const passed = verdicts.every(({ status }) => status === 'passed');
        expect(code === EXIT.threshold).toBe(!passed);
      }),
    );
  });

  it('gives way to an interrupt, and to a cleanup that left something', () => {
    expect(combineExitCodes([EXIT.threshold, EXIT.sigint])).toBe(130);
    expect(combineExitCodes([EXIT.threshold, EXIT.cleanupIncomplete])).toBe(6);
    expect(combineExitCodes([EXIT.threshold, EXIT.notAllUsable, EXIT.unexpected])).toBe(5);
  });
});
