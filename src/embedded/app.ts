import { OpenAPIHono } from '@hono/zod-openapi';
import { getPath } from 'hono/utils/url';
import type { Deployment } from './deployment.js';
import { faultsBefore } from './faults/request-faults.js';
import { answerError, answerNoRoute, invalidRequest } from './http/answer-errors.js';
import type { App, AppEnv } from './http/app-env.js';
import { limitBody } from './http/body-limit.js';
import { readFirstJson } from './http/first-json.js';
import { takeFirstQueryValues } from './http/first-query-values.js';
import { frame } from './http/frame.js';
import { apiRateLimit } from './http/rate-limits.js';
import { findSession } from './http/session.js';
import { registerApiDescription } from './routes/api-description.js';
import { registerBuildDetails } from './routes/build-details.js';
import { registerBuildLogs } from './routes/build-logs.js';
import { registerBuilds } from './routes/builds.js';
import { registerDeployment } from './routes/deployment.js';
import { registerDeploymentSettings } from './routes/deployment-settings.js';
import { registerDryRuns } from './routes/dry-runs.js';
import { registerTemplateEdits } from './routes/edit-templates.js';
import { registerFirstUser } from './routes/first-user.js';
import { registerKeys } from './routes/keys.js';
import { registerLicensedEdition } from './routes/licensed-edition.js';
import { registerOrganizations } from './routes/organizations.js';
import { registerOwnFaults } from './routes/own-faults.js';
import { registerOwnServer } from './routes/own-server.js';
import { registerPasswords } from './routes/passwords.js';
import { registerPlanLogs } from './routes/plan-logs.js';
import { registerProvisioners } from './routes/provisioners.js';
import { registerSessions } from './routes/sessions.js';
import { registerTemplateVersions } from './routes/template-versions.js';
import { registerTemplates } from './routes/templates.js';
import { registerTokens } from './routes/tokens.js';
import { registerUserRoles } from './routes/user-roles.js';
import { registerUsers } from './routes/users.js';
import { registerWatchAll } from './routes/watch-all.js';
import { registerWatchWorkspace } from './routes/watch-workspace.js';
import { registerWorkspaceSchedule } from './routes/workspace-schedule.js';
import { registerWorkspaceSettings } from './routes/workspace-settings.js';
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
  app.use('*', frame(deployment), faultsBefore, limitBody, readFirstJson, takeFirstQueryValues, findSession);
  app.use('/api/v2/*', apiRateLimit);
  app.use('/api/experimental/*', apiRateLimit);
  registerDeployment(app);
  registerDeploymentSettings(app);
  registerLicensedEdition(app);
  registerSessions(app);
  registerFirstUser(app);
  registerPasswords(app);
  registerUsers(app);
  registerUserRoles(app);
  registerTokens(app);
  registerKeys(app);
  registerOrganizations(app);
  registerTemplates(app);
  registerTemplateEdits(app);
  registerTemplateVersions(app);
  registerDryRuns(app);
  registerPlanLogs(app);
  registerWorkspaces(app);
  registerWorkspaceSchedule(app);
  registerWorkspaceSettings(app);
  registerBuilds(app);
  registerBuildDetails(app);
  registerBuildLogs(app);
  registerProvisioners(app);
  registerWatchAll(app);
  registerOwnFaults(app);
  registerOwnServer(app);
  registerWatchWorkspace(app);
  registerApiDescription(app);
  return app;
}
