import { type Distribution, sampleAt } from '../../stats/index.js';
import { formatInstantUs } from '../../time/index.js';
import type { Deployment, OrganizationRecord } from '../deployment.js';
import type { TemplateRecord } from '../directory/templates.js';
import type { OrganizationJson, TemplateJson, TemplateVersionJson } from '../schemas/templates.js';
import { importJobJson } from './job.js';

/** The organization in Coder's JSON. */
export function organizationJson(organization: OrganizationRecord): OrganizationJson {
  const createdAt = formatInstantUs(organization.createdUs);
  return {
    id: organization.id,
    name: organization.name,
    display_name: organization.displayName,
    icon: '',
    description: 'Builtin default organization.',
    created_at: createdAt,
    updated_at: createdAt,
    is_default: true,
    default_org_member_roles: ['organization-workspace-access'],
  };
}

/** A template. Its build times are those that the model draws from, so that a client can estimate before any build. */
export function templateJson(deployment: Deployment, template: TemplateRecord): TemplateJson {
  const { organization, owner, parameters } = deployment;
  const rules = parameters.templates[template.modelIndex];
  const serviceTime = rules?.serviceTime ?? parameters.serviceTime;
  return {
    id: template.id,
    created_at: formatInstantUs(template.createdUs),
    updated_at: formatInstantUs(template.updatedUs),
    organization_id: organization.id,
    organization_name: organization.name,
    organization_display_name: organization.displayName,
    organization_icon: '',
    name: template.name,
    display_name: template.displayName,
    provisioner: template.version.stages,
    active_version_id: template.versionId,
    active_user_count: 0,
    build_time_stats: {
      delete: percentiles(serviceTime.delete),
      start: percentiles(serviceTime.start),
      stop: percentiles(serviceTime.stop),
    },
    description: template.description,
    deprecated: template.deprecationMessage !== '',
    deprecation_message: template.deprecationMessage,
    deleted: template.deleted,
    icon: template.icon,
    default_ttl_ms: template.defaultTtlMs,
    activity_bump_ms: template.activityBumpMs,
    time_til_autostop_notify_ms: template.timeTilAutostopNotifyMs,
    autostop_requirement: { days_of_week: [], weeks: 1 },
    autostart_requirement: { days_of_week: [...template.autostartDays] },
    created_by_id: owner.id,
    created_by_name: owner.username,
    allow_user_autostart: template.allowUserAutostart,
    allow_user_autostop: true,
    allow_user_cancel_workspace_jobs: template.allowUserCancelWorkspaceJobs,
    failure_ttl_ms: (rules?.failureTtlUs ?? 0) / 1000,
    time_til_dormant_ms: 0,
    time_til_dormant_autodelete_ms: 0,
    require_active_version: false,
    max_port_share_level: 'public',
    cors_behavior: template.corsBehavior,
    use_classic_parameter_flow: true,
    disable_module_cache: template.disableModuleCache,
  };
}

/** The active version of a template. */
export function templateVersionJson(deployment: Deployment, template: TemplateRecord): TemplateVersionJson {
  const { organization, owner } = deployment;
  const { version } = template;
  return {
    id: version.id,
    template_id: version.templateId,
    organization_id: organization.id,
    created_at: formatInstantUs(version.createdUs),
    updated_at: formatInstantUs(version.updatedUs),
    name: version.name,
    message: version.message,
    job: importJobJson(deployment, template),
    readme: '',
    created_by: {
      id: owner.id,
      username: owner.username,
      ...(owner.name === '' ? {} : { name: owner.name }),
    },
    archived: false,
    has_external_agent: false,
  };
}

/** Whole milliseconds of a distribution of microseconds. */
function percentiles(distribution: Distribution): { P50: number; P95: number } {
  return {
    P50: Math.round(sampleAt(distribution, 0.5) / 1000),
    P95: Math.round(sampleAt(distribution, 0.95) / 1000),
  };
}
