import { count, duration, percent } from '../../analysis/index.js';
import type { AgentSample } from './agent-sample.js';
import { ENOUGH } from './calibrated-fields.js';
import type { ServiceDrift } from './calibration.js';
import type { ServiceSample } from './service-sample.js';

/** Below this many times the 95th percentile is the longest one or near it. */
const KNOWS_ITS_TAIL = 72;

/** What to mind about a calibration, each a whole sentence. */
export function calibrationCaveats({
  sample,
  agents,
  drift,
  perSecond,
  reported,
}: {
  readonly sample: ServiceSample;
  readonly agents: AgentSample | null;
  readonly drift: ServiceDrift | null;
  readonly perSecond: number | null;
  readonly reported: boolean;
}): string[] {
  const { autostarts, basis, builds, keptOut } = sample;
  const n = builds.length;
  const caveats: string[] = [];
  if (reported) {
    caveats.push(
      'No start builds were read: service times are the server’s own p50 and p95 of its template, of builds of any reason.',
    );
  } else if (basis === 'other_starts') {
    const few =
      autostarts === 0
        ? 'There are no autostart builds in this history, so service times are those of other starts.'
        : `There ${autostarts === 1 ? 'is' : 'are'} only ${count(autostarts, 'autostart build')} in this history, so service times are ` +
          `those of all starts: ${ENOUGH} autostarts are needed to go by them alone.`;
    caveats.push(
      `${few} On the recorded storms set-up builds overestimate by up to a tenth (docs/model.md), because setting up loads ` +
        'a server more than a morning does.',
    );
  }
  if (!reported && n < KNOWS_ITS_TAIL) {
    caveats.push(
      `Service times come from ${count(n, 'build')}: p95 of fewer than ${KNOWS_ITS_TAIL} has no upper bound at 95 %, and none ` +
        'is drawn longer than the longest that was seen.',
    );
  }
  if (drift !== null && drift.distance > drift.critical) {
    caveats.push(
      `Service times changed during the history: p50 of the first ${count(drift.firstN, 'build')} is ${duration(drift.firstP50Us)}, ` +
        `of the last ${drift.lastN} ${duration(drift.lastP50Us)} (Kolmogorov distance ${drift.distance.toFixed(2)}; by chance alone ` +
        `it stays below ${drift.critical.toFixed(2)} in 95 of 100 cases). The model takes them as one.`,
    );
  }
  if (keptOut.reaped > 0) {
    caveats.push(
      `${count(keptOut.reaped, 'job')} waited so long that the server gave up; how long those builds would have taken is not known.`,
    );
  }
  if (keptOut.unfinished > n / 20) {
    const share = percent(keptOut.unfinished / (n + keptOut.unfinished));
    caveats.push(
      `${share} of the start builds had not ended when they were read. The longest are more likely among them, so service ` +
        'times are underestimated.',
    );
  }
  if (agents !== null && agents.connected === 0) {
    const { neverConnected, unknown } = agents;
    caveats.push(
      neverConnected === 0
        ? `${unknown === 1 ? 'The one agent' : `None of the ${count(unknown, 'agent')}`} of these starts had ${unknown === 1 ? 'not ' : ''}connected when they were read: ` +
            'their times, and that they connect at all, are assumed.'
        : `No agent ever connected in this history (the server gave up on ${neverConnected}): nobody is predicted to become ` +
            'ready. --wait-for-agents none predicts the builds alone.',
    );
  }
  if (perSecond === null) {
    caveats.push(
      'The rate at which the server creates autostarts was not seen; the default is 76 a second and replica.',
    );
  }
  return caveats;
}
