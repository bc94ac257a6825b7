import { describe, expect, it } from 'vitest';
import { StormModel, type StormModelParameters, stormModelParameters } from '../../src/model/index.js';
import { constant, MINUTE, MS, parameters, SECOND, SEVEN } from './scenario.js';

/** Workspaces created one after another, `apartUs` apart. */
function oneByOne(count: number, apartUs: number, p: StormModelParameters): StormModel {
  const model = new StormModel(p);
  const owner = model.addOwner(SEVEN, 'active');
  for (let i = 0; i < count; i++) {
    const atUs = SEVEN + MINUTE + i * apartUs;
    model.createWorkspace(atUs, { owner, name: `w${i}`, initiator: owner, schedule: null });
  }
  model.advanceTo(SEVEN + 2 * MINUTE + count * apartUs);
  return model;
}

const waits = (model: StormModel) =>
  [...model.builds()].map(({ createdUs, startedUs }) => startedUs! - createdUs);

describe('an early start', () => {
  it('is rare by default: 11 of 6,700 builds that are taken at once, by 1 to 195 ms', () => {
    const p = stormModelParameters({ seed: 'early', startUs: SEVEN, provisioners: 100 });
    const early = waits(oneByOne(6_700, 5 * SECOND, p)).filter((us) => us < 0);
    expect(early.length).toBeGreaterThan(3);
    expect(early.length).toBeLessThan(25);
    expect(Math.max(...early)).toBeLessThanOrEqual(-MS);
    expect(Math.min(...early)).toBeGreaterThanOrEqual(-195 * MS);
  });

  it('leaves the service time as it is, and comes to none at a rate of 0', () => {
    const early = oneByOne(10, 10 * SECOND, parameters({ earlyStartRate: 1, pickUp: constant(5 * MS) }));
    expect(waits(early).every((us) => us < 0)).toBe(true);
    expect([...early.builds()].every((build) => build.completedUs! - build.startedUs! === SECOND)).toBe(true);
    const punctual = oneByOne(10, 10 * SECOND, parameters({ pickUp: constant(5 * MS) }));
    expect(waits(punctual)).toEqual(Array(10).fill(5 * MS));
  });

  it('comes to no build that had to wait for a provisioner, or for the poll', () => {
    const busy = oneByOne(10, 500 * MS, parameters({ earlyStartRate: 1, provisioners: 1 }));
    expect(waits(busy).filter((us) => us < 0)).toHaveLength(1);
    const lost = parameters({ earlyStartRate: 1, lostNotificationRate: 1 });
    expect(Math.min(...waits(oneByOne(10, MINUTE, lost)))).toBeGreaterThan(0);
  });

  it('never lies before the end of what its provisioner did last', () => {
    const model = oneByOne(50, SECOND + 50 * MS, parameters({ earlyStartRate: 1, provisioners: 1 }));
    const builds = [...model.builds()];
    const early = builds.filter(({ createdUs, startedUs }) => startedUs! < createdUs);
    expect(early.length).toBeGreaterThan(5);
    expect(early.length).toBeLessThan(40);
    for (const [i, build] of builds.slice(1).entries()) {
      expect(build.startedUs).toBeGreaterThanOrEqual(builds[i]!.completedUs!);
    }
  });
});
