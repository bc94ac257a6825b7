/** What a token can be for, by kind of object: actions, or `*` for all of them (Coder API contract, tokens). */
const ACTIONS: Readonly<Record<string, string>> = {
  ai_gateway_key: 'create delete read update',
  ai_model_price: 'read update',
  ai_provider: 'create delete read update',
  ai_seat: 'create read',
  aibridge_interception: 'create read update',
  api_key: 'create delete read update',
  assign_org_role: 'assign create delete read unassign update',
  assign_role: 'assign read unassign',
  audit_log: 'create read',
  boundary_log: 'create delete read',
  boundary_usage: 'delete read update',
  chat: 'create delete read share update',
  connection_log: 'read update',
  crypto_key: 'create delete read update',
  debug_info: 'read',
  deployment_config: 'read update',
  deployment_stats: 'read',
  file: 'create read',
  group: 'create delete read update',
  group_member: 'read',
  idpsync_settings: 'read update',
  inbox_notification: 'create read update',
  license: 'create delete read',
  notification_message: 'create delete read update',
  notification_preference: 'read update',
  notification_template: 'read update',
  oauth2_app: 'create delete read update',
  oauth2_app_code_token: 'create delete read',
  oauth2_app_secret: 'create delete read update',
  organization: 'create delete read update',
  organization_member: 'create delete read update',
  prebuilt_workspace: 'delete update',
  provisioner_daemon: 'create delete read update',
  provisioner_jobs: 'create read update',
  replicas: 'read',
  system: 'create delete read update',
  tailnet_coordinator: 'create delete read update',
  task: 'create delete read update',
  template: 'create delete read update use view_insights',
  usage_event: 'create read update',
  user: 'create delete read read_personal update update_personal',
  user_secret: 'create delete read update',
  user_skill: 'create delete read update',
  webpush_subscription: 'create delete read',
  workspace:
    'application_connect create create_agent delete delete_agent read share ssh start stop update update_agent',
  workspace_agent_devcontainers: 'create',
  workspace_agent_resource_monitor: 'create read update',
  workspace_dormant:
    'application_connect create create_agent delete delete_agent read share ssh start stop update update_agent',
  workspace_proxy: 'create delete read update',
};

const COMPOSED: readonly string[] = [
  'all',
  'application_connect',
  'coder:all',
  'coder:apikeys.manage_self',
  'coder:application_connect',
  'coder:templates.author',
  'coder:templates.build',
  'coder:workspaces.access',
  'coder:workspaces.create',
  'coder:workspaces.delete',
  'coder:workspaces.operate',
];

const SCOPES: ReadonlySet<string> = new Set([
  ...COMPOSED,
  ...Object.entries(ACTIONS).flatMap(([kind, actions]) =>
    ['*', ...actions.split(' ')].map((action) => `${kind}:${action}`),
  ),
]);

const ID = /^(?:\*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Whether a Coder server knows a scope of tokens by this name. */
export function isScope(text: string): boolean {
  return SCOPES.has(text);
}

/** Whether a text is a kind of object and an id, or `*` in the place of either. */
export function isAllowListEntry(text: string): boolean {
  const [kind = '', id = '', ...more] = text.split(':');
  return more.length === 0 && (kind === '*' || Object.hasOwn(ACTIONS, kind)) && ID.test(id);
}
