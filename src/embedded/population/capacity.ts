import type { StormModelParameters } from '../../model/index.js';
import { meanOf } from '../../stats/index.js';

/** Share of the provisioners' time that the growth of a population may take, so that its builds hardly wait. */
const GROWTH_LOAD = 0.15;
/** Starts of one morning come within a good hour: more than this many in it would wait until the reaper takes them. */
const MORNING_US = 3_600_000_000;

const DAY_US = 86_400_000_000;
/** A deployment that is populated has been there for this long, or longer if its provisioners need it. */
const SHORTEST_GROWTH_US = 28 * DAY_US;

type Work = Pick<StormModelParameters, 'provisioners' | 'serviceTime'>;

/** How long a deployment takes to start and stop this many workspaces once without crowding, in whole microseconds. */
export function growthUs(work: Work, workspaces: number): number {
  return Math.max(SHORTEST_GROWTH_US, unhurriedUs(work, workspaces));
}

/** The same without the weeks that every deployment is taken to have been there. */
export function unhurriedUs({ provisioners, serviceTime }: Work, workspaces: number): number {
  const each = meanOf(serviceTime.start) + meanOf(serviceTime.stop);
  return Math.ceil((workspaces * each) / (GROWTH_LOAD * provisioners));
}

/** Which share of the workspaces may start on one morning without a queue that the reaper ends. */
export function morningShare({ provisioners, serviceTime }: Work, workspaces: number): number {
  if (workspaces === 0) return 1;
  return Math.min(1, (provisioners * MORNING_US) / (Math.max(1, meanOf(serviceTime.start)) * workspaces));
}
