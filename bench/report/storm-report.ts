import { makeReport, type Report } from '../../src/report/index.js';
import { type RunResult, runResult, summarizeRuns } from '../../src/scaletest/autostart/index.js';
import { seededDraws } from '../../src/stats/index.js';
import { instantFromUs } from '../../src/time/index.js';

const MINUTE_US = Date.UTC(2026, 10, 23, 9, 31) * 1000;
/** One in so many failed. */
const FAILED_EVERY = 50;

/** The report of a storm of this size, as a run would have collected it; some of its builds failed. */
export function stormReport(count: number): Report {
  const draw = seededDraws('render');
  const runs: RunResult[] = Array.from({ length: count }, (_, index) => {
    const created = MINUTE_US + 20_000_000 + index * 2_000;
    const started = created + Math.floor(draw() * 60_000_000);
    const completed = started + 10_000_000 + Math.floor(draw() * 30_000_000);
    const failed = index % FAILED_EVERY === 0;
    const error = failed
      ? 'terraform apply: exit status 1: "docker" said, among others: no space left'
      : null;
    const createdAt = instantFromUs(created);
    const workspaceName = `scaletest-k3v9q0ab-${index}`;
    return runResult({
      index,
      workspaceId: id('a', index),
      workspaceName,
      configTime: instantFromUs(MINUTE_US - 60_000_000 + index),
      scheduledTime: instantFromUs(MINUTE_US),
      outcome: failed
        ? { kind: 'failed', phase: 'build', cause: error ?? '', reaped: false }
        : { kind: 'started', totalMs: (completed - MINUTE_US) / 1000 },
      build: {
        id: id('b', index),
        workspaceId: id('a', index),
        workspaceName,
        workspaceOwnerId: id('c', index),
        workspaceOwnerName: workspaceName,
        buildNumber: 3,
        transition: 'start',
        reason: 'autostart',
        initiatorId: id('c', index),
        initiatorName: workspaceName,
        createdAt,
        status: failed ? 'failed' : 'running',
        agents: [],
        matchedProvisioners: null,
        job: {
          id: id('d', index),
          createdAt,
          startedAt: instantFromUs(started),
          completedAt: instantFromUs(completed),
          canceledAt: null,
          error,
          errorCode: null,
          status: failed ? 'failed' : 'succeeded',
          workerId: id('e', index % 400),
          queuePosition: 0,
          queueSize: 0,
        },
      },
    });
  });
  return makeReport(
    summarizeRuns(runs),
    [{ text: 'usable>=99%', status: 'crossed', measured: 0.98, measuredText: '98.0 %' }],
    {
      nineamVersion: '0.0.0',
      nodeVersion: '20.0.0',
      urlHost: 'coder.example.com',
      serverVersion: 'v2.33.5',
      template: 'docker',
      count,
      seed: null,
      embedded: null,
      timeScale: 1,
      feed: null,
      clockOffset: null,
      stopped: null,
      setUp: null,
      flags: {},
      startedAt: '2026-11-23T09:30:00Z',
      endedAt: '2026-11-23T09:40:00Z',
      cleanup: null,
      howObtained: {},
    },
  );
}

function id(kind: string, index: number): string {
  return `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
