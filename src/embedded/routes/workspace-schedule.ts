import { createRoute, z } from '@hono/zod-openapi';
import { formatInstantUs } from '../../time/index.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { workspaceInPath } from '../http/path-objects.js';
import { invalidField, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import {
  jsonBody,
  jsonContent,
  messageSchema,
  optionalText,
  pathParams,
  requiredText,
} from '../schemas/common.js';
import { deadlineFrom, scheduleFrom, ttlMsFrom } from './schedule-fields.js';

const setAutostart = createRoute({
  method: 'put',
  path: '/api/v2/workspaces/{workspace}/autostart',
  middleware: [signedIn, workspaceInPath] as const,
  request: { params: pathParams('workspace'), ...jsonBody(z.object({ schedule: optionalText() })) },
  responses: { 204: { description: 'The schedule is stored' } },
});

const setTtl = createRoute({
  method: 'put',
  path: '/api/v2/workspaces/{workspace}/ttl',
  middleware: [signedIn, workspaceInPath] as const,
  request: {
    params: pathParams('workspace'),
    ...jsonBody(z.object({ ttl_ms: z.int({ error: 'must be whole milliseconds' }).nullish() })),
  },
  responses: { 204: { description: 'The time to live is stored' } },
});

const extend = createRoute({
  method: 'put',
  path: '/api/v2/workspaces/{workspace}/extend',
  middleware: [signedIn, workspaceInPath] as const,
  request: { params: pathParams('workspace'), ...jsonBody(z.object({ deadline: requiredText() })) },
  responses: { 200: jsonContent(messageSchema, 'The deadline of the running start is moved') },
});

const resolveAutostart = createRoute({
  method: 'get',
  path: '/api/v2/workspaces/{workspace}/resolve-autostart',
  middleware: [signedIn, workspaceInPath] as const,
  request: { params: pathParams('workspace') },
  responses: {
    200: jsonContent(
      z.object({ parameter_mismatch: z.boolean() }),
      'Whether parameters would stop an autostart',
    ),
  },
});

/** When a workspace is started and stopped by itself. */
export function registerWorkspaceSchedule(app: App): void {
  app.openapi(setAutostart, (c) => {
    const { driver, model, timeZones } = c.var.deployment;
    const nowUs = driver.begin();
    const schedule = scheduleFrom(c.req.valid('json').schedule, timeZones);
    const { kind } = model.setSchedule(nowUs, c.var.workspace.state.handle, schedule);
    if (kind === 'not_allowed') throw invalidField('schedule', 'The template allows no schedules.');
    if (kind === 'no_allowed_day') {
      throw new Refusal(500, 'The schedule cannot be stored.', {
        detail: 'It never comes on a day on which the template allows starts.',
      });
    }
    return c.body(null, 204);
  });

  app.openapi(setTtl, (c) => {
    const { driver, model } = c.var.deployment;
    const nowUs = driver.begin();
    const ttlMs = ttlMsFrom(c.req.valid('json').ttl_ms);
    model.setTtl(nowUs, c.var.workspace.state.handle, ttlMs === null ? null : ttlMs * 1000);
    return c.body(null, 204);
  });

  app.openapi(extend, (c) => {
    const { driver, model } = c.var.deployment;
    const nowUs = driver.begin();
    const buildUs = startOf(c.var.workspace);
    const deadlineUs = deadlineFrom(c.req.valid('json').deadline, nowUs, buildUs);
    model.setDeadline(nowUs, c.var.workspace.state.handle, deadlineUs);
    return json(c, 200, { message: `The workspace now stops at ${formatInstantUs(deadlineUs)}.` });
  });

  // A template has one version, so that no start ever takes another one than the build before.
  app.openapi(resolveAutostart, (c) => json(c, 200, { parameter_mismatch: false }));
}

/**
 * When the start was created whose deadline can be moved.
 * @throws Refusal with 409 if the workspace does not run until a deadline.
 */
function startOf({ state: { latest } }: WorkspaceRecord): number {
  if (latest.transition !== 'start') throw new Refusal(409, 'The workspace has not been started.');
  if (latest.completedUs === null) throw new Refusal(409, 'The workspace is still being built.');
  if (latest.deadlineUs === null) throw new Refusal(409, 'The workspace runs without a deadline.');
  return latest.createdUs;
}
