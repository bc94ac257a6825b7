import { createRoute, type z } from '@hono/zod-openapi';
import { isLive, type ModelProvisioner } from '../../model/index.js';
import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import { readFaultRuleObject } from '../faults/rule-text.js';
import type { App } from '../http/app-env.js';
import { emptyBodySaysNothing } from '../http/empty-body.js';
import { json } from '../http/json.js';
import { invalidField, invalidRule, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { siteOwner } from '../http/site-owner.js';
import { jsonBody, jsonContent } from '../schemas/common.js';
import {
  changedProvisionersSchema,
  clockSchema,
  MAX_PROVISIONERS,
  newRestartSchema,
  provisionerChangeSchema,
  provisionersSchema,
} from '../schemas/own.js';

const readClock = createRoute({
  method: 'get',
  path: '/nineam/v1/clock',
  middleware: [signedIn, siteOwner] as const,
  responses: { 200: jsonContent(clockSchema, 'What the deployment’s clock shows, and how fast it runs') },
});

const listProvisioners = createRoute({
  method: 'get',
  path: '/nineam/v1/provisioners',
  middleware: [signedIn, siteOwner] as const,
  responses: { 200: jsonContent(provisionersSchema, 'The provisioners of the model, dead ones too') },
});

const changeProvisioners = createRoute({
  method: 'post',
  path: '/nineam/v1/provisioners',
  middleware: [signedIn, siteOwner] as const,
  request: jsonBody(provisionerChangeSchema),
  responses: { 200: jsonContent(changedProvisionersSchema, 'How many were changed, and all after it') },
});

const restart = createRoute({
  method: 'post',
  path: '/nineam/v1/restart',
  middleware: [signedIn, siteOwner, emptyBodySaysNothing] as const,
  request: jsonBody(newRestartSchema),
  responses: { 202: { description: 'The server goes down as soon as this is answered' } },
});

/** The machinery behind the deployment while it runs: its clock, its provisioners, its server. */
export function registerOwnServer(app: App): void {
  app.openapi(readClock, (c) => {
    const { clock, faults, options } = c.var.deployment;
    return json(c, 200, {
      now: formatInstantUs(Math.floor(clock.nowMs() * 1000)),
      started_at: formatInstantUs(Math.floor(faults.startMs * 1000)),
      scale: options.timeScale,
      offset_ms: options.clockOffsetMs ?? 0,
    });
  });

  app.openapi(listProvisioners, (c) => {
    const { deployment } = c.var;
    return json(c, 200, provisionersJson(deployment, deployment.driver.begin()));
  });

  app.openapi(changeProvisioners, (c) => {
    const { deployment } = c.var;
    const { driver } = deployment;
    const nowUs = driver.begin();
    const changed = change(deployment, nowUs, c.req.valid('json'));
    driver.settle();
    return json(c, 200, { changed, provisioners: provisionersJson(deployment, nowUs) });
  });

  app.openapi(restart, (c) => {
    const { restarts } = c.var.deployment;
    const read = readFaultRuleObject({ kind: 'restart', ...c.req.valid('json') });
    if (read.kind === 'problems') throw invalidRule(read.problems);
    if (restarts.down !== null) throw new Refusal(409, 'The server is down already.');
    if (read.rule.kind === 'restart')
      restarts.restartSoon(read.rule, { kind: 'request', method: c.req.method, path: c.req.path });
    return c.body(null, 202);
  });
}

/**
 * @returns How many were changed.
 * @throws Refusal with 400 if there would be too many.
 */
function change(
  { model }: Deployment,
  nowUs: number,
  { add = 0, remove = 0, die = 0, tags = {} }: z.infer<typeof provisionerChangeSchema>,
): number {
  if (remove > 0) return model.removeProvisioners(nowUs, { count: remove });
  if (die > 0) return model.killProvisioners(nowUs, { count: die });
  if (model.provisioners().length + add > MAX_PROVISIONERS) {
    throw invalidField('add', `there can be ${MAX_PROVISIONERS} provisioners at most, dead ones too`);
  }
  model.addProvisioners(nowUs, { count: add, tags });
  return add;
}

function provisionersJson(deployment: Deployment, nowUs: number): z.infer<typeof provisionersSchema> {
  return deployment.model.provisioners().map((provisioner) => ({
    index: provisioner.index,
    tags: provisioner.tags,
    live: provisioner.diedUs === null,
    leaving: provisioner.leaving && provisioner.diedUs === null,
    seen_as_live: isLive(provisioner, nowUs),
    born_at: formatInstantUs(provisioner.bornUs),
    died_at: provisioner.diedUs === null ? null : formatInstantUs(provisioner.diedUs),
    last_seen_at: formatInstantUs(provisioner.lastSeenUs),
    build: buildJson(deployment, provisioner),
  }));
}

function buildJson({ builds, workspaces }: Deployment, { current }: ModelProvisioner) {
  if (current === null) return null;
  const { owner, state } = workspaces.withHandle(current.workspace);
  return {
    owner_name: owner.username,
    workspace_name: state.name,
    build_number: current.number,
    build_id: builds.idOf(current),
  };
}
