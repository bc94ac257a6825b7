import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ModelBuild } from '../../model/index.js';
import { buildLog } from '../build-log.js';
import { stagePlan } from '../build-stages.js';
import type { Deployment } from '../deployment.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { App, AppEnv } from '../http/app-env.js';
import { json } from '../http/json.js';
import { buildInPath } from '../http/path-objects.js';
import { signedIn } from '../http/session.js';
import { pathParams } from '../schemas/common.js';
import { type LogQuery, logLineSchema, logQuerySchema } from '../schemas/logs.js';
import { acceptSocket } from '../streams/accept-socket.js';
import { followLog, type JobLog } from '../streams/log-follower.js';
import { logLineJson, logLineText } from '../wire/log.js';

const read = createRoute({
  method: 'get',
  path: '/api/v2/workspacebuilds/{workspacebuild}/logs',
  middleware: [signedIn, buildInPath] as const,
  request: { params: pathParams('workspacebuild'), query: logQuerySchema },
  responses: {
    101: { description: 'A WebSocket with one line per message, closed when the job has ended' },
    200: {
      description: 'The lines so far',
      content: {
        'application/json': { schema: z.array(logLineSchema) },
        'text/plain': { schema: z.string() },
      },
    },
  },
});

/** Logs of builds: read or followed. */
export function registerBuildLogs(app: App): void {
  app.openapi(read, (c) => {
    const { build, deployment, workspace } = c.var;
    return answerLog(c, c.req.valid('query'), logOf(deployment, workspace, build));
  });
}

/**
 * Answers with a job's log as it is asked for.
 * @throws Refusal with 426 or 403 if it cannot be followed.
 */
export function answerLog<Env extends AppEnv>(c: Context<Env>, query: LogQuery, log: JobLog): Response {
  const { deployment } = c.var;
  const nowUs = deployment.driver.begin();
  if (query.follow) {
    return acceptSocket(c, (socket) => followLog(socket, deployment, log, query.after));
  }
  const lines = log.lines().filter(({ id, atUs }) => id > query.after && atUs <= nowUs);
  if (query.format === 'json') return json(c, 200, lines.map(logLineJson));
  const text = lines.map((line) => `${logLineText(line)}\n`).join('');
  return c.body(text, 200, { 'Content-Type': 'text/plain; charset=utf-8' });
}

function logOf(deployment: Deployment, workspace: WorkspaceRecord, build: ModelBuild): JobLog {
  const plan = stagePlan(deployment, workspace, build);
  return {
    lines: () => buildLog(build, plan),
    onGrowth: (listener) => deployment.jobMoves.subscribe(build.workspace, listener),
    isComplete: () => build.completedUs !== null,
    onEnd: (listener) => deployment.logEnds.subscribe(build.sequence, listener),
  };
}
