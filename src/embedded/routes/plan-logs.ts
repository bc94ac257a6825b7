import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { templateVersionInPath } from '../http/path-objects.js';
import { signedIn } from '../http/session.js';
import { dryRunLog, importLog } from '../plan-logs.js';
import { pathParams } from '../schemas/common.js';
import { logLineSchema, logQuerySchema } from '../schemas/logs.js';
import { answerLog } from './build-logs.js';
import { dryRunInPath } from './dry-runs.js';

const responses = {
  101: { description: 'A WebSocket with one line per message, closed when the job has ended' },
  200: {
    description: 'The lines so far',
    content: {
      'application/json': { schema: z.array(logLineSchema) },
      'text/plain': { schema: z.string() },
    },
  },
};

const ofVersion = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/logs',
  middleware: [signedIn, templateVersionInPath] as const,
  request: { params: pathParams('templateversion'), query: logQuerySchema },
  responses,
});

const ofDryRun = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/dry-run/{jobID}/logs',
  middleware: [signedIn, templateVersionInPath, dryRunInPath] as const,
  request: { params: pathParams('templateversion', 'jobID'), query: logQuerySchema },
  responses,
});

/** Logs of what is not a build: of a version's import, and of dry-runs. */
export function registerPlanLogs(app: App): void {
  app.openapi(ofVersion, (c) => answerLog(c, c.req.valid('query'), importLog(c.var.template)));

  app.openapi(ofDryRun, (c) => {
    const { deployment, dryRun } = c.var;
    return answerLog(c, c.req.valid('query'), dryRunLog(deployment, dryRun));
  });
}
