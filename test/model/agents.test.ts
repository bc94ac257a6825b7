import { describe, expect, it } from 'vitest';
import {
  type AgentParameters,
  agentState,
  type ModelAgent,
  measuredAgents,
  PLAIN_TEMPLATE,
  StormModel,
  type StormModelParameters,
} from '../../src/model/index.js';
import { constant, HOUR, MINUTE, MS, parameters, SECOND, SEVEN } from './scenario.js';

const AGENTS: AgentParameters = {
  ...measuredAgents(['main']),
  connect: constant(2 * SECOND),
  start: constant(20 * MS),
  startup: constant(30 * SECOND),
};

function withAgents(agents: AgentParameters, overrides: Partial<StormModelParameters> = {}): StormModel {
  const templates = [{ ...PLAIN_TEMPLATE, agents }];
  const model = new StormModel(parameters({ templates, publishes: 'everything', ...overrides }));
  const owner = model.addOwner(SEVEN, 'active');
  model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule: null });
  return model;
}

/** When the first build completes. */
const DONE = SEVEN + SECOND;
const agentOf = (model: StormModel, build = 0): ModelAgent => model.workspace(0).builds[build]!.agents[0]!;
/** Seconds after the first build's completion at which the workspace's watchers are told something. */
const told = (model: StormModel) =>
  model
    .takePublications()
    .filter(({ kind, atUs }) => kind === 'workspace_event' && atUs >= DONE)
    .map(({ atUs }) => (atUs - DONE) / SECOND);

describe('an agent', () => {
  it('is made by the success of a start, connects, starts up and is ready, each told to the watchers', () => {
    const model = withAgents(AGENTS);
    model.advanceTo(SEVEN + SECOND / 2);
    expect(model.workspace(0).latest.agents).toEqual([]);
    model.advanceTo(SEVEN + MINUTE);
    expect(agentOf(model)).toEqual({
      name: 'main',
      createdUs: DONE,
      firstConnectedUs: DONE + 2 * SECOND,
      startedUs: DONE + 2_020 * MS,
      readyUs: DONE + 32_020 * MS,
      failed: false,
      disconnectedUs: null,
      timeoutUs: 120 * SECOND,
    });
    expect(told(model)).toEqual([0, 2, 2.02, 32.02]);
  });

  it.each([
    [0, 'connecting', 'created'],
    [1.9, 'connecting', 'created'],
    [2, 'connected', 'created'],
    [2.02, 'connected', 'starting'],
    [32.02, 'connected', 'ready'],
    [9_999, 'connected', 'ready'],
  ] as const)('is, %d s after its build, %s and %s', (seconds, status, lifecycle) => {
    const model = withAgents(AGENTS);
    model.advanceTo(SEVEN + MINUTE);
    expect(agentState(agentOf(model), DONE + seconds * SECOND)).toEqual({ status, lifecycle });
  });

  it('is gone when the next build has completed, and the server notices 15 s later', () => {
    const model = withAgents(AGENTS);
    model.createBuild(SEVEN + HOUR, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(SEVEN + HOUR + MINUTE);
    const stoppedUs = SEVEN + HOUR + SECOND;
    const agent = agentOf(model);
    expect(agent.disconnectedUs).toBe(stoppedUs + 15 * SECOND);
    expect(agentState(agent, stoppedUs)).toEqual({ status: 'connected', lifecycle: 'ready' });
    expect(agentState(agent, stoppedUs + 15 * SECOND)).toEqual({ status: 'disconnected', lifecycle: 'off' });
  });

  it('never becomes what it had not become when the next build completed', () => {
    const model = withAgents(AGENTS);
    model.createBuild(DONE + 10 * SECOND, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(SEVEN + HOUR);
    expect(agentOf(model)).toMatchObject({ startedUs: DONE + 2_020 * MS, readyUs: null });
    const early = withAgents({ ...AGENTS, connectionTimeoutUs: 0 });
    early.createBuild(DONE, 0, { transition: 'start', initiator: 0 });
    early.advanceTo(SEVEN + HOUR);
    expect(agentOf(early)).toMatchObject({ firstConnectedUs: null, disconnectedUs: null });
    expect(agentState(agentOf(early, 1), SEVEN + HOUR)).toEqual({
      status: 'connected',
      lifecycle: 'ready',
    });
  });

  it('stays when the next build fails or is canceled', () => {
    const model = withAgents(AGENTS, { failureRate: { start: 0, stop: 1, delete: 0 } });
    model.createBuild(SEVEN + HOUR, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(SEVEN + HOUR + MINUTE);
    expect(agentOf(model).disconnectedUs).toBeNull();
  });

  it('of a stop is there and never connects; a delete has none', () => {
    const model = withAgents({ ...AGENTS, connectionTimeoutUs: 0 });
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(SEVEN + HOUR);
    expect(agentState(agentOf(model, 1), SEVEN + HOUR)).toEqual({
      status: 'connecting',
      lifecycle: 'created',
    });
    model.createBuild(SEVEN + HOUR, 0, { transition: 'delete', initiator: 0 });
    model.advanceTo(SEVEN + 2 * HOUR);
    expect(model.workspace(0).builds[2]!.agents).toEqual([]);
  });

  it('tells nobody what it does while the server is down', () => {
    const model = withAgents(AGENTS);
    model.restart(DONE + SECOND, DONE + 3 * SECOND);
    model.advanceTo(SEVEN + MINUTE);
    expect(told(model)).toEqual([0, 32.02]);
  });

  it('that never connects times out, and the watchers are told', () => {
    const model = withAgents({ ...AGENTS, neverConnectRate: 1 });
    model.advanceTo(SEVEN + HOUR);
    expect(agentState(agentOf(model), DONE + 120 * SECOND - 1).status).toBe('connecting');
    expect(agentState(agentOf(model), DONE + 120 * SECOND).status).toBe('timeout');
    expect(told(model)).toEqual([0, 120]);
  });

  it('that connects after its timeout is timed out between', () => {
    const model = withAgents({ ...AGENTS, connect: constant(200 * SECOND) });
    model.advanceTo(SEVEN + HOUR);
    expect(agentState(agentOf(model), DONE + 150 * SECOND).status).toBe('timeout');
    expect(agentState(agentOf(model), DONE + 200 * SECOND).status).toBe('connected');
    expect(told(model)).toEqual([0, 120, 200, 200.02, 230.02]);
  });

  it('whose startup fails is connected, with a start error', () => {
    const model = withAgents({ ...AGENTS, startErrorRate: 1 });
    model.advanceTo(SEVEN + HOUR);
    expect(agentState(agentOf(model), SEVEN + HOUR)).toEqual({
      status: 'connected',
      lifecycle: 'start_error',
    });
  });

  it('has draws of its own, at the given rates', () => {
    const names = ['a', 'b', 'c'];
    const agents = { ...measuredAgents(names), neverConnectRate: 0.2, startErrorRate: 0.3 };
    const model = withAgents(agents);
    for (let i = 0; i < 500; i++) {
      model.createWorkspace(SEVEN, { owner: 0, name: `x${i}`, initiator: 0, schedule: null });
    }
    model.advanceTo(SEVEN + HOUR);
    const all = [...model.builds()].flatMap((build) => build.agents);
    expect(all.slice(0, 3).map(({ name }) => name)).toEqual(names);
    const never = all.filter(({ firstConnectedUs }) => firstConnectedUs === null).length / all.length;
    const failed = all.filter((agent) => agent.failed).length / all.length / (1 - never);
    expect(Math.abs(never - 0.2)).toBeLessThan(0.04);
    expect(Math.abs(failed - 0.3)).toBeLessThan(0.04);
    expect(new Set(all.map(({ firstConnectedUs }) => firstConnectedUs)).size).toBeGreaterThan(1_100);
  });

  it('of a deployment that publishes only builds costs no events', () => {
    const model = withAgents(AGENTS, { publishes: 'builds' });
    model.advanceTo(SEVEN + 90 * SECOND);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
    expect(agentOf(model).readyUs).toBe(DONE + 32_020 * MS);
  });
});
