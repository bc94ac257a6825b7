import { createMiddleware } from 'hono/factory';
import type { ModelBuild } from '../../model/index.js';
import type { OrganizationRecord } from '../deployment.js';
import type { TemplateRecord } from '../directory/templates.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { AppEnv } from './app-env.js';
import { notFound, Refusal } from './refusal.js';

/**
 * What a path names, found before the body is read, as a Coder server does: so a missing thing is 404 however wrong
 * the body. All stand behind `signedIn`.
 */
type Found<Name extends string, T> = AppEnv & {
  Variables: { user: UserRecord } & Readonly<Record<Name, T>>;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ZERO_UUID = '00000000-0000-0000-0000-000000000000';

/** Whether a text has the form of a UUID, in any case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** `{user}`: id, name or `me`; only owners see others. */
export const userInPath = createMiddleware<Found<'subject', UserRecord>>(async (c, next) => {
  const { users } = c.var.deployment;
  const { user } = c.var;
  const reference = c.req.param('user') ?? '';
  const subject =
    reference === 'me'
      ? user
      : isUuid(reference)
        ? users.withId(reference.toLowerCase())
        : users.named(reference);
  if (subject === undefined || (subject !== user && !user.isOwner)) throw notFound();
  c.set('subject', subject);
  await next();
});

/** `{organization}`: id, name or `default`. */
export const organizationInPath = createMiddleware<Found<'organization', OrganizationRecord>>(
  async (c, next) => {
    const { organization } = c.var.deployment;
    const reference = (c.req.param('organization') ?? '').toLowerCase();
    if (!isReferenceTo(organization, reference)) throw notFound();
    c.set('organization', organization);
    await next();
  },
);

/** Whether a lower-case reference names the organization. */
export function isReferenceTo(organization: OrganizationRecord, reference: string): boolean {
  return [organization.id, organization.name, 'default', ZERO_UUID].includes(reference);
}

/** `{template}`: id; not of a deleted one. */
export const templateInPath = createMiddleware<Found<'template', TemplateRecord>>(async (c, next) => {
  const id = uuidFrom('template', c.req.param('template'));
  c.set('template', notDeleted(c.var.deployment.templates.withId(id)));
  await next();
});

/** `{templateversion}`: id; its template is not deleted. */
export const templateVersionInPath = createMiddleware<Found<'template', TemplateRecord>>(async (c, next) => {
  const id = uuidFrom('templateversion', c.req.param('templateversion'));
  c.set('template', notDeleted(c.var.deployment.templates.withVersion(id)));
  await next();
});

/** `{workspace}`: id; deleted ones too. */
export const workspaceInPath = createMiddleware<Found<'workspace', WorkspaceRecord>>(async (c, next) => {
  const workspace = c.var.deployment.workspaces.withId(uuidFrom('workspace', c.req.param('workspace')));
  c.set('workspace', readable(workspace, c.var.user));
  await next();
});

/** `{workspacebuild}`: id. */
export const buildInPath = createMiddleware<Found<'build', ModelBuild> & Found<'workspace', WorkspaceRecord>>(
  async (c, next) => {
    const { builds, workspaces } = c.var.deployment;
    const build = present(builds.withId(uuidFrom('workspacebuild', c.req.param('workspacebuild'))));
    c.set('workspace', readable(workspaces.withHandle(build.workspace), c.var.user));
    c.set('build', build);
    await next();
  },
);

/** A workspace that the user may see. @throws Refusal with 404 otherwise. */
export function readable(workspace: WorkspaceRecord | undefined, user: UserRecord): WorkspaceRecord {
  if (workspace === undefined || (workspace.owner !== user && !user.isOwner)) throw notFound();
  return workspace;
}

function notDeleted(template: TemplateRecord | undefined): TemplateRecord {
  if (template === undefined || template.deleted) throw notFound();
  return template;
}

function present<T>(thing: T | undefined): T {
  if (thing === undefined) throw notFound();
  return thing;
}

/** @throws Refusal with 400 if the text of a path is no UUID. */
export function uuidFrom(name: string, text = ''): string {
  if (isUuid(text)) return text.toLowerCase();
  throw new Refusal(400, 'The path holds something that is not a UUID.', {
    detail: `${name}: ${JSON.stringify(text)}`,
  });
}
