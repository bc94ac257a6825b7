import { PASSWORD, START_MS, TestDeployment } from '../harness.js';
import type { Names } from './hostile-values.js';

/** A route of the deployment. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly bodyKeys: readonly string[];
}

/** All routes with the keys of their bodies. */
export function routesOf(deployment: TestDeployment): readonly Route[] {
  const { app } = deployment.embedded;
  return app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return [];
    const { method, path, request } = definition.route;
    const content = request?.body?.content['application/json'] as { schema?: { shape?: object } } | undefined;
    const bodyKeys = [...Object.keys(content?.schema?.shape ?? {}), 'name', 'id'];
    return [{ method: method.toUpperCase(), path, bodyKeys }];
  });
}

/** What requests meet. */
export interface Stage {
  readonly deployment: TestDeployment;
  /** In whose name requests come. */
  readonly attacker: { readonly id: string; readonly token: string };
  readonly names: Names;
  /** What of the other member's fits a parameter of a path, by its name: each stands for the member alone. */
  readonly victims: Readonly<Record<string, string>>;
  /** What belongs to the other member, or lets somebody in. */
  readonly secrets: readonly string[];
}

/** A deployment with two members, each with a workspace, a build and a dry run. */
export async function stage(): Promise<Stage> {
  const deployment = new TestDeployment({ rateLimits: { api: -1, login: -1 } });
  const [attacker, victim] = [await deployment.member('mallory'), await deployment.member('victoria')];
  const [mine, theirs] = [
    await deployment.createWorkspace('mallorys-place', { token: attacker.token }),
    await deployment.createWorkspace('victorias-place', { token: victim.token }),
  ];
  const { organization, templates } = deployment.deployment;
  const [template] = templates.all;
  const dryRun = async (token: string): Promise<string> => {
    const path = `/api/v2/templateversions/${template!.versionId}/dry-run`;
    const { body } = await deployment.expect(201, 'POST', path, { token, body: { workspace_name: 'x' } });
    return body.id;
  };
  const [myDryRun, theirDryRun] = [await dryRun(attacker.token), await dryRun(victim.token)];
  deployment.realClock.advanceBy(10_000);
  const shared = [organization.id, template!.id, template!.versionId, template!.name, 'admin', 'dev'];
  const own = [attacker.id, 'mallory', mine.id, mine.name, mine.latest_build.id, mine.latest_build.job.id];
  const others = [victim.id, theirs.id, theirs.latest_build.id, theirs.latest_build.job.id, theirDryRun];
  const othersNames = ['victoria', 'victorias-place', 'victoria@scaletest.local'];
  const parameters = {
    user: [attacker.id, 'mallory', 'me', victim.id, 'victoria', 'admin'],
    organization: [organization.id, 'default', organization.name],
    workspace: [mine.id, mine.id, theirs.id],
    workspacename: [mine.name, theirs.name],
    buildnumber: ['1', '2'],
    workspacebuild: [mine.latest_build.id, mine.latest_build.id, theirs.latest_build.id],
    template: templates.all.map(({ id }) => id),
    templatename: templates.all.map(({ name }) => name),
    templateversion: templates.all.map(({ versionId }) => versionId),
    templateversionname: ['v1'],
    job: [mine.latest_build.job.id, theirs.latest_build.job.id],
    jobID: [myDryRun, myDryRun, theirDryRun],
  };
  return {
    deployment,
    attacker,
    names: {
      own: [...own, ...shared],
      others: [...others, ...othersNames],
      parameters,
      values: valuesFor(organization.id, template!.id, template!.versionId),
    },
    victims: {
      user: victim.id,
      workspace: theirs.id,
      workspacename: theirs.name,
      workspacebuild: theirs.latest_build.id,
      job: theirs.latest_build.job.id,
      jobID: theirDryRun,
      keyid: victim.token.split('-')[0]!,
    },
    secrets: [...others, ...othersNames, victim.token, deployment.deployment.ownerToken],
  };
}

/** What fits the keys of bodies. */
function valuesFor(organizationId: string, templateId: string, versionId: string): Record<string, string> {
  const values: Record<string, unknown> = {
    email: 'new@b.local',
    username: 'newcomer',
    name: 'newplace',
    password: PASSWORD,
    user_status: 'active',
    organization_ids: [organizationId],
    template_id: templateId,
    template_version_id: versionId,
    transition: 'stop',
    autostart_schedule: '* * * * *',
    schedule: '0 9 * * 1-5',
    ttl_ms: 3_600_000,
    deadline: new Date(START_MS + 7_200_000).toISOString(),
    automatic_updates: 'always',
    dormant: true,
    orphan: true,
    roles: ['owner'],
    lifetime: 3_600_000_000_000,
    token_name: 'mine',
    scopes: ['all'],
    rich_parameter_values: [],
    workspace_name: 'newplace',
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
}
