import { duration } from '../../analysis/index.js';
import { stormModelParameters } from '../../model/index.js';
import { counted } from '../../storm/index.js';
import type { ThresholdVerdict } from '../../thresholds/index.js';
import { closedForms, mostProvisioners, type PlanInputs, totalWorkUs } from '../prediction/index.js';

/**
 * Why no number of provisioners is enough, as a sentence without a full stop.
 * @param most - One provisioner for every job: no job waits for one of them.
 * @param missed - Targets that do not hold even so, with what they come to.
 * @param isAmpleEnough - Whether they would hold with so many of every kind all the time, where the plan has not as many.
 */
export function whyNone(
  inputs: PlanInputs,
  most: number,
  missed: readonly ThresholdVerdict[],
  isAmpleEnough: boolean,
): string {
  const told = toldOf(missed);
  if (isAmpleEnough) {
    return (
      `with ${most} in the place of ?, ${told}; with so many of every kind all the time it would hold: ` +
      'those that are looked for come too late, go too early, or may not run what is late'
    );
  }
  const causes = new Set(missed.map((verdict) => causeOf(verdict, inputs)));
  return `with ${most} provisioners, one for every job, ${told}: ${[...causes].join('; ')}`;
}

/**
 * Why no window is enough, as a sentence without a full stop.
 * @param minutes - The widest one.
 */
export function whyNoWindow(
  inputs: PlanInputs,
  minutes: number,
  missed: readonly ThresholdVerdict[],
): string {
  const told = `spread over ${counted(minutes, 'minute')} ${toldOf(missed)}`;
  const all = mostProvisioners(inputs);
  if (all === 0) return `${told}: there are no provisioners`;
  const workUs = totalWorkUs(inputs) / all;
  if (workUs > minutes * 60e6) {
    return `${told}: the builds keep all provisioners busy for ${duration(workUs)} on average, longer than the window`;
  }
  const causes = new Set(missed.map((verdict) => causeOf(verdict, inputs)));
  const words = [...causes].map((cause) => (cause === NO_MENDING ? 'a window mends no failed build' : cause));
  return `${told}: ${words.join('; ')}`;
}

function toldOf(missed: readonly ThresholdVerdict[]): string {
  return missed.map(({ measuredText, text }) => `${text} is ${measuredText}`).join(', ');
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
