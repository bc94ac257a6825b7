import {
  agentTimesOf,
  JobKind,
  JobState,
  jobStatus,
  type ModelBuild,
  type MorningRecords,
  type MorningsInput,
  StormModel,
  type StormModelParameters,
} from '../../../src/model/index.js';
import { parseSchedule } from '../../../src/time/index.js';
import { HOUR, MINUTE, NINE, SEVEN } from '../scenario.js';

/** What is compared of a job. */
export interface ComparedJob {
  readonly sequence: number;
  readonly kind: JobKind;
  readonly createdUs: number;
  readonly startedUs: number | null;
  readonly completedUs: number | null;
  readonly provisioner: number | null;
  readonly failed: boolean;
  readonly reaped: boolean;
  readonly agentsReadyUs: number | null;
}

/** Hours stand for days: the schedules occur at 9, 10 and 11 o'clock, in three different minutes. */
export const SCHEDULES = ['0 9-11 * * *', '1 9-11 * * *', '7 9-11 * * *'].map((text) => parseSchedule(text));
export const DUE_US = [0, 1, 7].map((minute) =>
  [0, 1, 2].map((hour) => NINE + hour * HOUR + minute * MINUTE),
);
export const END = NINE + 3 * HOUR;

/** The same mornings on `StormModel`. No provisioner may come before ten past seven. */
export function stormModelJobs(parameters: StormModelParameters, input: MorningsInput): ComparedJob[] {
  const model = new StormModel(parameters);
  const owner = model.addOwner(SEVEN, 'active');
  const count = input.template.length;
  const stopOrStart = (each: (i: number) => void) => {
    for (let i = 0; i < count; i++) each(i);
    for (let i = 0; i < count; i++) model.cancelBuild(model.nowUs, i, model.workspace(i).latest.number);
  };
  stopOrStart((i) => {
    const template = input.template[i]!;
    model.createWorkspace(SEVEN, { owner, name: `w${i}`, initiator: owner, schedule: null, template });
  });
  stopOrStart((i) => model.createBuild(model.nowUs, i, { transition: 'stop', initiator: owner }));
  for (let i = 0; i < count; i++) model.setSchedule(model.nowUs, i, SCHEDULES[input.schedule[i]!]!);
  const { background, stops, untilUs } = input;
  const commands = [
    ...Array.from(background.atUs, (atUs, i) => ({
      atUs,
      run: () => {
        const template = background.template[i]!;
        model.createWorkspace(atUs, { owner, name: `b${i}`, initiator: owner, schedule: null, template });
      },
    })),
    ...Array.from(stops.atUs, (atUs, i) => ({
      atUs,
      run: () => {
        const workspace = stops.workspace[i]!;
        model.advanceTo(atUs);
        const { latest } = model.workspace(workspace);
        if (latest.transition !== 'start' || jobStatus(latest) !== 'succeeded') return;
        model.createBuild(atUs, workspace, { transition: 'stop', initiator: owner });
      },
    })),
  ];
  for (const { run } of commands.sort((a, b) => a.atUs - b.atUs)) run();
  model.advanceTo(untilUs);
  return [...model.builds(2 * count)].map(comparedBuild);
}

function comparedBuild(build: ModelBuild): ComparedJob {
  const { sequence, createdUs, startedUs, completedUs, provisioner, reaped } = build;
  const starts = build.reason === 'autostart' ? JobKind.autostart : JobKind.background;
  const ready = build.agents.map(({ failed, readyUs }) => (failed ? null : readyUs));
  const allReady = build.transition === 'start' && jobStatus(build) === 'succeeded' && !ready.includes(null);
  return {
    sequence,
    kind: build.transition === 'stop' ? JobKind.stop : starts,
    createdUs,
    startedUs,
    completedUs,
    provisioner,
    failed: jobStatus(build) === 'failed',
    reaped,
    // A stop takes agents away before they are ready.
    agentsReadyUs: allReady && ready.length > 0 ? Math.max(...ready.map((us) => us ?? 0)) : null,
  };
}

/** The jobs of a simulation in the same form. */
export function simulatedJobs(records: MorningRecords, parameters: StormModelParameters): ComparedJob[] {
  const { jobs } = records;
  const agentTimes = agentTimesOf(records, parameters);
  const known = (us: number) => (Number.isNaN(us) ? null : us);
  return Array.from({ length: jobs.count }, (_, i) => {
    const { readyUs } = agentTimes(i);
    const hasAgents = parameters.templates[jobs.template[i]!]!.agents !== null;
    return {
      sequence: jobs.firstSequence + i,
      kind: jobs.kind[i] as JobKind,
      createdUs: jobs.createdUs[i]!,
      startedUs: known(jobs.startedUs[i]!),
      completedUs: known(jobs.completedUs[i]!),
      provisioner: jobs.provisioner[i] === -1 ? null : jobs.provisioner[i]!,
      failed: jobs.state[i] === JobState.failed,
      reaped: jobs.reaped[i] === 1,
      agentsReadyUs: hasAgents && Number.isFinite(readyUs) ? readyUs : null,
    };
  });
}
