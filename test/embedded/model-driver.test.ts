import { describe, expect, it } from 'vitest';
import { ModelDriver } from '../../src/embedded/model-driver.js';
import { type Publication, StormModel, stormModelParameters } from '../../src/model/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { START_MS } from './harness.js';

const START_US = START_MS * 1000;
const second = { kind: 'constant', value: 1e6 } as const;

function driven() {
  const clock = new VirtualClock(START_MS);
  const parameters = stormModelParameters({
    seed: 'driver',
    startUs: START_US,
    serviceTime: { start: second, stop: second, delete: second },
    completion: { kind: 'constant', value: 0 },
    pickUp: { kind: 'constant', value: 0 },
    publishes: 'everything',
  });
  const model = new StormModel(parameters);
  const driver = new ModelDriver(model, clock);
  const createWorkspace = () => {
    const nowUs = driver.begin();
    const owner = model.addOwner(nowUs, 'active');
    model.createWorkspace(nowUs, { owner, name: 'w', initiator: owner, schedule: null });
    driver.settle();
  };
  return { clock, createWorkspace, driver, model };
}

const kinds = (heard: readonly Publication[]) => heard.map(({ kind }) => kind);

describe('ModelDriver', () => {
  it('tells every listener everything, in order, until it ends its subscription', () => {
    const { clock, createWorkspace, driver } = driven();
    const heard: string[] = [];
    const end = driver.subscribe(({ kind }) => heard.push(`a ${kind}`));
    driver.subscribe(({ kind }) => heard.push(`b ${kind}`));
    createWorkspace();
    clock.advanceBy(500);
    expect(heard).toEqual(['a workspace_event', 'b workspace_event']);
    end();
    heard.length = 0;
    clock.advanceBy(500);
    expect(heard).toEqual(['b workspace_event', 'b build_update', 'b logs_ended']);
  });

  it('moves the model by its own timer, and each event happens when it was due', () => {
    const { clock, createWorkspace, driver, model } = driven();
    const heard: Publication[] = [];
    driver.subscribe((publication) => heard.push(publication));
    createWorkspace();
    clock.advanceBy(60_000);
    expect(kinds(heard)).toContain('build_update');
    expect(heard.map(({ atUs }) => atUs - START_US)).toEqual([0, 1e6, 1e6, 1e6]);
    expect(model.workspace(0).latest.completedUs).toBe(START_US + 1e6);
  });

  it('gives each command a later time than the one before, though the clock stands still', () => {
    const { driver } = driven();
    const times = [driver.begin(), driver.begin(), driver.begin()];
    expect(times).toEqual([START_US, START_US + 1, START_US + 2]);
  });

  it('stands still once closed, but for commands', () => {
    const { clock, createWorkspace, driver, model } = driven();
    createWorkspace();
    driver.close();
    clock.advanceBy(60_000);
    driver.touch();
    expect(model.workspace(0).latest.completedUs).toBeNull();
    driver.begin();
    expect(model.workspace(0).latest.completedUs).toBe(START_US + 1e6);
  });
});
