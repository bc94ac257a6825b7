import type { QueuedJob, Template, WorkspaceAgent, WorkspaceBuild } from '../codersdk/index.js';
import type { ObservedAgent, ObservedBuild, ObservedJob, ReportedTimes } from '../plan/index.js';

/** A build as a calibration asks of it. */
export function observedBuild(build: WorkspaceBuild, template: string): ObservedBuild {
  const { job } = build;
  return {
    workspace: `${build.workspaceOwnerName}/${build.workspaceName} (${build.workspaceId})`,
    buildNumber: build.buildNumber,
    transition: build.transition,
    reason: build.reason,
    template: template === '' ? null : template,
    createdUs: build.createdAt.us,
    startedUs: job.startedAt?.us ?? null,
    completedUs: job.completedAt?.us ?? null,
    // A job that was canceled while it ran mostly ends as failed.
    jobStatus: job.status === 'failed' && job.canceledAt !== null ? 'canceled' : job.status,
    workerId: job.workerId,
    agents: build.agents.filter(({ parentId }) => parentId === null).map(observedAgent),
  };
}

/** What a calibration needs of an agent. */
export function observedAgent(
  agent: Pick<
    WorkspaceAgent,
    'name' | 'firstConnectedAt' | 'startedAt' | 'readyAt' | 'lifecycleState' | 'status'
  >,
): ObservedAgent {
  return {
    name: agent.name,
    firstConnectedUs: agent.firstConnectedAt?.us ?? null,
    startedUs: agent.startedAt?.us ?? null,
    readyUs: agent.readyAt?.us ?? null,
    startError: agent.lifecycleState === 'start_error',
    timedOut: agent.status === 'timeout',
  };
}

/** Jobs that a provisioner took. */
export function observedJobs(jobs: readonly QueuedJob[]): readonly ObservedJob[] {
  return jobs.flatMap(({ completedAt, createdAt, startedAt, workerId }) =>
    startedAt === null || workerId === null
      ? []
      : [
          {
            createdUs: createdAt.us,
            startedUs: startedAt.us,
            completedUs: completedAt?.us ?? null,
            workerId,
          },
        ],
  );
}

/** Starts among the jobs, but for those of which it is known that somebody asked for them. */
export function autostartCreations(
  jobs: readonly QueuedJob[],
  builds: ReadonlyMap<string, { readonly build: WorkspaceBuild }>,
): readonly number[] {
  const asked = new Set(
    [...builds.values()].flatMap(({ build }) => (build.reason === 'autostart' ? [] : [build.job.id])),
  );
  return jobs.flatMap(({ createdAt, id, transition }) =>
    transition === 'start' && !asked.has(id) ? [createdAt.us] : [],
  );
}

/** What a server says itself of how long builds of a template take. */
export function reportedTimes({ buildTimeStats, name }: Template): ReportedTimes {
  const times = ({ p50Ms, p95Ms }: Template['buildTimeStats']['start']) =>
    p50Ms === null || p95Ms === null ? null : { p50Us: p50Ms * 1_000, p95Us: p95Ms * 1_000 };
  const { delete: deletes, start, stop } = buildTimeStats;
  return { template: name, times: { start: times(start), stop: times(stop), delete: times(deletes) } };
}
