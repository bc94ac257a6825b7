import { createRoute, z } from '@hono/zod-openapi';
import { SERVER_VERSION } from '../deployment.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { forbidden } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonBody, jsonContent, uuid } from '../schemas/common.js';
import { deploymentConfigSchema } from '../schemas/deployment.js';
import { deploymentConfigJson } from '../wire/deployment-config.js';

const health = createRoute({
  method: 'get',
  path: '/healthz',
  responses: { 200: { description: 'It lives', content: { 'text/plain': { schema: z.literal('OK') } } } },
});

const buildInfo = createRoute({
  method: 'get',
  path: '/api/v2/buildinfo',
  responses: {
    200: jsonContent(
      z.object({
        external_url: z.string(),
        version: z.string(),
        dashboard_url: z.string(),
        telemetry: z.boolean(),
        workspace_proxy: z.boolean(),
        agent_api_version: z.string(),
        provisioner_api_version: z.string(),
        upgrade_message: z.string(),
        deployment_id: uuid,
      }),
      'What runs here; a header tells the clock, unless the deployment hides it',
    ),
  },
});

const experiments = createRoute({
  method: 'get',
  path: '/api/v2/experiments',
  middleware: [signedIn] as const,
  responses: { 200: jsonContent(z.array(z.string()), 'The experiments that are on') },
});

const config = createRoute({
  method: 'get',
  path: '/api/v2/deployment/config',
  middleware: [signedIn] as const,
  responses: { 200: jsonContent(deploymentConfigSchema, 'The settings that clients use') },
});

const prebuildsSettings = z.object({ reconciliation_paused: z.boolean({ error: 'must be true or false' }) });

const readPrebuilds = createRoute({
  method: 'get',
  path: '/api/v2/prebuilds/settings',
  middleware: [signedIn] as const,
  responses: { 200: jsonContent(prebuildsSettings, 'The settings of prebuilt workspaces') },
});

const writePrebuilds = createRoute({
  method: 'put',
  path: '/api/v2/prebuilds/settings',
  middleware: [signedIn] as const,
  request: jsonBody(prebuildsSettings),
  responses: { 200: jsonContent(prebuildsSettings, 'The settings of prebuilt workspaces') },
});

/** The deployment itself: health, version, experiments, settings. */
export function registerDeployment(app: App): void {
  app.openapi(health, (c) => c.text('OK', 200, { 'Content-Type': 'text/plain; charset=utf-8' }));

  app.openapi(buildInfo, (c) => {
    const { deployment } = c.var;
    if (deployment.announcesClock) {
      c.header('X-Nineam-Clock', deployment.clockAnnouncement());
    }
    return json(c, 200, {
      external_url: 'https://github.com/coder/coder',
      version: SERVER_VERSION,
      dashboard_url: deployment.accessUrl,
      telemetry: false,
      workspace_proxy: false,
      agent_api_version: '1.0',
      provisioner_api_version: '1.18',
      upgrade_message: '',
      deployment_id: deployment.id,
    });
  });

  app.openapi(experiments, (c) => json(c, 200, [...c.var.deployment.experiments]));

  app.openapi(config, (c) => {
    if (!c.var.user.isOwner) throw forbidden();
    return json(c, 200, deploymentConfigJson(c.var.deployment));
  });

  app.openapi(readPrebuilds, (c) =>
    json(c, 200, { reconciliation_paused: c.var.deployment.prebuildsPaused }),
  );

  app.openapi(writePrebuilds, (c) => {
    if (!c.var.user.isOwner) throw forbidden();
    const settings = c.req.valid('json');
    c.var.deployment.prebuildsPaused = settings.reconciliation_paused;
    return json(c, 200, settings);
  });
}
