import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildLog } from '../../src/embedded/build-log.js';
import { type StagePlan, stagesOf } from '../../src/embedded/build-stages.js';
import type { ModelBuild } from '../../src/model/index.js';

const SECOND = 1e6;
const START = 1_000 * SECOND;
const terraform: StagePlan = { kind: 'terraform', typicalUs: 100 * SECOND };
const echo: StagePlan = { kind: 'echo', typicalUs: 100 * SECOND };

/** A build that a provisioner runs since `START`. */
function build(o: Partial<ModelBuild> = {}): ModelBuild {
  return {
    workspace: 0,
    number: 1,
    sequence: 3,
    transition: 'start',
    reason: 'initiator',
    initiator: 0,
    createdUs: START - SECOND,
    startedUs: START,
    completedUs: null,
    canceledUs: null,
    error: null,
    errorCode: null,
    reaped: false,
    provisioner: 0,
    deadlineUs: null,
    agents: [],
    ...o,
  };
}

const texts = (b: ModelBuild, plan = terraform) =>
  buildLog(b, plan).map(({ level, output, stage }) =>
    output === '' ? stage : `${stage}: ${level}: ${output}`,
  );

describe('the log of a build', () => {
  it('of a job that succeeded has a line for the begin of each stage', () => {
    const done = { completedUs: START + 90 * SECOND };
    expect(texts(build(done))).toEqual([
      'Setting up',
      'Initializing Terraform Directory',
      'Planning Infrastructure',
      'Starting workspace',
      'Graphing Infrastructure',
      'Cleaning Up',
    ]);
    expect(texts(build({ ...done, transition: 'stop' }))[3]).toBe('Stopping workspace');
    expect(texts(build({ ...done, transition: 'delete' }))[3]).toBe('Destroying workspace');
  });

  it('has the three lines that were recorded where the template asks for them, failed or not', () => {
    const recorded = ['Setting up', 'Starting workspace', 'Cleaning Up'];
    expect(texts(build({ completedUs: START + 90 * SECOND }), echo)).toEqual(recorded);
    expect(texts(build({ completedUs: START + 90 * SECOND, error: 'x' }), echo)).toEqual(recorded);
  });

  it('of a job that failed ends with the error, in the stage that it came to', () => {
    const failed = build({ completedUs: START + 90 * SECOND, error: 'no space' });
    expect(texts(failed).slice(-3)).toEqual([
      'Starting workspace',
      'Starting workspace: error: no space',
      'Cleaning Up',
    ]);
    const early = build({ completedUs: START + 3 * SECOND, error: 'canceled' });
    expect(texts(early)).toEqual([
      'Setting up',
      'Initializing Terraform Directory',
      'Initializing Terraform Directory: error: canceled',
      'Cleaning Up',
    ]);
  });

  it('of a job that the reaper ended has the reaper’s words, in the last stage or in none', () => {
    const pending = build({
      completedUs: START,
      provisioner: null,
      reaped: true,
      error: 'reaper: 30 minutes',
    });
    expect(texts(pending)[0]).toBe('Unknown: error: reaper: 30 minutes');
    expect(texts(pending).every((text) => text.startsWith('Unknown: error: '))).toBe(true);
    const hung = texts(
      build({ completedUs: START + 400 * SECOND, reaped: true, error: 'reaper: 5 minutes' }),
    );
    expect(hung.at(-2)).toBe('Starting workspace: error: reaper: 5 minutes');
    expect(hung.at(-1)).toMatch(/^Starting workspace: error: /);
  });

  it('is empty where no provisioner worked', () => {
    const ended = { completedUs: START, provisioner: null };
    expect(texts(build({ startedUs: null, provisioner: null }))).toEqual([]);
    expect(texts(build({ ...ended, startedUs: null, canceledUs: START }))).toEqual([]);
    expect(texts(build(ended))).toEqual([]);
    expect(texts(build({ completedUs: START, error: 'cannot be prepared' }))).toEqual([]);
  });

  it('only grows: what was told while the job ran is told the same after its end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 * SECOND }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(null, 'broken'),
        fc.constantFrom(terraform, echo),
        (serviceUs, share, error, plan) => {
          const completedUs = START + serviceUs;
          const nowUs = START + Math.floor(share * (serviceUs - 1));
          const before = buildLog(build(), plan).filter(({ atUs }) => atUs <= nowUs);
          const after = buildLog(build({ completedUs, error }), plan);
          expect(after.slice(0, before.length)).toEqual(before);
          const ids = after.map(({ id }) => id);
          expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
          const times = after.map(({ atUs }) => atUs);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          expect(times.every((us) => us >= START && us <= completedUs)).toBe(true);
        },
      ),
    );
  });

  it('has ids that no other build’s has', () => {
    const done = { completedUs: START + 90 * SECOND, error: 'x' };
    const last = buildLog(build({ ...done, sequence: 7 }), terraform).at(-1)!.id;
    expect(buildLog(build({ ...done, sequence: 8 }), terraform)[0]!.id).toBeGreaterThan(last);
    expect(buildLog(build({ ...done, sequence: 0 }), terraform)[0]!.id).toBeGreaterThan(0);
  });
});

describe('the stages of a build', () => {
  it('share its service time, apply the most of it', () => {
    const starts = stagesOf(build({ completedUs: START + 120 * SECOND }), terraform);
    expect(starts.map(({ atUs, stage }) => [stage, (atUs - START) / SECOND])).toEqual([
      ['setup', 0.5],
      ['init', 2],
      ['plan', 6],
      ['apply', 15],
      ['graph', 118],
      ['cleanup', 119],
    ]);
  });
});
