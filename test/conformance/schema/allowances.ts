import type { SchemaProblem } from './validate.js';

/**
 * Where the recorded server's answers go beyond the API's description: it cannot say "or null", two of its
 * enumerations are incomplete, and a few keys are missing or spelled differently there. A test holds this list to be
 * exactly what the recordings show.
 */
export const SEEN_IN_RECORDINGS: readonly string[] = [
  'not enumerated codersdk.Template.provisioner echo',
  'not enumerated codersdk.User.status dormant',
  'null codersdk.MatchedProvisioners.most_recently_seen',
  'null codersdk.ProvisionerDaemon.current_job',
  'null codersdk.ProvisionerDaemon.previous_job',
  'null codersdk.Workspace.deleting_at',
  'null codersdk.Workspace.dormant_at',
  'null codersdk.Workspace.latest_app_status',
  'null codersdk.Workspace.next_start_at',
  'null codersdk.Workspace.task_id',
  'null codersdk.WorkspaceAgent.environment_variables',
  'null codersdk.WorkspaceAgent.parent_id',
  'null codersdk.WorkspaceBuild.deadline',
  'null codersdk.WorkspaceBuild.max_deadline',
  'null codersdk.WorkspaceBuild.template_version_preset_id',
  'null get /api/v2/templateversions/{templateversion}/presets',
  'unknown key codersdk.ProvisionerDaemon.tags',
  'unknown key codersdk.ProvisionerJob.tags',
  'unknown key codersdk.TransitionStats.P50',
  'unknown key codersdk.TransitionStats.P95',
  'unknown key codersdk.WorkspaceConnectionLatencyMS.P50',
  'unknown key codersdk.WorkspaceConnectionLatencyMS.P95',
];

/** What a problem is called in the lists of this file. */
export function nameOf({ kind, at, value }: SchemaProblem): string {
  return kind === 'not enumerated' ? `${kind} ${at} ${String(value)}` : `${kind} ${at}`;
}

/** The same where no exchange was recorded, but the contract tells what the server really sends. */
export const TOLD_BY_CONTRACT: readonly string[] = [];
