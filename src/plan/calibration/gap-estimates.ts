import type { StormModelParameters } from '../../model/index.js';
import { empirical } from './agent-sample.js';
import {
  type CalibratedFields,
  defaultBecause,
  ENOUGH,
  measured,
  type Seen,
  tooFew,
} from './calibrated-fields.js';
import type { ProvisionerGaps } from './provisioner-gaps.js';

/** Early starts are so rare (1.6 in a thousand) that fewer pick-ups say nothing of their share. */
const ENOUGH_PICK_UPS = 200;

type GapParameters = Pick<StormModelParameters, 'pickUp' | 'handOff' | 'earlyStartRate'>;

/** How provisioners come by their jobs. @param gaps - `null`: not all of their jobs are known. */
export function gapEstimates(
  gaps: ProvisionerGaps | null,
  defaults: GapParameters,
  fields: CalibratedFields,
): GapParameters {
  const time = (name: 'pickUp' | 'handOff', us: readonly number[], seen: Seen, how: string) => {
    if (us.length >= ENOUGH) return fields.add(name, empirical(us), measured(us.length, how));
    const why = gaps === null ? defaultBecause(NOT_ALL_JOBS) : tooFew(us.length, seen);
    return fields.add(name, defaults[name], why);
  };
  return {
    pickUp: time(
      'pickUp',
      gaps?.pickUpsUs ?? [],
      OF_IDLE,
      'jobs whose provisioner was idle, from creation to start',
    ),
    handOff: time(
      'handOff',
      gaps?.handOffsUs ?? [],
      { noun: 'job', which: ' that waited for its provisioner' },
      'jobs that waited for their provisioner, from its end of the job before to their start',
    ),
    earlyStartRate: earlyStartRate(gaps, defaults, fields),
  };
}

const OF_IDLE: Seen = { noun: 'job', which: ' of a provisioner that was idle before' };
const NOT_ALL_JOBS = 'not all jobs of the provisioners are known';

function earlyStartRate(
  gaps: ProvisionerGaps | null,
  defaults: GapParameters,
  fields: CalibratedFields,
): number {
  const early = gaps?.earlyStarts ?? 0;
  const n = (gaps?.pickUpsUs.length ?? 0) + early;
  if (n >= ENOUGH_PICK_UPS) {
    const how = `jobs whose provisioner was idle, ${early} of them recorded as started early`;
    return fields.addRate('earlyStartRate', early / n, measured(n, how));
  }
  const why = gaps === null ? defaultBecause(NOT_ALL_JOBS) : tooFew(n, OF_IDLE, ENOUGH_PICK_UPS);
  return fields.addRate('earlyStartRate', defaults.earlyStartRate, why);
}
