import { formatInstantUs } from '../../time/index.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { WorkspaceJson } from '../schemas/workspaces.js';
import { workspaceHealth } from './agent.js';
import { type AnswerContext, type BuildView, buildJson } from './build.js';

/** A workspace with its latest build. */
export function workspaceJson(
  context: AnswerContext,
  workspace: WorkspaceRecord,
  view: BuildView = 'listed',
): WorkspaceJson {
  const { organization } = context.deployment;
  const { owner, state, template } = workspace;
  const ttlMs = state.ttlUs === null ? null : state.ttlUs / 1000;
  const createdAt = formatInstantUs(workspace.createdUs);
  return {
    id: workspace.id,
    created_at: createdAt,
    updated_at: createdAt,
    owner_id: owner.id,
    owner_name: owner.username,
    owner_avatar_url: '',
    organization_id: organization.id,
    organization_name: organization.name,
    template_id: template.id,
    template_name: template.name,
    template_display_name: template.displayName,
    template_icon: template.icon,
    template_allow_user_cancel_workspace_jobs: template.allowUserCancelWorkspaceJobs,
    template_active_version_id: template.versionId,
    template_require_active_version: false,
    template_use_classic_parameter_flow: true,
    latest_build: buildJson(context, workspace, state.latest, view),
    latest_app_status: null,
    outdated: false,
    name: state.name,
    ...(state.schedule === null ? {} : { autostart_schedule: state.schedule.text }),
    ...(ttlMs === null ? {} : { ttl_ms: ttlMs }),
    last_used_at: createdAt,
    deleting_at: null,
    dormant_at: state.dormantUs === null ? null : formatInstantUs(state.dormantUs),
    health: workspaceHealth(context.deployment, state.latest, context.nowUs),
    automatic_updates: workspace.automaticUpdates,
    allow_renames: context.deployment.options.allowWorkspaceRenames ?? false,
    favorite: workspace.isFavorite && context.viewer === owner,
    next_start_at: state.nextStartUs === null ? null : formatInstantUs(state.nextStartUs),
    is_prebuild: false,
    task_id: null,
  };
}
