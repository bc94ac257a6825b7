import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canRun,
  type FailureCause,
  jobStatus,
  type ModelTemplate,
  measuredAgents,
  PLAIN_TEMPLATE,
  StormModel,
  type StormModelParameters,
} from '../../src/model/index.js';
import { apply, type Command, commandLists, TAG_SETS } from './commands.js';
import {
  buildUpdates,
  constant,
  DAY,
  MINUTE,
  parameters,
  SECOND,
  SEVEN,
  sameFor,
  stoppedWorkspaces,
} from './scenario.js';

/** A plain template, and one with tags, agents that may do anything, and Mondays only. */
const TEMPLATES: readonly ModelTemplate[] = [
  PLAIN_TEMPLATE,
  {
    tags: TAG_SETS[1]!,
    allowUserAutostart: true,
    autostartDays: [true, false, false, false, false, false, false],
    failureTtlUs: 2 * MINUTE,
    agents: {
      ...measuredAgents(['main', 'side']),
      neverConnectRate: 0.2,
      startErrorRate: 0.3,
      connectionTimeoutUs: 3 * SECOND,
    },
    serviceTime: null,
  },
];

const CAUSES: readonly FailureCause[] = (['reported', 'unreported', 'preparation'] as const).map(
  (kind, i) => ({ weight: 3 - i, kind, error: `failed: ${kind}`, errorCode: null }),
);

/** Errors of ends that nobody is told of, beside those of the reaper. */
const UNTOLD = /^failed: (unreported|preparation)$|shut down/;

/** Small deployments in which everything happens: queues, failures, cancellations, deaths, several replicas. */
const deployments = fc
  .record({
    seed: fc.string(),
    replicas: fc.integer({ min: 1, max: 3 }),
    provisioners: fc.integer({ min: 0, max: 4 }),
    executorConcurrency: fc.integer({ min: 1, max: 3 }),
    spread: fc.boolean(),
    tagged: fc.nat(2),
    losses: fc.constantFrom(0, 0, 0.3),
    earlyStartRate: fc.constantFrom(0, 0.5),
    publishes: fc.constantFrom('builds', 'everything'),
  })
  .map(({ spread, tagged, losses, ...rest }) =>
    parameters({
      ...rest,
      tickPhasesUs: null,
      creation: spread ? { kind: 'lognormal', p50: 4 * SECOND, p95: 40 * SECOND } : constant(0),
      recheck: constant(spread ? SECOND : 0),
      pickUp: constant(spread ? SECOND : 0),
      handOff: spread ? { kind: 'lognormal', p50: 1_000, p95: 900_000 } : constant(0),
      cancelNotice: constant(15 * SECOND),
      serviceTime: sameFor(
        spread ? { kind: 'lognormal', p50: 20 * SECOND, p95: 4 * MINUTE } : constant(30 * SECOND),
      ),
      failureRate: sameFor(0.2),
      failureCauses: CAUSES,
      templates: TEMPLATES,
      taggedProvisioners: TAG_SETS.slice(1, 1 + tagged).map((tags) => ({ count: 1, tags })),
      provisionerChanges: [
        { afterUs: 10 * MINUTE, kind: 'add', count: 1, tags: TAG_SETS[tagged]! },
        { afterUs: 20 * MINUTE, kind: 'die', count: 1 },
        { afterUs: 20 * MINUTE, kind: 'remove', count: 1 },
      ],
      lostNotificationRate: losses,
      lostTickRate: losses,
      pendingReapUs: 3 * MINUTE,
    }),
  );

/** Runs the commands; `beforeEach` may move or replace the model, as it may between any two requests. */
function run(
  p: StormModelParameters,
  commands: readonly Command[],
  beforeEach: (model: StormModel, atUs: number) => StormModel = (model) => model,
): StormModel {
  let model = new StormModel(p);
  const owners: number[] = [];
  let atUs = SEVEN;
  for (const command of commands) {
    atUs += command.afterUs;
    model = beforeEach(model, atUs);
    apply(model, atUs, owners, command);
  }
  atUs += 10 * MINUTE;
  model = beforeEach(model, atUs);
  model.advanceTo(atUs);
  return model;
}

const everything = (model: StormModel) => JSON.stringify(model.snapshot());

/** As a timer would drive it: one advance for each event. */
function driveTo(model: StormModel, atUs: number): StormModel {
  while (model.nextEventAt() <= atUs) model.advanceTo(model.nextEventAt());
  return model;
}

describe('the generated commands', () => {
  it('meet everything that can become of a build', () => {
    const seen = new Set<string>();
    const samples = fc.sample(fc.tuple(deployments, commandLists), { numRuns: 100, seed: 1 });
    for (const [p, commands] of samples) {
      for (const build of run(p, commands).builds()) {
        const ended = build.error === 'canceled' ? 'interrupted' : jobStatus(build);
        const late = build.canceledUs !== null && build.startedUs !== null ? ' after cancellation' : '';
        const silent = UNTOLD.exec(build.error ?? '');
        if (silent !== null) seen.add(silent[0]);
        const reaped = build.provisioner === null ? 'reaped' : 'reaped while hung';
        seen.add(`${build.reaped ? reaped : ended}${late}`);
        for (const agent of build.agents) if (agent.disconnectedUs !== null) seen.add('gone agent');
        if (build.completedUs !== null) seen.add(build.reason);
      }
    }
    const ends = ['succeeded', 'failed', 'reaped', 'reaped while hung', 'canceled', 'gone agent'];
    ends.push('autostop', 'failed: unreported', 'failed: preparation', 'shut down');
    const lateEnds = ['canceled', 'interrupted', 'failed'].map((end) => `${end} after cancellation`);
    expect([...seen]).toEqual(expect.arrayContaining(['initiator', 'autostart', ...ends, ...lateEnds]));
  });
});

describe('StormModel', () => {
  it('keeps the same records whether a timer drives it or only the requests do', () => {
    fc.assert(
      fc.property(deployments, commandLists, (p, commands) => {
        expect(everything(run(p, commands, driveTo))).toBe(everything(run(p, commands)));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the same records however it is advanced in between', () => {
    fc.assert(
      fc.property(
        deployments,
        commandLists,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (p, commands, shares) => {
          const restless = run(p, commands, (model, atUs) => {
            for (let i = 0; i < 3; i++) {
              const share = shares.next().value ?? 0;
              model.advanceTo(model.nowUs + Math.floor((atUs - model.nowUs) * share));
            }
            return model;
          });
          expect(everything(restless)).toBe(everything(run(p, commands)));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('goes on from a snapshot, taken at any moment, as if nothing had happened', () => {
    fc.assert(
      fc.property(deployments, commandLists, fc.infiniteStream(fc.nat(5)), (p, commands, dice) => {
        const interrupted = run(p, commands, (model, atUs) => {
          if (dice.next().value !== 0) return model;
          model.advanceTo(model.nowUs + Math.floor((atUs - model.nowUs) / 2));
          return StormModel.restore(JSON.parse(everything(model)), p);
        });
        expect(everything(interrupted)).toBe(everything(run(p, commands)));
      }),
      { numRuns: 200 },
    );
  });

  it('never runs two jobs on one provisioner or in one workspace, and takes those of a template in the order of creation', () => {
    fc.assert(
      fc.property(deployments, commandLists, (p, commands) => {
        const model = run(p, commands);
        const lastEnd = new Map<number, number>();
        const lastStart = new Map<number, number>();
        const provisioners = model.provisioners();
        for (const build of model.builds()) {
          if (build.provisioner === null || build.startedUs === null) continue;
          const { template } = model.workspace(build.workspace);
          const provisioner = provisioners[build.provisioner]!;
          expect(canRun(provisioner.tags, TEMPLATES[template]!.tags)).toBe(true);
          expect(build.startedUs).toBeGreaterThanOrEqual(lastEnd.get(build.provisioner) ?? 0);
          expect(build.createdUs - build.startedUs).toBeLessThanOrEqual(p.earlyStartRate > 0 ? 195_000 : 0);
          lastEnd.set(build.provisioner, build.completedUs ?? Number.POSITIVE_INFINITY);
          // When it was taken is not known of one whose start is written down as earlier.
          if (build.startedUs < build.createdUs) continue;
          expect(build.startedUs).toBeGreaterThanOrEqual(lastStart.get(template) ?? build.createdUs);
          lastStart.set(template, build.startedUs);
        }
        for (const { builds } of model.workspaces()) {
          expect(builds.map((build) => build.number)).toEqual(builds.map((_, i) => i + 1));
          for (const [i, build] of builds.slice(1).entries()) {
            expect(build.createdUs).toBeGreaterThanOrEqual(
              builds[i]!.completedUs ?? Number.POSITIVE_INFINITY,
            );
            const startedUs = build.provisioner === null ? null : build.startedUs;
            expect(startedUs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(builds[i]!.completedUs!);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('ends every job exactly once, and publishes each end but those that nobody reports', () => {
    fc.assert(
      fc.property(deployments, commandLists, (p, commands) => {
        const model = run(p, commands);
        for (const { handle } of model.workspaces()) {
          model.setSchedule(model.nowUs, handle, null);
          model.setTtl(model.nowUs, handle, null);
        }
        // Somebody who does the stops of failed starts, for which the executors would tick for ever; after all deaths.
        model.addProvisioners(Math.max(model.nowUs, SEVEN + 21 * MINUTE), { count: 1, tags: TAG_SETS[1]! });
        // Far enough for the longest hand-off that a lognormal may draw.
        model.advanceTo(model.nowUs + 100 * DAY);
        expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
        expect(model.queueDepth()).toBe(0);
        const ends = new Map<number, string[]>();
        for (const { build, status, atUs } of buildUpdates(model)) {
          if (atUs === build.completedUs)
            ends.set(build.sequence, [...(ends.get(build.sequence) ?? []), status]);
        }
        for (const build of model.builds()) {
          expect(build.completedUs).not.toBeNull();
          const inline = build.provisioner === null && build.canceledUs === null;
          const silent = build.reaped || inline || UNTOLD.test(build.error ?? '');
          // The request to cancel a job may come at the moment of its silent end.
          const told = (ends.get(build.sequence) ?? []).filter((end) => !silent || end !== 'canceled');
          expect(told.length, JSON.stringify(build)).toBe(silent ? 0 : told.length === 2 ? 2 : 1);
          if (jobStatus(build) === 'failed' && !silent) expect(told.at(-1)).toBe('failed');
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives one draw to one job: another job’s failure or length shifts no other’s', () => {
    const service = { kind: 'lognormal', p50: 10 * SECOND, p95: 30 * SECOND } as const;
    const lengths = (failing: number) => {
      const model = stoppedWorkspaces(50, {
        serviceTime: { start: service, stop: service, delete: service },
        failureRate: { start: failing, stop: 0, delete: 0 },
      });
      return [...model.builds()].map((build) => build.completedUs! - build.startedUs!);
    };
    expect(lengths(0.5)).toEqual(lengths(0));
  });

  it('gives other records for another seed', () => {
    const of = (seed: string) =>
      everything(
        stoppedWorkspaces(5, {
          seed,
          serviceTime: sameFor({ kind: 'lognormal', p50: SECOND, p95: 2 * SECOND }),
        }),
      );
    expect(of('a')).toBe(of('a'));
    expect(of('a')).not.toBe(of('b'));
  });

  it('refuses to go back in time, and times that are no whole microseconds', () => {
    const model = stoppedWorkspaces(1);
    expect(() => model.advanceTo(model.nowUs - 1)).toThrow(/does not go back/);
    expect(() => model.setSchedule(model.nowUs - 1, 0, null)).toThrow(RangeError);
    expect(() => model.advanceTo(model.nowUs + 0.5)).toThrow(/whole microseconds/);
    expect(() => model.advanceTo(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  it('refuses handles that it never gave out', () => {
    const model = stoppedWorkspaces(1);
    const at = model.nowUs;
    expect(() => model.workspace(1)).toThrow('no workspace has the handle 1');
    expect(() => model.setOwnerStatus(at, 1, 'active')).toThrow('no owner has the handle 1');
    expect(() => model.createWorkspace(at, { owner: 9, name: 'x', initiator: 0, schedule: null })).toThrow(
      RangeError,
    );
  });

  it('refuses a snapshot that is none, or of other numbers of replicas and provisioners', () => {
    const model = stoppedWorkspaces(1);
    expect(() => StormModel.restore({ version: 1 }, parameters())).toThrow(
      /of version 1 .* this is version 3/,
    );
    for (const wrong of [null, 1, {}, { version: 99 }]) {
      expect(() => StormModel.restore(wrong, parameters())).toThrow(/snapshot/);
    }
    const other = parameters({ provisioners: 77, taggedProvisioners: [{ count: 1, tags: { a: 'b' } }] });
    expect(() => StormModel.restore(model.snapshot(), other)).toThrow(
      'saved with 1000 provisioners, now 77; saved with 0 kinds of tagged provisioners, now 1',
    );
  });
});
