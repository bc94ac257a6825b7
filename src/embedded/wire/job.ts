import { jobStatus, type ModelBuild } from '../../model/index.js';
import { formatInstantUs } from '../../time/index.js';
import { type Deployment, SERVER_VERSION } from '../deployment.js';
import type { DaemonRecord } from '../directory/daemons.js';
import { importTimesUs, type TemplateRecord } from '../directory/templates.js';
import type { DaemonJobJson, DaemonJson, JobJson } from '../schemas/jobs.js';

/** A job's place among those that wait. */
export interface QueueStanding {
  /** From 1; 0 for a job that does not wait. */
  readonly position: number;
  readonly size: number;
}

/** The standing of a job that does not wait, or whose place nobody computed. */
export const NOT_QUEUED: QueueStanding = { position: 0, size: 0 };

const TAGS = { owner: '', scope: 'organization' };
const ZERO_UUID = '00000000-0000-0000-0000-000000000000';
/** The key that built-in daemons share. */
const BUILT_IN_KEY = '00000000-0000-0000-0000-000000000001';

const NO_METADATA: JobJson['metadata'] = {
  template_version_name: '',
  template_id: ZERO_UUID,
  template_name: '',
  template_display_name: '',
  template_icon: '',
};

/** The job of a build as the build itself shows it. */
export function buildJobJson(
  deployment: Deployment,
  build: ModelBuild,
  template: TemplateRecord,
  standing: QueueStanding,
): JobJson {
  const { builds, daemons, organization, users } = deployment;
  return {
    id: builds.jobIdOf(build),
    created_at: formatInstantUs(build.createdUs),
    ...(build.startedUs === null ? {} : { started_at: formatInstantUs(build.startedUs) }),
    ...(build.completedUs === null ? {} : { completed_at: formatInstantUs(build.completedUs) }),
    ...(build.canceledUs === null ? {} : { canceled_at: formatInstantUs(build.canceledUs) }),
    ...(build.error ? { error: build.error } : {}),
    status: jobStatus(build),
    ...(build.provisioner === null ? {} : { worker_id: daemons.withIndex(build.provisioner).id }),
    file_id: template.fileId,
    tags: TAGS,
    queue_position: standing.position,
    queue_size: standing.size,
    organization_id: organization.id,
    initiator_id: users.withHandle(build.initiator).id,
    input: { workspace_build_id: builds.idOf(build) },
    type: 'workspace_build',
    metadata: NO_METADATA,
    logs_overflowed: false,
  };
}

/** The job of a build as the list of jobs shows it. */
export function listedBuildJobJson(
  deployment: Deployment,
  build: ModelBuild,
  standing: QueueStanding,
): JobJson {
  const { daemons, workspaces } = deployment;
  const { id, state, template } = workspaces.withHandle(build.workspace);
  return {
    ...buildJobJson(deployment, build, template, standing),
    ...(build.provisioner === null ? {} : { worker_name: daemons.withIndex(build.provisioner).name }),
    ...(build.startedUs === null ? { available_workers: daemons.all.map((daemon) => daemon.id) } : {}),
    metadata: {
      ...templateMetadata(template),
      workspace_id: id,
      workspace_name: state.name,
      workspace_build_transition: build.transition,
    },
  };
}

/** The job that imported a template, as the template's version shows it. */
export function importJobJson(deployment: Deployment, template: TemplateRecord): JobJson {
  const { daemons, organization, owner } = deployment;
  const times = importTimesUs(template);
  const worker = daemons.all[0];
  return {
    id: template.importJobId,
    created_at: formatInstantUs(times.createdUs),
    started_at: formatInstantUs(times.startedUs),
    completed_at: formatInstantUs(times.completedUs),
    status: 'succeeded',
    ...(worker === undefined ? {} : { worker_id: worker.id }),
    file_id: template.fileId,
    tags: TAGS,
    queue_position: 0,
    queue_size: 0,
    organization_id: organization.id,
    initiator_id: owner.id,
    input: { template_version_id: template.versionId },
    type: 'template_version_import',
    metadata: NO_METADATA,
    logs_overflowed: false,
  };
}

/** The same job as the list of jobs shows it. */
export function listedImportJobJson(
  deployment: Deployment,
  template: TemplateRecord,
  queueSize: number,
): JobJson {
  const worker = deployment.daemons.all[0];
  return {
    ...importJobJson(deployment, template),
    ...(worker === undefined ? {} : { worker_name: worker.name }),
    queue_size: queueSize,
    metadata: templateMetadata(template),
  };
}

/** A provisioner daemon with the jobs it runs and ran. */
export function daemonJson(
  deployment: Deployment,
  daemon: DaemonRecord,
  jobs: { readonly current: ModelBuild | null; readonly previous: ModelBuild | null },
  nowUs: number,
): DaemonJson {
  return {
    id: daemon.id,
    organization_id: deployment.organization.id,
    key_id: BUILT_IN_KEY,
    created_at: formatInstantUs(daemon.createdUs),
    last_seen_at: formatInstantUs(deployment.daemons.lastSeenUs(daemon, nowUs)),
    name: daemon.name,
    version: SERVER_VERSION,
    api_version: '1.18',
    provisioners: ['terraform'],
    tags: TAGS,
    key_name: 'built-in',
    status: jobs.current === null ? 'idle' : 'busy',
    current_job: daemonJobJson(deployment, jobs.current),
    previous_job: daemonJobJson(deployment, jobs.previous),
  };
}

function daemonJobJson(deployment: Deployment, build: ModelBuild | null): DaemonJobJson | null {
  if (build === null) return null;
  return {
    id: deployment.builds.jobIdOf(build),
    status: jobStatus(build),
    template_name: deployment.workspaces.withHandle(build.workspace).template.name,
    template_icon: '',
    template_display_name: '',
  };
}

function templateMetadata(template: TemplateRecord): JobJson['metadata'] {
  return {
    ...NO_METADATA,
    template_version_name: template.versionName,
    template_id: template.id,
    template_name: template.name,
  };
}
