import { OpenAPIHono } from '@hono/zod-openapi';
import { getPath } from 'hono/utils/url';
import type { Deployment } from './deployment.js';
import { answerError, answerNoRoute, invalidRequest } from './http/answer-errors.js';
import type { App, AppEnv } from './http/app-env.js';
import { limitBody } from './http/body-limit.js';
import { frame } from './http/frame.js';
import { apiRateLimit } from './http/rate-limits.js';
import { findSession } from './http/session.js';
import { registerBuilds } from './routes/builds.js';
import { registerDeployment } from './routes/deployment.js';
import { registerFirstUser } from './routes/first-user.js';
import { registerKeys } from './routes/keys.js';
import { registerOrganizations } from './routes/organizations.js';
import { registerPasswords } from './routes/passwords.js';
import { registerProvisioners } from './routes/provisioners.js';
import { registerSessions } from './routes/sessions.js';
import { registerTemplateVersions } from './routes/template-versions.js';
import { registerTemplates } from './routes/templates.js';
import { registerTokens } from './routes/tokens.js';
import { registerUserRoles } from './routes/user-roles.js';
import { registerUsers } from './routes/users.js';
import { registerWatchAll } from './routes/watch-all.js';
import { registerWorkspaces } from './routes/workspaces.js';

/** The HTTP API of a deployment, without a server: `app.fetch(request, { connection })`. */
export function createApp(deployment: Deployment): App {
  const app: App = new OpenAPIHono<AppEnv>({
    // Coder takes repeated slashes for one.
    getPath: (request) => getPath(request).replace(/\/{2,}/g, '/'),
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error);
    },
  });
  app.onError(answerError);
  app.notFound(answerNoRoute);
  app.use('*', frame(deployment), limitBody, findSession);
  app.use('/api/v2/*', apiRateLimit);
  app.use('/api/experimental/*', apiRateLimit);
  registerDeployment(app);
  registerSessions(app);
  registerFirstUser(app);
  registerPasswords(app);
  registerUsers(app);
  registerUserRoles(app);
  registerTokens(app);
  registerKeys(app);
  registerOrganizations(app);
  registerTemplates(app);
  registerTemplateVersions(app);
  registerWorkspaces(app);
  registerBuilds(app);
  registerProvisioners(app);
  registerWatchAll(app);
  return app;
}
