import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  decodeSavedRun,
  encodeSavedRun,
  makeReport,
  nodeOutputFs,
  OUTPUT_FORMATS,
  type OutputFormat,
  pagePath,
  type Report,
  type ReportEnvironment,
  readSavedRun,
  renderOutput,
  reportOfSavedRun,
  resultPath,
  savedRunOf,
  saveRun,
  thresholdMeasurements,
} from '../../src/report/index.js';
import { runResult, stageTimings, summarizeRuns } from '../../src/scaletest/autostart/index.js';
import { evaluateThresholds, parseThreshold } from '../../src/thresholds/index.js';
import { at, makeAgent, makeBuild, makeResult } from '../scaletest/autostart/records.js';
import { hostileText } from './html/hostile-text.js';
import { ENVIRONMENT, eventfulRuns, PREDICTED } from './samples.js';

const FORMATS = Object.keys(OUTPUT_FORMATS) as readonly OutputFormat[];
const IDENTITY = { runId: '1f0c9b1e-7c1a-4a55-9d0e-5d0f6f0b9a7e', createdAt: '2026-11-23T09:29:58.25Z' };
const WORDS = ['ready_worst_p95 < 5m', 'usable>=99%', 'agent_p95<1m'];

function reportOf(
  runs: Report['results']['runs'],
  environment: ReportEnvironment = ENVIRONMENT,
  timings: Report['results']['stageTimings'] = null,
): Report {
  const results = summarizeRuns(runs, timings);
  return makeReport(
    results,
    evaluateThresholds(WORDS.map(parseThreshold), thresholdMeasurements(results)),
    environment,
  );
}

const EVENTFUL = reportOf(
  eventfulRuns(),
  { ...ENVIRONMENT, count: 29, predicted: PREDICTED },
  stageTimings({ asked: 2, timed: 1, stages: new Map([['apply', [7_000]]]) }, 20),
);

function readBack(report: Report): Report {
  const bytes = Buffer.from(encodeSavedRun(savedRunOf(report, IDENTITY)));
  return reportOfSavedRun(decodeSavedRun(bytes, 'result.json'));
}

const text = hostileText;
const ms = fc.integer({ min: 0, max: 1e9 }).map((us) => us / 1000);
/** A workspace of every kind, with texts that a server chose. */
const anyRun = fc.record({ kind: fc.nat({ max: 7 }), text, ms }).map(({ kind, text, ms }) => {
  const build = makeBuild({
    createdAt: at(ms),
    initiatorName: text,
    workspaceOwnerName: text,
    agents: [makeAgent({ name: text }), makeAgent({ id: 'a-2', readyAt: null, lifecycleState: text })],
    job: { startedAt: at(ms + 1), completedAt: at(ms + 2.5), workerId: text, error: text },
  });
  switch (kind) {
    case 0:
      return makeResult({ kind: 'ready', totalMs: ms }, build);
    case 1:
      return makeResult({ kind: 'started', totalMs: ms }, makeBuild({ createdAt: at(ms) }));
    case 2:
      return makeResult({ kind: 'failed', phase: 'build', cause: text, reaped: false }, build);
    case 3:
      return makeResult({ kind: 'canceled', phase: 'queue', cause: text }, build);
    case 4:
      return makeResult({ kind: 'missed', reason: 'unknown', detail: text }, null);
    case 5:
      return makeResult({ kind: 'timed_out', phase: 'startup', waitedMs: ms }, build);
    case 6:
      return makeResult({ kind: 'interrupted', phase: 'setup' }, null);
    default:
      return runResult({
        index: 0,
        workspaceId: null,
        workspaceName: text,
        configTime: null,
        scheduledTime: null,
        outcome: { kind: 'setup_failed', step: 'user', cause: text },
        build: null,
      });
  }
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'nineam-saved-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

const fixture = (name: string) =>
  readFile(new URL(`../fixtures/results/${name}`, import.meta.url)).then(
    (bytes) => () => decodeSavedRun(bytes, name),
  );

describe('a saved run', () => {
  it.each(FORMATS)('gives the same bytes as %s as the run itself did', (format) => {
    expect(renderOutput(format, readBack(EVENTFUL))).toBe(renderOutput(format, EVENTFUL));
  });

  it('gives an equal report, whatever became of the workspaces and whatever a server said', () => {
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 12 }), text, (runs, said) => {
        const environment = { ...ENVIRONMENT, serverVersion: said, template: said };
        const report = reportOf(runs, environment);
        const again = readBack(report);
        expect(again).toEqual(report);
        for (const format of ['text', 'json', 'csv', 'junit', 'markdown'] as const)
          expect(renderOutput(format, again)).toBe(renderOutput(format, report));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same text each time', () => {
    const saved = savedRunOf(EVENTFUL, IDENTITY);
    expect(encodeSavedRun(saved)).toBe(
      encodeSavedRun(decodeSavedRun(Buffer.from(encodeSavedRun(saved)), '')),
    );
  });

  it('holds thresholds in the words of the user, and can be held against others', () => {
    const saved = savedRunOf(EVENTFUL, IDENTITY);
    expect(saved.thresholds).toEqual(WORDS);
    const { thresholds } = reportOfSavedRun(saved, [parseThreshold('missed==2')]);
    expect(thresholds).toMatchObject([{ text: 'missed==2', status: 'passed' }]);
  });

  it('holds no value of a flag that sounds like a secret, even if it was handed one', () => {
    const flags = { ...ENVIRONMENT.flags, 'session-token': 'hunter2' };
    const saved = savedRunOf(reportOf([], { ...ENVIRONMENT, flags }), IDENTITY);
    expect(encodeSavedRun(saved)).not.toContain('hunter2');
  });
});

describe('decodeSavedRun', () => {
  it('refuses every file that was cut off', () => {
    const bytes = Buffer.from(encodeSavedRun(savedRunOf(reportOf(eventfulRuns().slice(0, 2)), IDENTITY)));
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), (length) => {
        expect(() => decodeSavedRun(bytes.subarray(0, length), 'result.json')).toThrow(
          /^result\.json is torn/,
        );
      }),
    );
  });

  it('refuses every file of which one byte was changed', () => {
    const bytes = Buffer.from(encodeSavedRun(savedRunOf(reportOf(eventfulRuns().slice(0, 2)), IDENTITY)));
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(() => decodeSavedRun(changed, 'result.json')).toThrow(/^result\.json (was edited|is torn)/);
      }),
    );
  });

  it.each([
    ['torn.json', /torn\.json is torn: its end is missing/],
    ['edited.json', /edited\.json was edited or damaged: its checksum does not match/],
    ['newer-version.json', /newer-version\.json is of version 2, and this nineam reads version 1/],
    ['of-a-journal.json', /of-a-journal\.json is whole, but no result of a run/],
    ['unknown-outcome.json', /unknown-outcome\.json is not what nineam writes \(runs\.0\.outcome/],
    ['unknown-field.json', /unknown-field\.json is not what nineam writes/],
    ['no-instant.json', /no-instant\.json is not what nineam writes \(runs\.0\.scheduledTime\)/],
  ])('refuses %s with words', async (name, words) => {
    const decode = await fixture(name);
    expect(decode).toThrow(words);
    expect(decode).not.toThrow(/invalid input/i);
  });

  it('reads what version 1 wrote', async () => {
    expect((await fixture('version-1.json'))()).toMatchObject({ ...IDENTITY, thresholds: WORDS });
  });
});

describe('saveRun', () => {
  const io = { fs: nodeOutputFs, uniqueName: () => 'abc' };

  it('writes results and page for the owner only, over what stood there', async () => {
    const made = await folder();
    await saveRun(made, EVENTFUL, IDENTITY, io);
    const later = { ...EVENTFUL, environment: { ...EVENTFUL.environment, cleanup: null } };
    await saveRun(made, later, IDENTITY, io);
    for (const path of [resultPath(made), pagePath(made)])
      expect((await stat(path)).mode & 0o777, path).toBe(0o600);
    expect(reportOfSavedRun(await readSavedRun(made))).toEqual(later);
    expect(await readSavedRun(resultPath(made))).toEqual(await readSavedRun(made));
    expect(await readFile(pagePath(made), 'utf8')).toBe(renderOutput('html', later));
  });

  it('is told from what is no result when it is read', async () => {
    const made = await folder();
    await expect(readSavedRun(made)).rejects.toThrow(/cannot read the results .*ENOENT/);
    await writeFile(resultPath(made), '{}\n');
    await expect(readSavedRun(made)).rejects.toThrow(/result\.json was edited or damaged/);
  });
});
