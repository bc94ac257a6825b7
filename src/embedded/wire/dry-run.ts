import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import { type DryRunRecord, type DryRunState, dryRunState } from '../directory/dry-runs.js';
import type { JobJson } from '../schemas/jobs.js';
import { importJobJson, listedImportJobJson } from './job.js';

/** How far a dry-run has come by `nowUs`; with the greatest number, what it will come to as things stand. */
export function stateOfDryRun(deployment: Deployment, dryRun: DryRunRecord, nowUs: number): DryRunState {
  const { model, parameters } = deployment;
  const tags = parameters.templates[dryRun.template.modelIndex]?.tags ?? {};
  return dryRunState(dryRun, model.provisioners(), tags, nowUs);
}

/** The job of a dry-run as the dry-run itself shows it. */
export function dryRunJobJson(deployment: Deployment, dryRun: DryRunRecord, nowUs: number): JobJson {
  const { daemons } = deployment;
  const { canceledUs, template } = dryRun;
  const { completedUs, provisioner, startedUs, status } = stateOfDryRun(deployment, dryRun, nowUs);
  const imported = importJobJson(deployment, template);
  return {
    id: dryRun.id,
    created_at: formatInstantUs(dryRun.createdUs),
    ...(startedUs === null ? {} : { started_at: formatInstantUs(startedUs) }),
    ...(completedUs === null ? {} : { completed_at: formatInstantUs(completedUs) }),
    ...(canceledUs === null ? {} : { canceled_at: formatInstantUs(canceledUs) }),
    status,
    ...(provisioner === null ? {} : { worker_id: daemons.withIndex(provisioner).id }),
    file_id: imported.file_id,
    tags: imported.tags,
    queue_position: 0,
    queue_size: 0,
    organization_id: imported.organization_id,
    initiator_id: dryRun.initiator.id,
    input: imported.input,
    type: 'template_version_dry_run',
    metadata: imported.metadata,
    logs_overflowed: false,
  };
}

/** The same job as the list of jobs shows it. */
export function listedDryRunJobJson(deployment: Deployment, dryRun: DryRunRecord, nowUs: number): JobJson {
  const { daemons } = deployment;
  const { provisioner } = stateOfDryRun(deployment, dryRun, nowUs);
  return {
    ...dryRunJobJson(deployment, dryRun, nowUs),
    ...(provisioner === null ? {} : { worker_name: daemons.withIndex(provisioner).name }),
    metadata: listedImportJobJson(deployment, dryRun.template, 0).metadata,
  };
}
