import { createRoute, z } from '@hono/zod-openapi';
import { SERVER_VERSION } from '../deployment.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { signedIn } from '../http/session.js';
import { SAFE_EXPERIMENTS } from '../options.js';
import { jsonContent } from '../schemas/common.js';
import { buildInfoSchema } from '../schemas/deployment.js';

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
      buildInfoSchema,
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

const availableExperiments = createRoute({
  method: 'get',
  path: '/api/v2/experiments/available',
  middleware: [signedIn] as const,
  responses: {
    200: jsonContent(z.object({ safe: z.array(z.string()) }), 'The experiments that `*` switches on'),
  },
});

const latency = createRoute({
  method: 'get',
  path: '/latency-check',
  responses: { 200: { description: 'It answers', content: { 'text/plain': { schema: z.literal('OK') } } } },
});

/** The deployment itself: whether it lives, its version, its experiments. */
export function registerDeployment(app: App): void {
  app.openapi(health, (c) => c.text('OK', 200, { 'Content-Type': 'text/plain; charset=utf-8' }));

  // Without a limit on requests, as the contract says; what it answers with is ours.
  app.openapi(latency, (c) => c.text('OK', 200, { 'Content-Type': 'text/plain; charset=utf-8' }));

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

  app.openapi(availableExperiments, (c) => json(c, 200, { safe: [...SAFE_EXPERIMENTS] }));
}
