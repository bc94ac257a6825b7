import { describe, expect, it } from 'vitest';
import {
  canRun,
  type ModelTemplate,
  PLAIN_TEMPLATE,
  type ProvisionerTags,
  StormModel,
  type StormModelParameters,
} from '../../src/model/index.js';
import { constant, HOUR, MINUTE, MS, parameters, SECOND, SEVEN, sameFor } from './scenario.js';

const tagged = (tags: ProvisionerTags): ModelTemplate => ({ ...PLAIN_TEMPLATE, tags });

/** Template 0 is untagged, 1 needs a, 2 needs a and b. */
const TEMPLATES = [tagged({}), tagged({ a: '1' }), tagged({ a: '1', b: '2' })];

/** A model with workspaces of the given templates, created one microsecond after another from seven o'clock on. */
function withWorkspaces(
  templates: readonly number[],
  overrides: Partial<StormModelParameters> & Pick<StormModelParameters, 'taggedProvisioners'>,
): StormModel {
  const model = new StormModel(parameters({ provisioners: 0, templates: TEMPLATES, ...overrides }));
  const owner = model.addOwner(SEVEN, 'active');
  templates.forEach((template, i) => {
    model.createWorkspace(SEVEN + i, { owner, name: `w${i}`, initiator: owner, schedule: null, template });
  });
  return model;
}

const provisionersOf = (model: StormModel) => [...model.builds()].map(({ provisioner }) => provisioner);

describe('canRun', () => {
  it.each<[ProvisionerTags, ProvisionerTags, boolean]>([
    [{}, {}, true],
    [{ a: '1' }, {}, false],
    [{}, { a: '1' }, false],
    [{ a: '1' }, { a: '1' }, true],
    [{ a: '2' }, { a: '1' }, false],
    [{ a: '1', b: '2' }, { a: '1' }, true],
    [{ a: '1' }, { a: '1', b: '2' }, false],
    [{ b: '2', a: '1' }, { a: '1', b: '2' }, true],
  ])('of a provisioner with %j and a job with %j is %s', (provisioner, job, expected) => {
    expect(canRun(provisioner, job)).toBe(expected);
  });
});

describe('jobs with tags', () => {
  it('run only where all their tags are; untagged ones only where there are none', () => {
    const model = withWorkspaces([0, 1, 2], {
      provisioners: 1,
      taggedProvisioners: [
        { count: 1, tags: { b: '2', a: '1' } },
        { count: 1, tags: { a: '1' } },
      ],
      serviceTime: sameFor(constant(HOUR)),
    });
    model.advanceTo(SEVEN + 2 * MINUTE);
    const [plain, a, ab] = provisionersOf(model);
    expect(plain).toBe(0);
    expect([1, 2]).toContain(a);
    // The one with both tags may have taken the job for one.
    expect(ab).toBe(a === 1 ? null : 1);
  });

  it('wait while none that may run them is there, whoever else is idle', () => {
    const model = withWorkspaces([1, 0], { provisioners: 3, taggedProvisioners: [] });
    model.advanceTo(SEVEN + MINUTE);
    expect(provisionersOf(model)).toEqual([null, expect.any(Number)]);
    model.addProvisioners(SEVEN + MINUTE, { count: 1, tags: { a: '1', c: '3' } });
    model.advanceTo(SEVEN + 2 * MINUTE);
    expect(model.workspace(0).latest).toMatchObject({ provisioner: 3, startedUs: SEVEN + MINUTE });
  });

  it('are taken oldest first by a provisioner that may run those of several templates', () => {
    const model = withWorkspaces([2, 1, 2, 1, 1, 2], {
      taggedProvisioners: [{ count: 1, tags: { a: '1', b: '2' } }],
    });
    model.advanceTo(SEVEN + MINUTE);
    expect([...model.builds()].map(({ startedUs }) => startedUs! - SEVEN)).toEqual(
      [0, 1, 2, 3, 4, 5].map((s) => s * SECOND),
    );
  });

  it('make a posting wake one domain only, which may be one that cannot run the job: the poll finds it', () => {
    const waits = Array.from({ length: 40 }, (_, i) => {
      const model = withWorkspaces([0], {
        seed: `wake ${i}`,
        provisioners: 1,
        taggedProvisioners: [{ count: 1, tags: { x: '9' } }],
      });
      model.advanceTo(SEVEN + MINUTE);
      return model.workspace(0).latest.startedUs! - SEVEN;
    });
    const woken = waits.filter((us) => us === 0);
    expect(woken.length).toBeGreaterThan(10);
    expect(woken.length).toBeLessThan(30);
    expect(Math.max(...waits)).toBeGreaterThan(20 * SECOND);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30 * SECOND);
  });

  it('make a posting wake one domain for each replica', () => {
    const late = (replicas: number) =>
      Array.from({ length: 60 }, (_, i) => {
        const model = withWorkspaces([0], {
          seed: `wake ${i}`,
          replicas,
          tickPhasesUs: null,
          provisioners: 1,
          taggedProvisioners: [{ count: 1, tags: { x: '9' } }],
        });
        model.advanceTo(SEVEN + MINUTE);
        return model.workspace(0).latest.startedUs! - SEVEN;
      }).filter((us) => us > 0).length;
    // One in two, and one in two to the power of five.
    expect(late(1)).toBeGreaterThan(15);
    expect(late(5)).toBeLessThan(8);
  });

  it('have service times of their template’s own, if it has any', () => {
    const slow = { ...PLAIN_TEMPLATE, serviceTime: sameFor(constant(10 * SECOND)) };
    const model = withWorkspaces([0, 1], {
      provisioners: 2,
      templates: [PLAIN_TEMPLATE, slow],
      taggedProvisioners: [],
    });
    model.advanceTo(SEVEN + MINUTE);
    expect([...model.builds()].map((build) => build.completedUs! - build.startedUs!)).toEqual([
      SECOND,
      10 * SECOND,
    ]);
  });
});

describe('a lost notification', () => {
  it('costs up to 30 s, until the backup poll, on a deployment that is idle', () => {
    const waits = Array.from({ length: 30 }, (_, i) => {
      const model = withWorkspaces([0], {
        seed: `lost ${i}`,
        provisioners: 2,
        taggedProvisioners: [],
        lostNotificationRate: 1,
      });
      model.advanceTo(SEVEN + MINUTE);
      return (model.workspace(0).latest.startedUs! - SEVEN) / SECOND;
    });
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(Math.min(...waits)).toBeLessThan(5);
    expect(Math.max(...waits)).toBeGreaterThan(25);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30);
  });

  it('is made up for by the next job that is taken: its success wakes the next provisioner', () => {
    const model = withWorkspaces(Array(5).fill(0), {
      provisioners: 10,
      taggedProvisioners: [],
      lostNotificationRate: 1,
      pickUp: constant(5 * MS),
    });
    model.advanceTo(SEVEN + MINUTE);
    const started = [...model.builds()].map(({ startedUs }) => startedUs!);
    expect(started.slice(1).map((us, i) => us - started[i]!)).toEqual([5, 5, 5, 5].map((ms) => ms * MS));
  });

  it('costs nothing while all provisioners are busy: they ask when they are done', () => {
    const model = withWorkspaces(Array(4).fill(0), {
      provisioners: 1,
      taggedProvisioners: [],
      lostNotificationRate: 1,
    });
    model.advanceTo(SEVEN + 2 * MINUTE);
    const started = [...model.builds()].map(({ startedUs }) => startedUs!);
    expect(started.slice(1).map((us, i) => us - started[i]!)).toEqual([SECOND, SECOND, SECOND]);
  });
});

describe('the place in the queue', () => {
  const LONG = { serviceTime: sameFor(constant(HOUR)) };
  const standings = (model: StormModel) => {
    const standing = model.queueStanding();
    return [...model.builds()].map((build) => {
      const { position, size } = standing(build);
      return [position, size];
    });
  };

  it('is a rank among the jobs that the same live provisioners may run', () => {
    const model = withWorkspaces([0, 1, 0, 1, 1, 0], {
      provisioners: 1,
      taggedProvisioners: [{ count: 1, tags: { a: '1' } }],
      ...LONG,
    });
    model.advanceTo(SEVEN + MINUTE);
    expect(standings(model)).toEqual([
      [0, 0],
      [0, 0],
      [1, 2],
      [1, 2],
      [2, 2],
      [2, 2],
    ]);
  });

  it('is the best of the ranks, in the longest of the queues, where several kinds of provisioners may run it', () => {
    const model = withWorkspaces([2, 1, 2, 1], {
      taggedProvisioners: [
        { count: 1, tags: { a: '1' } },
        { count: 1, tags: { a: '1', b: '2' } },
      ],
      ...LONG,
    });
    model.advanceTo(SEVEN + MINUTE);
    expect(provisionersOf(model)).toEqual([1, 0, null, null]);
    // By those with both tags the last is second of two, by those with one it is the only one.
    expect(standings(model).slice(2)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('is none while no live provisioner may run it', () => {
    const model = withWorkspaces([1, 0], { provisioners: 1, taggedProvisioners: [], ...LONG });
    model.advanceTo(SEVEN + SECOND);
    expect(standings(model)).toEqual([
      [0, 0],
      [0, 0],
    ]);
    model.createWorkspace(SEVEN + SECOND, { owner: 0, name: 'x', initiator: 0, schedule: null });
    expect(standings(model)[2]).toEqual([1, 1]);
    model.killProvisioners(SEVEN + SECOND, { count: 1 });
    model.advanceTo(SEVEN + 90 * SECOND);
    expect(standings(model)[2]).toEqual([1, 1]);
    model.advanceTo(SEVEN + 90 * SECOND + 1);
    expect(standings(model)[2]).toEqual([0, 0]);
  });

  it('follows the queue when jobs leave it and come', () => {
    const model = withWorkspaces([0, 0, 0, 0], { provisioners: 1, taggedProvisioners: [], ...LONG });
    const places = () => standings(model).map(([position]) => position);
    model.advanceTo(SEVEN + SECOND);
    expect(places()).toEqual([0, 1, 2, 3]);
    model.cancelBuild(SEVEN + SECOND, 1, 1);
    expect(places()).toEqual([0, 0, 1, 2]);
    model.createBuild(SEVEN + SECOND, 1, { transition: 'stop', initiator: 0 });
    expect(places()).toEqual([0, 0, 1, 2, 3]);
  });
});
