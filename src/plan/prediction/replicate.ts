import {
  agentTimesOf,
  type MorningRecords,
  type ProvisionerChange,
  type StormModelParameters,
  simulateMornings,
} from '../../model/index.js';
import { backgroundStarts } from './background.js';
import { type Calendar, planCalendar } from './calendar.js';
import { MorningSample } from './morning-sample.js';
import type { PlanInputs, ProvisionerTimeline } from './plan-inputs.js';
import { replicationParameters } from './plan-inputs.js';

/** One replication: what happened on each of its mornings. */
export interface Replication {
  readonly mornings: readonly MorningSample[];
  readonly records: MorningRecords;
}

/**
 * Deals the mornings of a plan as often as wanted. Replication `r` has the seed `<seed>/<r>`, and in it the same jobs
 * take the same time whatever the number of provisioners (common random numbers): two plans that differ in a number are
 * compared over the same mornings, so that far fewer of them tell which is better.
 */
export class Replicator {
  readonly inputs: PlanInputs;
  readonly calendar: Calendar;

  /** @throws ConfigError if nobody is due on any of the days. */
  constructor(inputs: PlanInputs) {
    this.inputs = inputs;
    this.calendar = planCalendar(inputs);
  }

  /** @param r - From 0. */
  replicate(r: number): Replication {
    const { inputs, calendar } = this;
    const seed = `${inputs.seed}/${r}`;
    const parameters = replicationParameters(inputs, {
      seed,
      startUs: calendar.startUs,
      ...provisionersFrom(inputs.provisioners, calendar.startUs),
    });
    const { dueUs, schedule, stops, template, untilUs } = calendar;
    const records = simulateMornings(parameters, {
      template,
      schedule,
      dueUs,
      background: backgroundStarts(inputs, calendar, seed),
      stops,
      untilUs,
      endsWhenStarted: true,
    });
    const mornings = this.#samples(records, parameters);
    inputs.onReplication?.();
    return { mornings, records };
  }

  #samples(records: MorningRecords, parameters: StormModelParameters): MorningSample[] {
    const { calendar, inputs } = this;
    const agentTimes = agentTimesOf(records, parameters);
    return calendar.mornings.map((_, morning) => {
      return new MorningSample({
        calendar,
        morning,
        records,
        agentTimes,
        parameters,
        waitFor: inputs.waitFor,
        provisioners: inputs.provisioners,
      });
    });
  }
}

/** The provisioners at a time, and how their number changes afterwards. */
function provisionersFrom(
  { initial, steps }: ProvisionerTimeline,
  startUs: number,
): Pick<StormModelParameters, 'provisioners' | 'provisionerChanges'> {
  let provisioners = initial;
  const provisionerChanges: ProvisionerChange[] = [];
  let before = initial;
  for (const { atUs, count } of steps) {
    const afterUs = atUs - startUs;
    if (afterUs <= 0) provisioners = count;
    else if (count > before)
      provisionerChanges.push({ afterUs, kind: 'add', count: count - before, tags: {} });
    else if (count < before) provisionerChanges.push({ afterUs, kind: 'remove', count: before - count });
    before = count;
  }
  return { provisioners, provisionerChanges };
}
