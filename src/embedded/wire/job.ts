import {
  canRun,
  isKept,
  jobStatus,
  type ModelBuild,
  type ProvisionerTags,
  type QueueStanding,
} from '../../model/index.js';
import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import { importTimesUs, type TemplateRecord } from '../directory/templates.js';
import type { JobJson } from '../schemas/jobs.js';
import { fullTags } from './tags.js';

const ZERO_UUID = '00000000-0000-0000-0000-000000000000';

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
    ...(build.errorCode ? { error_code: build.errorCode } : {}),
    status: jobStatus(build),
    ...(build.provisioner === null ? {} : { worker_id: daemons.withIndex(build.provisioner).id }),
    file_id: template.fileId,
    tags: fullTags(jobTags(deployment, template)),
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
    ...(build.startedUs === null ? { available_workers: workersFor(deployment, template) } : {}),
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
  const { organization, owner } = deployment;
  const times = importTimesUs(template);
  const worker = importWorker(deployment);
  return {
    id: template.importJobId,
    created_at: formatInstantUs(times.createdUs),
    started_at: formatInstantUs(times.startedUs),
    completed_at: formatInstantUs(times.completedUs),
    status: 'succeeded',
    ...(worker === undefined ? {} : { worker_id: worker.id }),
    file_id: template.fileId,
    tags: fullTags(jobTags(deployment, template)),
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
  const worker = importWorker(deployment);
  return {
    ...importJobJson(deployment, template),
    ...(worker === undefined ? {} : { worker_name: worker.name }),
    queue_size: queueSize,
    metadata: templateMetadata(template),
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

/** What a provisioner must have to run a template's jobs. */
function jobTags({ parameters }: Deployment, { modelIndex }: TemplateRecord): ProvisionerTags {
  return parameters.templates[modelIndex]?.tags ?? {};
}

/** Ids of all daemons that may run a template's jobs, dead ones too (Coder API contract, queue position). */
function workersFor(deployment: Deployment, template: TemplateRecord): string[] {
  const tags = jobTags(deployment, template);
  return deployment.model
    .provisioners()
    .filter((provisioner) => canRun(provisioner.tags, tags) && isKept(provisioner, deployment.model.nowUs))
    .map(({ index }) => deployment.daemons.withIndex(index).id);
}

/** Templates were imported before all else, by whoever was there. */
function importWorker({ daemons }: Deployment) {
  return daemons.all[0];
}
