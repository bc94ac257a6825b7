import { highest, stretches } from './step-series.js';
import type { ProvisionerUse, StepSeries } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';
import { count, timeOfDay } from './words.js';

/** When the provisioners were all at work while jobs waited. */
interface FullyBusy {
  readonly fromUs: number;
  readonly untilUs: number;
  /** Mean number of provisioners at work in between. */
  readonly mean: number;
}

/** Why jobs waited for a provisioner, in words. */
export function queueEvidence(evidence: {
  readonly starts: readonly StormStart[];
  readonly queueDepth: StepSeries;
  readonly busyProvisioners: StepSeries;
  readonly provisioners: ProvisionerUse;
}): string[] {
  const { queueDepth, provisioners, starts } = evidence;
  const waited = `up to ${count(highest(queueDepth), 'job')} waited`;
  const { effective } = provisioners;
  const full =
    effective === null || effective === 0
      ? null
      : fullyBusy(queueDepth, evidence.busyProvisioners, effective);
  const sentences = [];
  if (effective !== null && full !== null) {
    const verb = effective === 1 ? 'was' : 'were';
    sentences.push(
      `${count(effective, 'provisioner')} ${verb} busy from ${timeOfDay(full.fromUs)} to ${timeOfDay(full.untilUs)} UTC ` +
        `(${full.mean.toFixed(1)} on average), while ${waited}.`,
    );
  } else if (provisioners.busiest === 0) {
    sentences.push(`No provisioner took a job, while ${waited}.`);
  } else {
    sentences.push(
      `Provisioners worked on at most ${count(provisioners.busiest, 'job')} at a time, while ${waited}.`,
    );
  }
  const reaped = starts.filter((start) => start.reaped).length;
  if (reaped > 0) sentences.push(`${count(reaped, 'job')} waited so long that the server gave up.`);
  return sentences;
}

/** From the first to the last stretch in which jobs waited and `effective` provisioners or more were at work. */
function fullyBusy(depth: StepSeries, busy: StepSeries, effective: number): FullyBusy | null {
  let fromUs: number | null = null;
  let untilUs = 0;
  let workUs = 0;
  let workUntilEndUs = 0;
  for (const stretch of stretches([depth, busy])) {
    const [waiting = 0, working = 0] = stretch.values;
    if (stretch.untilUs === Number.POSITIVE_INFINITY) break;
    const isFull = waiting > 0 && working >= effective;
    if (fromUs === null && !isFull) continue;
    fromUs ??= stretch.fromUs;
    workUs += working * (stretch.untilUs - stretch.fromUs);
    if (!isFull) continue;
    untilUs = stretch.untilUs;
    workUntilEndUs = workUs;
  }
  return fromUs === null ? null : { fromUs, untilUs, mean: workUntilEndUs / (untilUs - fromUs) };
}
