import { describe, expect, it } from 'vitest';
import { agentState, measuredAgents, PLAIN_TEMPLATE, StormModel } from '../../src/model/index.js';
import type { Distribution } from '../../src/stats/index.js';
import { constant, MINUTE, parameters, SECOND, SEVEN } from './scenario.js';

/** A workspace that is up, its agent ready 5 s after seven o'clock. */
function withAgent(uptime: Distribution | null): StormModel {
  const agents = {
    ...measuredAgents(['main']),
    connect: constant(2 * SECOND),
    start: constant(SECOND),
    uptime,
  };
  const model = new StormModel(
    parameters({
      templates: [{ ...PLAIN_TEMPLATE, agents: { ...agents, startup: constant(SECOND) } }],
      publishes: 'everything',
    }),
  );
  const owner = model.addOwner(SEVEN, 'active');
  model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule: null });
  model.advanceTo(SEVEN + 4 * SECOND);
  model.takePublications();
  return model;
}

const agentOf = (model: StormModel) => model.workspace(0).latest.agents[0]!;

describe('the uptime of an agent', () => {
  it('ends in its disconnection, which the server notices 15 s later and tells', () => {
    const model = withAgent(constant(10 * SECOND));
    const endUs = SEVEN + 30 * SECOND;
    expect(agentState(agentOf(model), endUs - 1)).toEqual({ status: 'connected', lifecycle: 'ready' });
    expect(agentState(agentOf(model), endUs)).toEqual({ status: 'disconnected', lifecycle: 'off' });
    model.advanceTo(SEVEN + MINUTE);
    expect(model.takePublications().at(-1)).toMatchObject({ kind: 'workspace_event', atUs: endUs });
  });

  it('is as long as its workspace runs by default', () => {
    const model = withAgent(null);
    expect(agentOf(model).disconnectedUs).toBeNull();
  });

  it('keeps its own end where the workspace is stopped later, and is cut short where it is stopped before', () => {
    for (const [uptime, endUs] of [
      [10 * SECOND, SEVEN + 30 * SECOND],
      [3600 * SECOND, SEVEN + MINUTE + 16 * SECOND],
    ] as const) {
      const model = withAgent(constant(uptime));
      const agent = agentOf(model);
      model.createBuild(SEVEN + MINUTE, 0, { transition: 'stop', initiator: 0 });
      model.advanceTo(SEVEN + 2 * MINUTE);
      expect(agent.disconnectedUs).toBe(endUs);
    }
  });
});
