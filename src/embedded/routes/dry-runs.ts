import { createRoute, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import type { DryRunRecord } from '../directory/dry-runs.js';
import type { TemplateRecord } from '../directory/templates.js';
import type { UserRecord } from '../directory/users.js';
import type { App, AppEnv } from '../http/app-env.js';
import { json } from '../http/json.js';
import { templateVersionInPath, uuidFrom } from '../http/path-objects.js';
import { notFound, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import {
  jsonBody,
  jsonContent,
  messageSchema,
  optionalText,
  parameterValues,
  pathParams,
} from '../schemas/common.js';
import { jobSchema } from '../schemas/jobs.js';
import { matchedProvisionersSchema, resourceSchema } from '../schemas/workspaces.js';
import { dryRunJobJson, stateOfDryRun } from '../wire/dry-run.js';
import { matchedProvisioners } from '../wire/matched-provisioners.js';
import { dryRunResources } from '../wire/planned-resources.js';

/** `{jobID}`: id of a dry-run of the version, made by the caller; owners find everybody's. */
export const dryRunInPath = createMiddleware<
  AppEnv & { Variables: { user: UserRecord; template: TemplateRecord; dryRun: DryRunRecord } }
>(async (c, next) => {
  const { deployment, template, user } = c.var;
  const dryRun = deployment.dryRuns.withId(uuidFrom('jobID', c.req.param('jobID')));
  const isOfVersion = dryRun?.template.version === template.version;
  if (dryRun === undefined || !isOfVersion || (dryRun.initiator !== user && !user.isOwner)) throw notFound();
  c.set('dryRun', dryRun);
  await next();
});

const middleware: [typeof signedIn, typeof templateVersionInPath, typeof dryRunInPath] = [
  signedIn,
  templateVersionInPath,
  dryRunInPath,
];
const request = { params: pathParams('templateversion', 'jobID') };

const create = createRoute({
  method: 'post',
  path: '/api/v2/templateversions/{templateversion}/dry-run',
  middleware: [signedIn, templateVersionInPath] as const,
  request: {
    params: pathParams('templateversion'),
    ...jsonBody(
      z.object({
        workspace_name: optionalText(),
        rich_parameter_values: parameterValues,
        user_variable_values: parameterValues,
      }),
    ),
  },
  responses: { 201: jsonContent(jobSchema, 'The job') },
});

const read = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/dry-run/{jobID}',
  middleware,
  request,
  responses: { 200: jsonContent(jobSchema, 'The job') },
});

const cancel = createRoute({
  method: 'patch',
  path: '/api/v2/templateversions/{templateversion}/dry-run/{jobID}/cancel',
  middleware,
  request,
  responses: { 200: jsonContent(messageSchema, 'The job is marked as canceled') },
});

const listResources = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/dry-run/{jobID}/resources',
  middleware,
  request,
  responses: { 200: jsonContent(z.array(resourceSchema), 'What the workspace would consist of') },
});

const matchProvisioners = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/dry-run/{jobID}/matched-provisioners',
  middleware,
  request,
  responses: { 200: jsonContent(matchedProvisionersSchema, 'The provisioners that could run the job') },
});

/**
 * Dry-runs: jobs in time that make no workspace. They wait for no build and hold none up: the model does not know of
 * them. Whatever values they are given, they succeed, once there is a provisioner that may run them.
 */
export function registerDryRuns(app: App): void {
  app.openapi(create, (c) => {
    const { deployment, template, user } = c.var;
    const nowUs = deployment.driver.begin();
    return json(c, 201, dryRunJobJson(deployment, deployment.dryRuns.create(nowUs, template, user), nowUs));
  });

  app.openapi(read, (c) => {
    const { deployment, dryRun } = c.var;
    return json(c, 200, dryRunJobJson(deployment, dryRun, deployment.driver.begin()));
  });

  app.openapi(cancel, (c) => {
    const { deployment, dryRun } = c.var;
    const nowUs = deployment.driver.begin();
    const { completedUs } = stateOfDryRun(deployment, dryRun, nowUs);
    if (completedUs !== null) throw new Refusal(400, 'The job has already completed.');
    if (dryRun.canceledUs !== null) throw new Refusal(400, 'The job has already been marked as canceled.');
    deployment.dryRuns.cancel(nowUs, dryRun);
    return json(c, 200, { message: 'The job has been marked as canceled.' });
  });

  app.openapi(listResources, (c) => {
    const { deployment, dryRun, template } = c.var;
    const { completedUs } = stateOfDryRun(deployment, dryRun, deployment.driver.begin());
    if (completedUs === null) throw new Refusal(412, 'The job has not completed yet.');
    const { id, number } = dryRun;
    return json(c, 200, dryRunResources(deployment, template, { number, id, completedUs }));
  });

  app.openapi(matchProvisioners, (c) => {
    const { deployment, template } = c.var;
    const nowUs = deployment.driver.begin();
    return json(c, 200, matchedProvisioners(deployment, template, nowUs));
  });
}
