import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { forbidden } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonBody, jsonContent } from '../schemas/common.js';
import { deploymentConfigSchema, deploymentStatsSchema } from '../schemas/deployment.js';
import { deploymentConfigJson } from '../wire/deployment-config.js';
import { deploymentStatsJson } from '../wire/deployment-stats.js';

const config = createRoute({
  method: 'get',
  path: '/api/v2/deployment/config',
  middleware: [signedIn] as const,
  responses: { 200: jsonContent(deploymentConfigSchema, 'The settings') },
});

const stats = createRoute({
  method: 'get',
  path: '/api/v2/deployment/stats',
  middleware: [signedIn] as const,
  responses: { 200: jsonContent(deploymentStatsSchema, 'Counts, up to 30 s old') },
});

const prebuildsSettings = z
  .object({ reconciliation_paused: z.boolean({ error: 'must be true or false' }) })
  .openapi('PrebuildsSettings');
const prebuildsAnswer = jsonContent(prebuildsSettings, 'The settings of prebuilt workspaces');

const readPrebuilds = createRoute({
  method: 'get',
  path: '/api/v2/prebuilds/settings',
  middleware: [signedIn] as const,
  responses: { 200: prebuildsAnswer },
});

const writePrebuilds = createRoute({
  method: 'put',
  path: '/api/v2/prebuilds/settings',
  middleware: [signedIn] as const,
  request: jsonBody(prebuildsSettings),
  responses: { 200: prebuildsAnswer, 304: { description: 'They are like that already' } },
});

const notificationsSettings = z
  .object({ notifier_paused: z.boolean({ error: 'must be true or false' }) })
  .openapi('NotificationsSettings');
const notificationsAnswer = jsonContent(notificationsSettings, 'Whether notifications wait');

const readNotifications = createRoute({
  method: 'get',
  path: '/api/v2/notifications/settings',
  middleware: [signedIn] as const,
  responses: { 200: notificationsAnswer },
});

const writeNotifications = createRoute({
  method: 'put',
  path: '/api/v2/notifications/settings',
  middleware: [signedIn] as const,
  request: jsonBody(notificationsSettings),
  responses: { 200: notificationsAnswer, 304: { description: 'They are like that already' } },
});

/**
 * What owners see of the deployment, and the switches that they have. The free edition of Coder has no routes for
 * prebuilt workspaces, and Coder's own cleanup then stops before it has cleaned anything: so they are here.
 * Nobody is notified of anything; the switch of `coder notifications pause` is kept all the same, as a client reads it.
 */
export function registerDeploymentSettings(app: App): void {
  app.openapi(config, (c) => {
    if (!c.var.user.isOwner) throw forbidden();
    return json(c, 200, deploymentConfigJson(c.var.deployment));
  });

  app.openapi(stats, (c) => {
    const { deployment, user } = c.var;
    if (!user.isOwner) throw forbidden();
    return json(c, 200, deploymentStatsJson(deployment.stats.at(deployment.driver.begin())));
  });

  app.openapi(readPrebuilds, (c) =>
    json(c, 200, { reconciliation_paused: c.var.deployment.prebuildsPaused }),
  );

  app.openapi(writePrebuilds, (c) => {
    const { deployment, user } = c.var;
    if (!user.isOwner) throw forbidden();
    const settings = c.req.valid('json');
    if (settings.reconciliation_paused === deployment.prebuildsPaused) return c.body(null, 304);
    deployment.prebuildsPaused = settings.reconciliation_paused;
    return json(c, 200, settings);
  });

  app.openapi(readNotifications, (c) =>
    json(c, 200, { notifier_paused: c.var.deployment.notificationsPaused }),
  );

  app.openapi(writeNotifications, (c) => {
    const { deployment, user } = c.var;
    if (!user.isOwner) throw forbidden();
    const settings = c.req.valid('json');
    if (settings.notifier_paused === deployment.notificationsPaused) return c.body(null, 304);
    deployment.notificationsPaused = settings.notifier_paused;
    return json(c, 200, settings);
  });
}
