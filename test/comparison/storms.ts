import type { StormStart } from '../../src/analysis/index.js';
import type { ComparedRun } from '../../src/comparison/index.js';
import type { StormModelParameters } from '../../src/model/index.js';
import { autostarts, HOUR, MS, NINE, SECOND, sameFor, stoppedWorkspaces } from '../model/scenario.js';

/** What a run on a deployment like the measured one is given. */
const MEASURED = {
  creation: { kind: 'lognormal', p50: 110 * MS, p95: 250 * MS },
  handOff: { kind: 'lognormal', p50: 12 * MS, p95: 75 * MS },
} as const satisfies Partial<StormModelParameters>;

export interface StormSettings {
  readonly workspaces: number;
  readonly provisioners: number;
  /** Of the service time, in seconds. */
  readonly p50: number;
  readonly p95: number;
}

/** A run of the storm model. */
export function modelRun({ workspaces, provisioners, p50, p95 }: StormSettings, seed: string): ComparedRun {
  const model = stoppedWorkspaces(workspaces, {
    seed,
    provisioners,
    serviceTime: sameFor({ kind: 'lognormal', p50: p50 * SECOND, p95: p95 * SECOND } as const),
    ...MEASURED,
  });
  model.advanceTo(NINE + 4 * HOUR);
  const starts = autostarts(model).map(
    (build, index): StormStart => ({
      workspace: `w${index}`,
      outcome: 'started',
      scheduledUs: NINE,
      createdUs: build.createdUs,
      startedUs: build.startedUs,
      completedUs: build.completedUs,
      usableUs: build.completedUs,
      workerId: String(build.provisioner),
      reaped: false,
      negativeQueueWait: false,
      censoredUs: null,
    }),
  );
  return { label: seed, starts, provisioners };
}
