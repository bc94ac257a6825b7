import { replayQueue } from '../../../src/model/index.js';
import { makeReport, type ReportEnvironment, type SavedRun, savedRunOf } from '../../../src/report/index.js';
import { type RunResult, summarizeRuns } from '../../../src/scaletest/autostart/index.js';
import { seededDraws } from '../../../src/stats/index.js';
import { at, makeBuild, makeResult } from '../../scaletest/autostart/records.js';
import { ENVIRONMENT } from '../samples.js';

export interface StormSettings {
  readonly seed: string;
  readonly count?: number;
  readonly provisioners?: number;
  /** Service times are spread evenly from half to one and a half times this. */
  readonly serviceMs?: number;
  /** How many of the last ones fail. */
  readonly failed?: number;
  readonly environment?: Partial<ReportEnvironment>;
  /** What a server says wherever it can. */
  readonly text?: string;
}

/** A run whose builds went through a first-in-first-out queue, and saved. */
export function savedStorm({
  seed,
  count = 80,
  provisioners = 6,
  serviceMs = 20_000,
  failed = 0,
  environment = {},
  text,
}: StormSettings): SavedRun {
  const uniform = seededDraws(seed);
  const createdUs = Array.from({ length: count }, (_, index) => (10_000 + index * 50) * 1000);
  const serviceUs = createdUs.map(() => Math.round(serviceMs * 1000 * (0.5 + uniform())));
  const { startedUs, completedUs } = replayQueue(createdUs, serviceUs, provisioners);
  const runs = createdUs.map((us, index): RunResult => {
    const completedMs = (completedUs[index] ?? 0) / 1000;
    const fails = index >= count - failed;
    const build = makeBuild({
      createdAt: at(us / 1000),
      job: {
        startedAt: at((startedUs[index] ?? 0) / 1000),
        completedAt: at(completedMs),
        workerId: text ?? `p-${index % provisioners}`,
        status: fails ? 'failed' : 'succeeded',
      },
    });
    const result = makeResult(
      fails
        ? { kind: 'failed', phase: 'build', cause: text ?? 'apply failed', reaped: false }
        : { kind: 'started', totalMs: completedMs },
      build,
      index,
    );
    return text === undefined ? result : { ...result, workspaceName: text, workspaceId: text };
  });
  const report = makeReport(summarizeRuns(runs), [], {
    ...ENVIRONMENT,
    count,
    ...(text === undefined ? {} : { urlHost: text, serverVersion: text, template: text }),
    ...environment,
  });
  return savedRunOf(report, { runId: `${seed}-7c1a-4a55`, createdAt: '2026-11-23T09:29:58.25Z' });
}
