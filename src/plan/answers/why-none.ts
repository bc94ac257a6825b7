import { duration } from '../../analysis/index.js';
import { stormModelParameters } from '../../model/index.js';
import type { ThresholdVerdict } from '../../thresholds/index.js';
import { closedForms, type PlanInputs } from '../prediction/index.js';

/**
 * Why no number of provisioners is enough, as a sentence without a full stop.
 * @param most - One provisioner for every job: no job waits.
 * @param missed - Targets that do not hold even so, with what they come to.
 */
export function whyNone(inputs: PlanInputs, most: number, missed: readonly ThresholdVerdict[]): string {
  const told = missed.map(({ measuredText, text }) => `${text} is ${measuredText}`).join(', ');
  const causes = new Set(missed.map((verdict) => causeOf(verdict, inputs)));
  return `with ${most} provisioners, one for every job, ${told}: ${[...causes].join('; ')}`;
}

const NO_MENDING = 'more provisioners mend no failed build, and bring none that is never created';

/** What of a target provisioners cannot change. */
function causeOf({ measured, threshold }: ThresholdVerdict, inputs: PlanInputs): string {
  if (threshold?.kind !== 'latency' || measured === null || measured === Number.POSITIVE_INFINITY) {
    return NO_MENDING;
  }
  const { executorPeriodUs } = stormModelParameters({ ...inputs.parameters, seed: '', startUs: 0 });
  const tick = `up to ${duration(executorPeriodUs)} go by to the executor's tick`;
  const { creationUs } = closedForms(inputs);
  const creation = `${creationUs === null ? 'some time' : `about ${duration(creationUs)}`} to the last creation`;
  const service = 'no provisioner makes a build itself faster';
  switch (threshold.family) {
    case 'ready':
    case 'ready_worst':
      return `until a build is created ${tick} and ${creation}, and ${service}`;
    case 'ready_after_first':
      return `from the first creation it is ${creation}, and ${service}`;
    case 'trigger':
      return `until a build is created ${tick} and ${creation}, before any provisioner has to do with it`;
    case 'tick_delay':
      return `${tick}, before any provisioner has to do with it`;
    case 'creation_spread':
      return `from the first creation it is ${creation}, before any provisioner has to do with it`;
    case 'queue':
      return 'an idle provisioner does not take a job at once, and those that are busy with others come later';
    case 'build':
      return service;
    case 'agent':
    case 'startup':
      return 'agents take their time when the build has ended, however many provisioners there are';
    default:
      return threshold.family satisfies never;
  }
}
