import { createRoute, type z } from '@hono/zod-openapi';
import type { FaultCounts } from '../faults/fault-rule.js';
import { firingJson } from '../faults/firings.js';
import type { FaultRuleState } from '../faults/injector.js';
import { FAULT_KIND_LIST, FAULT_KINDS } from '../faults/kinds.js';
import { type ReadFaultRule, readFaultRule, readFaultRuleObject } from '../faults/rule-text.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { invalidRule, notFound } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { siteOwner } from '../http/site-owner.js';
import { jsonBody, jsonContent, pathParams } from '../schemas/common.js';
import { faultRuleSchema, faultRulesSchema, firingsSchema, newFaultSchema } from '../schemas/own.js';

const listFaults = createRoute({
  method: 'get',
  path: '/nineam/v1/faults',
  middleware: [signedIn, siteOwner] as const,
  responses: { 200: jsonContent(faultRulesSchema, 'The rules of faults, and how often each has fired') },
});

const addFault = createRoute({
  method: 'post',
  path: '/nineam/v1/faults',
  middleware: [signedIn, siteOwner] as const,
  request: jsonBody(newFaultSchema),
  responses: { 201: jsonContent(faultRuleSchema, 'The new rule; it holds from now on') },
});

const removeFaults = createRoute({
  method: 'delete',
  path: '/nineam/v1/faults',
  middleware: [signedIn, siteOwner] as const,
  responses: { 204: { description: 'Nothing goes wrong any more' } },
});

const removeFault = createRoute({
  method: 'delete',
  path: '/nineam/v1/faults/{fault}',
  middleware: [signedIn, siteOwner] as const,
  request: { params: pathParams('fault') },
  responses: { 204: { description: 'The rule is gone; what it did still counts' } },
});

const listFirings = createRoute({
  method: 'get',
  path: '/nineam/v1/faults/firings',
  middleware: [signedIn, siteOwner] as const,
  responses: { 200: jsonContent(firingsSchema, 'The latest faults that happened, oldest first') },
});

/** The faults on demand while the deployment runs. */
export function registerOwnFaults(app: App): void {
  app.openapi(listFaults, (c) => {
    const { faults } = c.var.deployment;
    return json(c, 200, { rules: faults.rules.map(ruleJson), fired: firedJson(faults.fired) });
  });

  app.openapi(addFault, (c) => {
    const { faults, restarts } = c.var.deployment;
    const read = readRule(c.req.valid('json'));
    if (read.kind === 'problems') throw invalidRule(read.problems);
    const id = faults.add(read.rule);
    restarts.rearm();
    const state = faults.rules.find((rule) => rule.id === id);
    if (state === undefined) throw notFound();
    return json(c, 201, ruleJson(state));
  });

  app.openapi(removeFaults, (c) => {
    const { faults, restarts } = c.var.deployment;
    faults.removeAll();
    restarts.rearm();
    return c.body(null, 204);
  });

  app.openapi(removeFault, (c) => {
    const { faults, restarts } = c.var.deployment;
    const id = c.req.valid('param').fault;
    if (!/^\d{1,15}$/.test(id) || !faults.remove(Number(id))) throw notFound();
    restarts.rearm();
    return c.body(null, 204);
  });

  app.openapi(listFirings, (c) => {
    const { latest, forgotten, total } = c.var.deployment.faults.firings;
    return json(c, 200, { firings: latest.map(firingJson), forgotten, total });
  });
}

function readRule(body: z.infer<typeof newFaultSchema>): ReadFaultRule {
  if (typeof body === 'string') return readFaultRule(body);
  return 'rule' in body && typeof body.rule === 'string' && !('kind' in body)
    ? readFaultRule(body.rule)
    : readFaultRuleObject(body);
}

function ruleJson({ id, rule, text, opportunities, fired }: FaultRuleState): z.infer<typeof faultRuleSchema> {
  return { id, rule: text, kind: FAULT_KINDS[rule.kind].name, opportunities, fired };
}

/** Kinds as the grammar names them. */
function firedJson(fired: FaultCounts): Record<string, number> {
  return Object.fromEntries(FAULT_KIND_LIST.map((kind) => [FAULT_KINDS[kind].name, fired[kind]]));
}
