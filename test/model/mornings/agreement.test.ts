import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  JobKind,
  type ModelTemplate,
  type MorningsInput,
  measuredAgents,
  PLAIN_TEMPLATE,
  type ProvisionerChange,
  type StormModelParameters,
  simulateMornings,
} from '../../../src/model/index.js';
import { TAG_SETS } from '../commands.js';
import { constant, HOUR, MINUTE, NINE, parameters, SECOND, SEVEN, sameFor } from '../scenario.js';
import { DUE_US, END, simulatedJobs, stormModelJobs } from './storm-model-mornings.js';

/**
 * Untagged; tagged and stopped after a failure; as the first, with agents and service times of its own; with one tag more
 * than the second, so that provisioners with both take the jobs of two lines.
 */
const TEMPLATES: readonly ModelTemplate[] = [
  PLAIN_TEMPLATE,
  { ...PLAIN_TEMPLATE, tags: TAG_SETS[1]!, failureTtlUs: 2 * MINUTE },
  {
    ...PLAIN_TEMPLATE,
    agents: {
      ...measuredAgents(['main', 'side']),
      connect: { kind: 'lognormal', p50: SECOND, p95: 2 * SECOND },
      neverConnectRate: 0.2,
      startErrorRate: 0.2,
    },
    // Its stops end after its agents are ready, whatever they cut short.
    serviceTime: {
      ...sameFor(constant(10 * SECOND)),
      start: { kind: 'lognormal', p50: 10 * SECOND, p95: 50 * SECOND },
    },
  },
  { ...PLAIN_TEMPLATE, tags: TAG_SETS[2]! },
];

const CAUSES = (['reported', 'unreported', 'preparation'] as const).map((kind) => ({
  weight: 1,
  kind,
  error: `failed: ${kind}`,
  errorCode: null,
}));

/** From ten past seven on, so that provisioners find none of the jobs that set the scene. */
const changes = fc
  .array(
    fc.record({
      // Mostly while many jobs run.
      afterUs: fc.oneof(
        fc.nat(5 * HOUR).map((us) => 10 * MINUTE + us),
        { weight: 2, arbitrary: fc.nat(4 * MINUTE).map((us) => NINE - SEVEN + us) },
      ),
      kind: fc.constantFrom('add', 'add', 'remove', 'die'),
      count: fc.nat(3),
      tags: fc.constantFrom(...TAG_SETS),
    }),
    { maxLength: 8 },
  )
  .map((list): ProvisionerChange[] => [
    { afterUs: 10 * MINUTE, kind: 'add', count: 1, tags: {} },
    { afterUs: 10 * MINUTE, kind: 'add', count: 1, tags: TAG_SETS[2]! },
    ...list.map(({ afterUs, kind, count, tags }): ProvisionerChange => {
      return kind === 'add' ? { afterUs, kind, count, tags } : { afterUs, kind, count };
    }),
  ]);

const deployments = fc
  .record({
    seed: fc.string(),
    replicas: fc.integer({ min: 1, max: 3 }),
    executorConcurrency: fc.integer({ min: 1, max: 3 }),
    spread: fc.boolean(),
    lostTickRate: fc.constantFrom(0, 0, 0.3),
    lostNotificationRate: fc.constantFrom(0, 0, 0.3),
    earlyStartRate: fc.constantFrom(0, 0.5),
    failures: fc.constantFrom(0, 0.2),
    failedStartTime: fc.constantFrom(null, constant(5 * MINUTE)),
    livenessUs: fc.constantFrom(30 * SECOND, 90 * SECOND),
    pendingReapUs: fc.constantFrom(2 * MINUTE, 30 * MINUTE),
    templates: fc.constantFrom(TEMPLATES.slice(0, 1), TEMPLATES),
    provisionerChanges: changes,
  })
  .map(({ spread, failures, ...rest }) =>
    parameters({
      ...rest,
      provisioners: 0,
      tickPhasesUs: null,
      creation: spread ? { kind: 'lognormal', p50: 2 * SECOND, p95: 20 * SECOND } : constant(0),
      recheck: constant(spread ? SECOND : 0),
      pickUp: constant(spread ? SECOND : 0),
      completion: constant(spread ? 60_000 : 0),
      handOff: spread ? { kind: 'lognormal', p50: 1_000, p95: 900_000 } : constant(0),
      serviceTime: sameFor(
        spread ? { kind: 'lognormal', p50: 20 * SECOND, p95: 4 * MINUTE } : constant(30 * SECOND),
      ),
      failureRate: sameFor(failures),
      failureCauses: CAUSES,
      hungReapUs: MINUTE,
    }),
  );

/** Up to 15 workspaces, starts of others around the minutes that they are due, and stops now and then. */
const mornings = (p: StormModelParameters): fc.Arbitrary<MorningsInput> => {
  // A start of others that fails is stopped by nobody here, but by the executor there.
  const others = p.templates.length === 1 ? fc.constant(0) : fc.constantFrom(0, 2, 3);
  return fc
    .record({
      workspaces: fc.array(fc.tuple(fc.nat(p.templates.length - 1), fc.nat(2)), {
        minLength: 1,
        maxLength: 15,
      }),
      background: fc.array(fc.tuple(fc.nat(3 * HOUR), others), { maxLength: 12 }),
      // Of all at once, or of one alone.
      stops: fc.array(
        fc.tuple(
          fc.oneof(fc.constantFrom(40 * MINUTE, 100 * MINUTE), fc.nat(3 * HOUR)),
          fc.option(fc.nat(14)),
        ),
        { maxLength: 6 },
      ),
    })
    .map(({ workspaces, background, stops }) => {
      const starts = background.sort(([a], [b]) => a - b);
      const everybody = workspaces.map((_, i) => i);
      const stopped = stops
        .sort(([a], [b]) => a - b)
        .flatMap(([afterUs, of]) =>
          (of === null ? everybody : everybody.filter((i) => i === of)).map(
            (i) => [NINE + afterUs, i] as const,
          ),
        );
      return {
        template: workspaces.map(([template]) => template),
        schedule: workspaces.map(([, schedule]) => schedule),
        dueUs: DUE_US,
        background: {
          atUs: starts.map(([afterUs]) => NINE - 5 * MINUTE + afterUs),
          template: starts.map(([, template]) => template),
        },
        stops: { atUs: stopped.map(([atUs]) => atUs), workspace: stopped.map(([, i]) => i) },
        untilUs: END,
        endsWhenStarted: false,
      };
    });
};

const cases = deployments.chain((p) => mornings(p).map((input) => ({ p, input })));

describe('a simulation of mornings', () => {
  it('has the same jobs as the storm model, microsecond for microsecond', () => {
    const met = { autostarts: 0, others: 0, stops: 0, failures: 0, early: 0, given_up: 0, held: 0, ready: 0 };
    fc.assert(
      fc.property(cases, ({ p, input }) => {
        const simulated = simulatedJobs(simulateMornings(p, input), p);
        expect(simulated).toEqual(stormModelJobs(p, input));
        for (const job of simulated) {
          met.autostarts += Number(job.kind === JobKind.autostart);
          met.others += Number(job.kind === JobKind.background);
          met.stops += Number(job.kind === JobKind.stop);
          met.failures += Number(job.failed && !job.reaped);
          met.early += Number(job.startedUs !== null && job.startedUs < job.createdUs);
          met.given_up += Number(job.reaped && job.provisioner === null);
          met.held += Number(job.reaped && job.provisioner !== null);
          met.ready += Number(job.agentsReadyUs !== null);
        }
      }),
      { numRuns: 150 },
    );
    // An agreement about nothing would be none.
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(2);
  });
});
