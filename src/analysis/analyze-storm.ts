import { bottleneck } from './bottleneck.js';
import { busyProvisioners } from './busy-provisioners.js';
import { censoredFromUs } from './censoring.js';
import { inconsistencies } from './consistency.js';
import { creationRate } from './creation-rate.js';
import { stormCurves } from './curves.js';
import { allJobTimes } from './job-times.js';
import { provisionerUse } from './provisioner-use.js';
import { queueDepth } from './queue-depth.js';
import { serviceTimes } from './service-times.js';
import type { StormAnalysis } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';

/**
 * Everything that the records of a storm say beyond single workspaces. The same starts give the same analysis,
 * whatever their order (but for the order in which contradictions are listed).
 * @param starts - One for every workspace that was due.
 */
export function analyzeStorm(starts: readonly StormStart[]): StormAnalysis {
  const jobs = allJobTimes(starts);
  const censored = censoredFromUs(starts);
  const series = {
    curves: stormCurves(starts, jobs, censored),
    queueDepth: queueDepth(jobs),
    busyProvisioners: busyProvisioners(jobs),
  };
  const provisioners = provisionerUse(starts, jobs, series.queueDepth, series.busyProvisioners);
  const service = serviceTimes(starts);
  return {
    scheduledUs: series.curves.due.us[0] ?? null,
    ...series,
    censoredFromUs: censored,
    creationRate: creationRate(jobs),
    provisioners,
    serviceTimes: service,
    bottleneck: bottleneck({ starts, ...series, provisioners, serviceTimes: service }),
    inconsistencies: inconsistencies(starts, jobs, series),
  };
}
