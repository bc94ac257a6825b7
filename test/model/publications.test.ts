import { describe, expect, it } from 'vitest';
import type { StormModel } from '../../src/model/index.js';
import { constant, HOUR, MINUTE, NINE, SECOND, stoppedWorkspaces } from './scenario.js';

/** What is told of a workspace's build: its kind, and when after that time, in seconds. */
function toldSince(model: StormModel, us: number): string[] {
  return model
    .takePublications()
    .filter(({ kind }) => kind === 'workspace_event' || kind === 'build_update')
    .map(({ kind, atUs }) => `${kind} ${(atUs - us) / SECOND}`);
}

const latest = (model: StormModel) => model.workspace(0).latest;

describe('what is told of a build that nobody asked for', () => {
  it('is nothing of an autostart before a provisioner takes it', () => {
    const model = stoppedWorkspaces(1, { publishes: 'everything', pickUp: constant(10 * SECOND) });
    model.advanceTo(NINE + 39 * SECOND);
    expect(latest(model)).toMatchObject({ reason: 'autostart', startedUs: null });
    expect(toldSince(model, NINE)).toEqual([]);
    model.advanceTo(NINE + MINUTE);
    expect(toldSince(model, NINE)).toEqual(['workspace_event 40', 'workspace_event 41', 'build_update 41']);
  });

  it('is nothing of an autostop before a provisioner takes it', () => {
    const model = stoppedWorkspaces(1, { publishes: 'everything', pickUp: constant(10 * SECOND) });
    model.setTtl(model.nowUs, 0, HOUR);
    model.advanceTo(NINE + 2 * MINUTE);
    model.takePublications();
    const deadlineUs = latest(model).deadlineUs!;
    const tickUs = NINE + HOUR + MINUTE + 30 * SECOND;
    expect(deadlineUs).toBe(NINE + HOUR + 41 * SECOND);
    model.advanceTo(tickUs + 9 * SECOND);
    expect(latest(model)).toMatchObject({ reason: 'autostop', createdUs: tickUs, startedUs: null });
    expect(toldSince(model, tickUs)).toEqual([]);
    model.advanceTo(tickUs + MINUTE);
    expect(toldSince(model, tickUs)).toEqual(['workspace_event 10', 'workspace_event 11', 'build_update 11']);
  });
});
