import type { Deployment } from '../deployment.js';
import type { TemplateRecord } from '../directory/templates.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import { invalidField, Refusal } from '../http/refusal.js';
import type { NewWorkspaceBody } from '../schemas/new-workspace.js';
import { scheduleFrom, ttlMsFrom } from './schedule-fields.js';

/**
 * Creates a workspace with its first build, checking in the order in which a Coder server does.
 * @throws Refusal with 400 or 409.
 */
export function createWorkspace(
  deployment: Deployment,
  body: NewWorkspaceBody,
  people: { readonly owner: UserRecord; readonly initiator: UserRecord },
): WorkspaceRecord {
  const { driver, model, timeZones, workspaces } = deployment;
  const nowUs = driver.begin();
  const template = templateOf(deployment, body);
  const schedule = scheduleFrom(body.autostart_schedule, timeZones);
  const ttlMs = ttlMsFrom(body.ttl_ms);
  const existing = workspaces.named(people.owner, body.name);
  if (existing !== undefined && !existing.state.deleted) {
    throw new Refusal(409, `There is already a workspace ${JSON.stringify(body.name)}.`, {
      validations: [{ field: 'name', detail: 'This name is taken.' }],
    });
  }
  const state = model.createWorkspace(nowUs, {
    owner: people.owner.handle,
    name: body.name,
    initiator: people.initiator.handle,
    schedule,
    template: deployment.templates.all.indexOf(template),
    ttlUs: ttlMs === null ? null : ttlMs * 1000,
  });
  return workspaces.add({
    owner: people.owner,
    template,
    createdUs: nowUs,
    ttls: [{ fromUs: nowUs, ttlMs }],
    automaticUpdates: automaticUpdatesFrom(body.automatic_updates),
    parameters: body.rich_parameter_values,
    state,
  });
}

function templateOf({ templates }: Deployment, body: NewWorkspaceBody): TemplateRecord {
  const template =
    body.template_id === null
      ? templates.withVersion(body.template_version_id ?? '')
      : templates.withId(body.template_id);
  if (template !== undefined) return template;
  const field = body.template_id === null ? 'template_version_id' : 'template_id';
  throw invalidField(field, 'There is no such template.', 'The template does not exist.');
}

function automaticUpdatesFrom(text: string): 'always' | 'never' {
  if (text === '' || text === 'never') return 'never';
  if (text === 'always') return 'always';
  throw invalidField('automatic_updates', 'must be always or never');
}
