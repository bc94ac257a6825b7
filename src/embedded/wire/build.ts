import { jobStatus, type ModelBuild, NOT_QUEUED, type QueueStanding } from '../../model/index.js';
import type { JobStatus, Transition } from '../../storm/index.js';
import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { BuildJson, ResourceJson, WorkspaceStatus } from '../schemas/workspaces.js';
import { agentsJson } from './agent.js';
import { buildJobJson } from './job.js';
import { matchedProvisioners, NOT_MATCHED } from './matched-provisioners.js';

/**
 * Which answer shows a build: they differ in what the server computes for it.
 *
 * | view | queue position | version name | matched provisioners |
 * |---|---|---|---|
 * | `created` (answer to a POST) | 0 | empty | computed |
 * | `listed` (workspaces and lists of builds) | computed | given | computed while pending, else zero |
 * | `single` (the build by itself) | computed | given | zero |
 */
export type BuildView = 'created' | 'listed' | 'single';

/** What the builds of one answer share, so that it is found out once. */
export interface AnswerContext {
  readonly deployment: Deployment;
  readonly nowUs: number;
  readonly standingOf: (build: ModelBuild) => QueueStanding;
  /** Who asks; `null` where that makes no difference. */
  readonly viewer: UserRecord | null;
}

const STATUS_WHILE_RUNNING: Readonly<Record<Transition, WorkspaceStatus>> = {
  start: 'starting',
  stop: 'stopping',
  delete: 'deleting',
};
const STATUS_AFTER_SUCCESS: Readonly<Record<Transition, WorkspaceStatus>> = {
  start: 'running',
  stop: 'stopped',
  delete: 'deleted',
};

/** Status of a workspace whose latest build has a job in this state (Coder API contract, workspace status). */
export function workspaceStatus(status: JobStatus, transition: Transition): WorkspaceStatus {
  switch (status) {
    case 'running':
      return STATUS_WHILE_RUNNING[transition];
    case 'succeeded':
      return STATUS_AFTER_SUCCESS[transition];
    case 'unknown':
      return 'pending';
    default:
      return status;
  }
}

/** What one answer at `nowUs` needs. Places in the queue are worked out when first asked for. */
export function answerContext(
  deployment: Deployment,
  nowUs: number,
  viewer: UserRecord | null = null,
): AnswerContext {
  return { deployment, nowUs, standingOf: deployment.model.queueStanding(), viewer };
}

/** A build in Coder's JSON, as the answer's kind of view shows it. */
export function buildJson(
  context: AnswerContext,
  workspace: WorkspaceRecord,
  build: ModelBuild,
  view: BuildView,
): BuildJson {
  const { deployment } = context;
  const { builds, users } = deployment;
  const { owner, template } = workspace;
  const initiator = users.withHandle(build.initiator);
  const status = jobStatus(build);
  const succeededUs = status === 'succeeded' ? build.completedUs : null;
  const createdAt = formatInstantUs(build.createdUs);
  return {
    id: builds.idOf(build),
    created_at: createdAt,
    updated_at: succeededUs === null ? createdAt : formatInstantUs(succeededUs),
    workspace_id: workspace.id,
    workspace_name: workspace.state.name,
    workspace_owner_id: owner.id,
    workspace_owner_name: owner.username,
    template_version_id: template.versionId,
    template_version_name: view === 'created' ? '' : template.versionName,
    build_number: build.number,
    transition: build.transition,
    initiator_id: initiator.id,
    initiator_name: initiator.username,
    job: buildJobJson(
      deployment,
      build,
      template,
      view === 'created' ? NOT_QUEUED : context.standingOf(build),
    ),
    reason: builds.reasonOf(build),
    resources: resourcesJson(context, build),
    deadline: build.deadlineUs === null ? null : formatInstantUs(build.deadlineUs),
    max_deadline: null,
    status: workspaceStatus(status, build.transition),
    daily_cost: 0,
    matched_provisioners:
      view === 'created' || (view === 'listed' && status === 'pending')
        ? matchedProvisioners(deployment, template, build.createdUs)
        : NOT_MATCHED,
    template_version_preset_id: builds.presetOf(build),
    ...(succeededUs === null ? {} : { has_ai_task: false, has_external_agent: false }),
  };
}

/** The one thing that a workspace consists of, once its build has succeeded, with the agents on it. */
export function resourcesJson({ deployment, nowUs }: AnswerContext, build: ModelBuild): ResourceJson[] {
  if (build.completedUs === null || jobStatus(build) !== 'succeeded') return [];
  const agents = agentsJson(deployment, build, nowUs);
  return [
    {
      id: deployment.identities.of('resource', build.sequence),
      created_at: formatInstantUs(build.completedUs),
      job_id: deployment.builds.jobIdOf(build),
      workspace_transition: build.transition,
      type: 'null_resource',
      name: 'workspace',
      hide: false,
      icon: '',
      ...(agents.length === 0 ? {} : { agents }),
      daily_cost: 0,
    },
  ];
}
