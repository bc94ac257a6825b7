import { isLive, jobStatus, type ModelBuild, type ModelProvisioner } from '../../model/index.js';
import { formatInstantUs } from '../../time/index.js';
import { type Deployment, SERVER_VERSION } from '../deployment.js';
import type { DaemonJobJson, DaemonJson, DaemonStatus } from '../schemas/jobs.js';
import { provisionerTypes } from './provisioner-types.js';
import { fullTags } from './tags.js';

/** The key that daemons of a deployment share. */
const BUILT_IN_KEY = '00000000-0000-0000-0000-000000000001';

/** A daemon that has not reported for long is offline, whatever it runs. */
export function daemonStatus(provisioner: ModelProvisioner, nowUs: number): DaemonStatus {
  if (!isLive(provisioner, nowUs)) return 'offline';
  return provisioner.current === null ? 'idle' : 'busy';
}

/** A provisioner daemon with the jobs it runs and ran. */
export function daemonJson(deployment: Deployment, provisioner: ModelProvisioner, nowUs: number): DaemonJson {
  const { daemons, organization } = deployment;
  const daemon = daemons.withIndex(provisioner.index);
  return {
    id: daemon.id,
    organization_id: organization.id,
    key_id: BUILT_IN_KEY,
    created_at: formatInstantUs(daemons.createdUs(provisioner)),
    last_seen_at: formatInstantUs(provisioner.lastSeenUs),
    name: daemon.name,
    version: SERVER_VERSION,
    api_version: '1.18',
    provisioners: [...provisionerTypes(deployment)],
    tags: fullTags(provisioner.tags),
    key_name: 'built-in',
    status: daemonStatus(provisioner, nowUs),
    current_job: daemonJobJson(deployment, provisioner.current),
    previous_job: daemonJobJson(deployment, provisioner.previous),
  };
}

function daemonJobJson(deployment: Deployment, build: ModelBuild | null): DaemonJobJson | null {
  if (build === null) return null;
  const { template } = deployment.workspaces.withHandle(build.workspace);
  return {
    id: deployment.builds.jobIdOf(build),
    status: jobStatus(build),
    template_name: template.name,
    template_icon: template.icon,
    template_display_name: template.displayName,
  };
}
