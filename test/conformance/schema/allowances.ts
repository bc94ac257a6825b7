import type { SchemaProblem } from './validate.js';

/**
 * Where the recorded server's single answers go beyond the API's description: it cannot say "or null", two of its
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

/** Keys without a description whose values have a type nonetheless. */
const PERCENTILE = /\.P(50|95)$/;

/** Whether what the description does not know is of the type that the recordings show. */
export function hasKnownType({ kind, at, value }: SchemaProblem): boolean {
  if (kind !== 'unknown key' || !PERCENTILE.test(at)) return true;
  return value === null || typeof value === 'number';
}

/** The same of the recorded conversations with Coder's own command line: settings of the deployment, tokens, reasons. */
export const SEEN_IN_CONVERSATIONS: readonly string[] = [
  'not enumerated codersdk.WorkspaceBuild.reason cli',
  'null codersdk.AIBridgeProxyConfig.allowed_private_cidrs',
  'null codersdk.AIBridgeProxyConfig.domain_allowlist',
  'null codersdk.LoggingConfig.log_filter',
  'null codersdk.OAuth2GithubConfig.allowed_orgs',
  'null codersdk.OAuth2GithubConfig.allowed_teams',
  'null codersdk.OIDCConfig.email_domain',
  'null codersdk.OIDCConfig.group_allow_list',
  'null codersdk.OIDCConfig.user_roles_default',
  'null codersdk.SupportConfig.links',
  'null codersdk.TLSConfig.cert_file',
  'null codersdk.TLSConfig.key_file',
  'null codersdk.TLSConfig.supported_ciphers',
  'type codersdk.APIAllowListTarget',
  'type codersdk.OIDCConfig.group_regex_filter',
  'type serpent.HostPort',
  'type serpent.Struct-array_codersdk_ExternalAuthConfig',
  'type serpent.URL',
  'unknown key codersdk.APIKey.username',
  'unknown key codersdk.ChatConfig.ai_gateway_routing_enabled',
  'unknown key codersdk.OIDCConfig.auth_url_params.access_type',
  'unknown key codersdk.SSHConfig.DeploymentName',
  'unknown key codersdk.SSHConfig.SSHConfigOptions',
];

/** The same where nothing was recorded, but the contract tells what the server really sends. */
export const TOLD_BY_CONTRACT: readonly string[] = [
  // A list without rows may be null (section on tokens).
  'null get /api/v2/users/{user}/keys/tokens',
  // Users are dormant wherever they are listed (section on users).
  'not enumerated codersdk.OrganizationMemberWithUserData.status dormant',
  // The keys of presets begin with capitals (section on presets).
  'unknown key codersdk.Preset.ID',
  'unknown key codersdk.Preset.Name',
  'unknown key codersdk.Preset.Parameters',
  'unknown key codersdk.Preset.Default',
  'unknown key codersdk.Preset.DesiredPrebuildInstances',
  'unknown key codersdk.Preset.Description',
  'unknown key codersdk.Preset.Icon',
];
