import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { organizationInPath, uuidFrom } from '../http/path-objects.js';
import { notFound } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import {
  countQueryOr,
  flagQuery,
  jsonContent,
  listQuery,
  optionalUuid,
  pathParams,
  uuidListQuery,
} from '../schemas/common.js';
import { daemonSchema, jobSchema } from '../schemas/jobs.js';
import { listDaemons, listedJob, listJobs } from './list-provisioners.js';

/** Rows without a limit of the caller's own. */
const DEFAULT_LIMIT = 50;

/** A token may stand in the query of every route. */
const tokens = { coder_session_token: z.string().optional(), access_token: z.string().optional() };

const daemons = createRoute({
  method: 'get',
  path: '/api/v2/organizations/{organization}/provisionerdaemons',
  middleware: [signedIn, organizationInPath] as const,
  request: {
    params: pathParams('organization'),
    query: z.strictObject({
      ...tokens,
      limit: countQueryOr(DEFAULT_LIMIT),
      ids: uuidListQuery,
      tags: z.string().optional(),
      offline: flagQuery,
      status: listQuery,
      max_age: z.string().optional(),
    }),
  },
  responses: { 200: jsonContent(z.array(daemonSchema), 'Provisioner daemons, newest first') },
});

const jobs = createRoute({
  method: 'get',
  path: '/api/v2/organizations/{organization}/provisionerjobs',
  middleware: [signedIn, organizationInPath] as const,
  request: {
    params: pathParams('organization'),
    query: z.strictObject({
      ...tokens,
      limit: countQueryOr(DEFAULT_LIMIT),
      ids: uuidListQuery,
      status: listQuery,
      tags: z.string().optional(),
      initiator: optionalUuid(),
    }),
  },
  responses: { 200: jsonContent(z.array(jobSchema), 'Jobs, newest first') },
});

const job = createRoute({
  method: 'get',
  path: '/api/v2/organizations/{organization}/provisionerjobs/{job}',
  middleware: [signedIn, organizationInPath] as const,
  request: { params: pathParams('organization', 'job') },
  responses: { 200: jsonContent(jobSchema, 'The job') },
});

/** Provisioner daemons and their jobs; members see neither. */
export function registerProvisioners(app: App): void {
  app.openapi(daemons, (c) => {
    if (!c.var.user.isOwner) throw notFound();
    return json(c, 200, listDaemons(c.var.deployment, c.req.valid('query')));
  });

  app.openapi(jobs, (c) => {
    if (!c.var.user.isOwner) throw notFound();
    return json(c, 200, listJobs(c.var.deployment, c.req.valid('query')));
  });

  app.openapi(job, (c) => {
    const found = c.var.user.isOwner
      ? listedJob(c.var.deployment, uuidFrom('job', c.req.valid('param').job))
      : undefined;
    if (found === undefined) throw notFound();
    return json(c, 200, found);
  });
}
