import type { Deployment } from '../deployment.js';
import type { TemplateRecord } from '../directory/templates.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import { invalidField, notFound, Refusal } from '../http/refusal.js';
import type { NewWorkspaceBody } from '../schemas/new-workspace.js';
import { buildParameters } from './build-parameters.js';
import { automaticUpdatesFrom, scheduleFrom, ttlMsFrom } from './schedule-fields.js';

/**
 * Creates a workspace with its first build, checking in the order in which a Coder server does. Requests come one after
 * the other here: the server's 500 for two of the same name at the same moment does not exist.
 * @throws Refusal with 400, 403, 404 or 409.
 */
export function createWorkspace(
  deployment: Deployment,
  body: NewWorkspaceBody,
  { owner, initiator }: { readonly owner: UserRecord; readonly initiator: UserRecord },
): WorkspaceRecord {
  const { builds, driver, model, timeZones, workspaces } = deployment;
  const nowUs = driver.begin();
  // A deleted user is found by id, but belongs to no organization any more.
  if (owner.deleted) throw notFound();
  const template = templateOf(deployment, body);
  requireExternalLogins(template);
  const schedule = scheduleFrom(body.autostart_schedule, timeZones);
  const ttlMs = ttlMsFrom(body.ttl_ms) ?? (template.defaultTtlMs > 0 ? template.defaultTtlMs : null);
  const automaticUpdates = automaticUpdatesFrom(body.automatic_updates || 'never');
  requireFreeName(deployment, owner, body.name);
  const presetId = body.template_version_preset_id;
  const parameters = buildParameters(template.version, body.rich_parameter_values, presetId, null);
  const state = model.createWorkspace(nowUs, {
    owner: owner.handle,
    name: body.name,
    initiator: initiator.handle,
    schedule,
    template: template.modelIndex,
    ttlUs: ttlMs === null ? null : ttlMs * 1000,
  });
  if (presetId !== null) builds.setRequest(state.latest, { presetId });
  return workspaces.add({
    owner,
    template,
    createdUs: nowUs,
    automaticUpdates,
    parameters,
    state,
  });
}

/** @throws Refusal with 409 if the owner has a workspace of that name, other than `except`. */
export function requireFreeName(
  { workspaces }: Deployment,
  owner: UserRecord,
  name: string,
  except?: WorkspaceRecord,
): void {
  const existing = workspaces.named(owner, name);
  if (existing === undefined || existing === except || existing.state.deleted) return;
  throw new Refusal(409, `There is already a workspace ${JSON.stringify(name)}.`, {
    validations: [{ field: 'name', detail: 'This name is taken.' }],
  });
}

function templateOf({ templates }: Deployment, body: NewWorkspaceBody): TemplateRecord {
  const template =
    body.template_id === null
      ? templates.withVersion(body.template_version_id ?? '')
      : templates.withId(body.template_id);
  if (template === undefined) {
    const field = body.template_id === null ? 'template_version_id' : 'template_id';
    throw invalidField(field, 'There is no such template.', 'The template does not exist.');
  }
  if (template.deleted) throw new Refusal(404, 'The template was deleted.');
  if (template.deprecationMessage === '') return template;
  throw new Refusal(400, 'The template is deprecated: it takes no new workspaces.', {
    detail: template.deprecationMessage,
  });
}

function requireExternalLogins({ version }: TemplateRecord): void {
  const missing = version.externalAuth.find(
    ({ authenticated = true, optional = false }) => !authenticated && !optional,
  );
  if (missing === undefined) return;
  throw new Refusal(
    403,
    `The owner is not signed in to ${JSON.stringify(missing.id)}, which the template needs.`,
  );
}
